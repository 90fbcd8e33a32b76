//! `{result=name:$.data[0].id}`: what an earlier call answered, put into the address or body of a later one.

use crate::error::{self, GraphError, WireError};
use crate::json::scalar;
use serde_json::Value;
use std::collections::BTreeMap;

const BEGIN: &str = "{result=";
/// Most values that one path may find.
const VALUES_MAX: usize = 100;

/// What earlier calls answered, by name; nothing if they failed.
#[derive(Debug, Default)]
pub struct Results(BTreeMap<String, Option<Value>>);

/// How values are written where they are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Into an address or a url-encoded body.
    Encoded,
    /// Into JSON text, between quotes.
    Json,
}

impl Results {
    /// Keeps an answer; `None` = the call failed or was not made.
    pub fn keep(&mut self, name: &str, answer: Option<Value>) {
        self.0.insert(name.to_owned(), answer);
    }

    /// Checks that a call went well.
    ///
    /// # Errors
    /// 100 if it did not, or if there is none of that name before.
    pub fn check(&self, name: &str) -> Result<(), WireError> {
        self.answer(name).map(|_| ())
    }

    fn answer(&self, name: &str) -> Result<&Value, WireError> {
        let shown: String = name.chars().take(64).collect();
        match self.0.get(name) {
            Some(Some(answer)) => Ok(answer),
            Some(None) => Err(GraphError::of(&error::BATCH_DEPENDENCY)
                .details(format!("The call `{shown}`, which this one needs, did not succeed."))
                .boxed()),
            None => Err(invalid(format!("No call before this one is named `{shown}`."))),
        }
    }

    /// `text` with every reference replaced; several values are joined by commas.
    ///
    /// # Errors
    /// 100 for a reference that cannot be read, names no earlier call that went well, or finds nothing.
    pub fn fill(&self, text: &str, writing: Writing) -> Result<String, WireError> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(BEGIN) {
            filled.push_str(before);
            let (inner, after) = after.split_once('}').ok_or_else(|| unreadable(after))?;
            let (name, path) = inner.split_once(':').ok_or_else(|| unreadable(inner))?;
            let values = find(self.answer(name.trim())?, path.trim())?;
            filled.push_str(&written(&values, writing));
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// The names that a text refers to.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(BEGIN).skip(1).filter_map(|part| Some(part.split_once(':')?.0.trim()))
}

fn written(values: &[String], writing: Writing) -> String {
    let joined = values.join(",");
    match writing {
        Writing::Encoded => url::form_urlencoded::byte_serialize(joined.as_bytes()).collect(),
        Writing::Json => {
            let quoted = Value::String(joined).to_string();
            quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
        }
    }
}

/// What a simple JSONPath finds: `$`, `.name`, `['name']`, `[0]`, `[*]` and `.*`.
fn find(answer: &Value, path: &str) -> Result<Vec<String>, WireError> {
    let mut rest = path.strip_prefix('$').ok_or_else(|| unreadable(path))?;
    let mut found = vec![answer];
    while !rest.is_empty() {
        let (step, after) = step(rest).ok_or_else(|| unreadable(path))?;
        found = found.into_iter().flat_map(|value| taken(value, step)).take(VALUES_MAX).collect();
        rest = after;
    }
    let texts: Vec<String> =
        found.into_iter().filter_map(|value| Some(scalar(value)?.into_owned())).collect();
    if texts.is_empty() {
        let shown: String = path.chars().take(64).collect();
        return Err(invalid(format!("`{shown}` finds nothing in the answer it names.")));
    }
    Ok(texts)
}

/// The next step of a path, and what follows.
fn step(path: &str) -> Option<(&str, &str)> {
    if let Some(rest) = path.strip_prefix('[') {
        let (inner, after) = rest.split_once(']')?;
        return Some((inner.trim_matches(['\'', '"']), after));
    }
    let rest = path.strip_prefix('.')?;
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    (!name.is_empty()).then_some((name, after))
}

fn taken<'a>(value: &'a Value, step: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(map) if step == "*" => map.values().collect(),
        Value::Object(map) => map.get(step).into_iter().collect(),
        Value::Array(list) if step == "*" => list.iter().collect(),
        Value::Array(list) => {
            let place: Option<usize> = step.parse().ok();
            place.and_then(|place| list.get(place)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn unreadable(text: &str) -> WireError {
    let shown: String = text.chars().take(64).collect();
    invalid(format!("A reference is written {{result=name:$.path}}; this is not: `{shown}`."))
}

fn invalid(details: String) -> WireError {
    GraphError::of(&error::BATCH_INVALID).details(details).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn results() -> Results {
        let mut results = Results::default();
        let answer = json!({ "id": "7", "n": 5, "name": "a \"b\"&c",
            "data": [{ "id": "1" }, { "id": "2" }], "deep": { "x": [true] } });
        results.keep("one", Some(answer));
        results.keep("failed", None);
        results
    }

    #[test]
    fn references_are_replaced_as_the_place_demands() {
        let fill = |text: &str, writing| results().fill(text, writing).unwrap();
        assert_eq!(fill("/{result=one:$.id}/x?n={result=one:$.n}", Writing::Encoded), "/7/x?n=5");
        assert_eq!(fill("ids={result=one:$.data[*].id}", Writing::Encoded), "ids=1%2C2");
        assert_eq!(fill("ids={result=one:$.data.*.id}", Writing::Encoded), "ids=1%2C2");
        assert_eq!(fill("{result=one:$['deep'].x[0]}", Writing::Encoded), "true");
        assert_eq!(fill("{result=one:$.name}", Writing::Encoded), "a+%22b%22%26c");
        assert_eq!(fill(r#"{"a":"{result=one:$.name}"}"#, Writing::Json), r#"{"a":"a \"b\"&c"}"#);
        assert_eq!(fill("nothing {of} it", Writing::Json), "nothing {of} it");
    }

    #[test]
    fn what_cannot_be_found_is_an_error() {
        for text in [
            "{result=one:$.none}",
            "{result=one:$.data}",
            "{result=one:$.data[9].id}",
            "{result=one:id}",
            "{result=one:$id}",
            "{result=one:$..id}",
            "{result=two:$.id}",
            "{result=one}",
            "{result=one:$.id",
        ] {
            let fault = results().fill(text, Writing::Encoded).unwrap_err();
            assert_eq!((fault.http, fault.code), (400, 100), "{text}");
        }
        let fault = results().fill("{result=failed:$.id}", Writing::Encoded).unwrap_err();
        assert_eq!(fault.http, 424);
        assert_eq!(results().check("failed").unwrap_err().http, 424);
        results().check("one").unwrap();
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-z{}=:$.\\[\\]*'0-9ä]{0,60}") {
            let _either = results().fill(&format!("{{result=one:{text}}}"), Writing::Json);
            let _either = results().fill(&text, Writing::Encoded);
            let _any = names(&text).count();
        }
    }
}
