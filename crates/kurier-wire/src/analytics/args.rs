//! The arguments of a question: modifiers of a field, or parameters of the call.

use super::{Account, fault};
use crate::error::WireError;
use crate::fields::Field;
use crate::json;
use crate::params::Params;
use kurier_policy::id::SenderId;
use kurier_policy::market::Market;
use serde_json::Value;
use std::borrow::Cow;

/// Most values of one list.
const LIST_MAX: usize = 250;

/// Where the arguments stand.
#[derive(Debug, Clone, Copy)]
pub struct Args<'a> {
    field: Option<&'a Field>,
    params: &'a Params,
}

impl<'a> Args<'a> {
    /// Those of a field; what it does not say, the call's parameters say.
    pub fn of_field(field: &'a Field, params: &'a Params) -> Self {
        Self { field: Some(field), params }
    }

    /// Those of an edge.
    pub fn of_edge(params: &'a Params) -> Self {
        Self { field: None, params }
    }

    /// One argument as text; an empty one counts as not given.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let given = match self.field.and_then(|field| field.modifier(name)) {
            Some(given) => given.to_owned(),
            None => match self.params.get(name)? {
                Value::Array(list) => Value::Array(list.clone()).to_string(),
                other => json::scalar(other)?.into_owned(),
            },
        };
        let given = given.trim();
        (!given.is_empty()).then(|| given.to_owned())
    }

    /// A list of words, however it is written: a JSON array, or words with commas between them. An empty one counts as
    /// not given.
    pub(super) fn words(&self, name: &str) -> Result<Option<Vec<String>>, WireError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let words: Vec<String> = match serde_json::from_str::<Vec<Value>>(&text) {
            Ok(list) => list.iter().filter_map(json::scalar).map(Cow::into_owned).collect(),
            Err(_) => text
                .trim_matches(['[', ']'])
                .split(',')
                .map(|word| word.trim().trim_matches(['"', '\'']).to_owned())
                .filter(|word| !word.is_empty())
                .collect(),
        };
        if words.len() > LIST_MAX {
            return Err(fault(format!("`{name}` names more than 250 values.")));
        }
        Ok((!words.is_empty()).then_some(words))
    }

    /// A list of words out of `known`, in capitals.
    pub(super) fn known(
        &self,
        name: &str,
        known: &[&'static str],
    ) -> Result<Option<Vec<String>>, WireError> {
        let Some(words) = self.words(name)? else { return Ok(None) };
        let words: Vec<String> = words.iter().map(|word| word.to_ascii_uppercase()).collect();
        match words.iter().find(|word| !known.contains(&word.as_str())) {
            None => Ok(Some(words)),
            Some(other) => {
                let other: String = other.chars().take(64).collect();
                Err(fault(format!("`{name}` may hold {}; not `{other}`.", known.join(", "))))
            }
        }
    }

    /// The senders named by number or id; `None` = all.
    pub(super) fn senders(&self, account: &Account) -> Result<Option<Vec<SenderId>>, WireError> {
        let Some(words) = self.words("phone_numbers")? else { return Ok(None) };
        let find = |word: &String| {
            let digits: String = word.chars().filter(char::is_ascii_digit).collect();
            let is_it =
                |(id, number): &&(SenderId, String)| *number == digits || id.to_string() == digits;
            account.senders.iter().find(is_it).map(|(id, _)| *id).ok_or_else(|| {
                let word: String = word.chars().take(64).collect();
                fault(format!("`phone_numbers` names `{word}`, which is none of this account."))
            })
        };
        words.iter().map(find).collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// The countries named; `None` = all.
    pub(super) fn markets(&self) -> Result<Option<Vec<Market>>, WireError> {
        let Some(words) = self.words("country_codes")? else { return Ok(None) };
        let read = |word: &String| {
            Market::parse(&word.to_ascii_uppercase())
                .ok_or_else(|| fault("`country_codes` takes codes of two letters, such as DE."))
        };
        words.iter().map(read).collect::<Result<Vec<_>, _>>().map(Some)
    }
}
