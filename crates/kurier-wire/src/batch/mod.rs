//! `POST /` with `batch`: several calls in one, which may refer to the answers of earlier ones.

mod item;
mod reference;

pub use item::Item;
pub use reference::{Results, Writing};

use crate::error::{self, GraphError, WireError};
use crate::json::Object;
use crate::params::Params;
use std::collections::BTreeSet;

/// Most calls in one batch.
pub const CALLS_MAX: usize = 50;

/// The calls of one request, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The calls.
    pub items: Vec<Item>,
    /// Whether each answer shows its headers.
    pub include_headers: bool,
}

impl Batch {
    /// Reads the merged parameters of a request to the root.
    ///
    /// # Errors
    /// 100 when there is no list of at most [`CALLS_MAX`] calls, when a call lacks its method or address, and when two
    /// have the same name.
    pub fn parse(params: &Params) -> Result<Self, WireError> {
        let root = Object::root(params);
        if root.get("batch").is_none() {
            return Err(refused("`batch` is missing: send a JSON array of calls."));
        }
        let nodes = root.items("batch")?;
        if nodes.is_empty() || nodes.len() > CALLS_MAX {
            return Err(refused("`batch` holds 1 to 50 calls."));
        }
        let items: Vec<Item> =
            nodes.iter().map(|node| Item::parse(&node.object()?)).collect::<Result<_, _>>()?;
        let mut names = BTreeSet::new();
        for name in items.iter().filter_map(|item| item.name.as_deref()) {
            if !names.insert(name) {
                return Err(refused("two calls of `batch` have the same `name`."));
            }
        }
        let include_headers =
            root.get("include_headers").is_none() || root.truth("include_headers")?;
        Ok(Self { items, include_headers })
    }

    /// Whether the good answer of a call is left out: what it says itself, otherwise when another call refers to it.
    pub fn is_left_out(&self, item: &Item) -> bool {
        item.omit_on_success.unwrap_or_else(|| {
            let name = item.name.as_deref();
            name.is_some_and(|name| self.items.iter().any(|other| other.needs(name)))
        })
    }
}

fn refused(why: &'static str) -> WireError {
    GraphError::of(&error::BATCH_INVALID).details(why).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parsed(body: &Value) -> Result<Batch, WireError> {
        Batch::parse(body.as_object().unwrap())
    }

    fn get(url: &str) -> Value {
        json!({ "method": "get", "relative_url": url })
    }

    #[test]
    fn a_batch_has_one_to_fifty_calls() {
        assert_eq!(parsed(&json!({ "batch": vec![get("1"); 50] })).unwrap().items.len(), 50);
        let wrong = [
            json!({}),
            json!({ "batch": [] }),
            json!({ "batch": vec![get("1"); 51] }),
            json!({ "batch": {} }),
        ];
        for body in wrong.into_iter().chain([json!({ "batch": [1] }), json!({ "batch": "x" })]) {
            let fault = parsed(&body).unwrap_err();
            assert_eq!((fault.http, fault.code), (400, 100), "{body}");
        }
    }

    #[test]
    fn names_are_unique() {
        let named = json!({ "method": "GET", "relative_url": "1", "name": "a" });
        assert_eq!(parsed(&json!({ "batch": [named, named] })).unwrap_err().code, 100);
    }

    #[test]
    fn headers_are_shown_unless_they_are_not_wanted() {
        for (given, shown) in
            [(json!(null), true), (json!("true"), true), (json!(false), false), (json!("0"), false)]
        {
            let mut body = json!({ "batch": [get("1")] });
            if !given.is_null() {
                body["include_headers"] = given;
            }
            assert_eq!(parsed(&body).unwrap().include_headers, shown);
        }
    }

    #[test]
    fn the_answer_of_a_call_that_another_needs_is_left_out_unless_it_is_wanted() {
        let batch = |omit: Value| {
            let mut first = json!({ "method": "GET", "relative_url": "1", "name": "a" });
            if !omit.is_null() {
                first["omit_response_on_success"] = omit;
            }
            let second = json!({ "method": "GET", "relative_url": "{result=a:$.id}" });
            let third = json!({ "method": "GET", "relative_url": "2", "depends_on": "b" });
            parsed(&json!({ "batch": [first, second, third] })).unwrap()
        };
        let left_out = |omit: Value| batch(omit).is_left_out(&batch(json!(null)).items[0]);
        let asked = batch(json!(false));
        assert!(left_out(json!(null)));
        assert!(!asked.is_left_out(&asked.items[0]));
        assert!(!asked.is_left_out(&asked.items[1]));
    }
}
