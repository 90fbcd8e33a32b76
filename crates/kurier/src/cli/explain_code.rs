//! `kurier explain CODE`: what an error means and what to do, offline.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::Paper;
use kurier_wire::error::{self, Entry};
use serde_json::{Value, json};

pub(super) fn run(code: &str, paper: Paper) -> Outcome {
    let causes = causes(code)?;
    if paper.is_json() {
        let all: Vec<Value> = causes.iter().map(|cause| document(cause)).collect();
        paper.thing(&[], &Value::Array(all));
        return Ok(());
    }
    for (place, cause) in causes.iter().enumerate() {
        if place > 0 {
            crate::cli::paper::print("");
        }
        paper.thing(&properties(cause), &Value::Null);
    }
    if causes.len() > 1 {
        paper.note(
            "Several causes have this code; error_data.details of the answer says which it was.",
        );
    }
    Ok(())
}

fn causes(code: &str) -> Outcome<Vec<&'static Entry>> {
    let text = code.trim().trim_start_matches("(#").trim_end_matches(')');
    let (code, subcode) = match text.split_once('/') {
        Some((code, subcode)) => (code, Some(number(subcode)?)),
        None => (text, None),
    };
    let code = number(code)?;
    let mut causes: Vec<&Entry> = error::by_code(code).collect();
    if subcode.is_some() {
        causes.retain(|cause| cause.subcode == subcode);
    }
    if causes.is_empty() {
        let message = format!("Kurier has no error {text}");
        return Err(Failure::new(Exit::NotFound, "no_such_code", message).hint(
            "all codes stand in docs/errors.md, and under /docs/errors of a running Kurier",
        ));
    }
    Ok(causes)
}

fn number(text: &str) -> Outcome<u32> {
    text.parse().map_err(|_| Failure::usage(format!("{text:?} is no error code; give its number")))
}

fn charged(cause: &Entry) -> &'static str {
    match cause.charged {
        Some(true) => "yes",
        Some(false) => "no",
        None => "only if the request was carried out; that is unknown",
    }
}

fn properties(cause: &Entry) -> [(&'static str, String); 6] {
    let subcode = cause.subcode.map(|subcode| format!("/{subcode}")).unwrap_or_default();
    [
        ("error", format!("{}{subcode} {}", cause.code, cause.title)),
        ("http", cause.http.to_string()),
        ("what happened", cause.what.to_owned()),
        ("what to do", cause.hint.to_owned()),
        ("tried again", cause.retry.sentence().to_owned()),
        ("charged", charged(cause).to_owned()),
    ]
}

fn document(cause: &Entry) -> Value {
    json!({
        "code": cause.code,
        "subcode": cause.subcode,
        "http": cause.http,
        "title": cause.title,
        "what": cause.what,
        "hint": cause.hint,
        "may_succeed_later": cause.retry == error::Retry::Later,
        "charged": cause.charged,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(code: &str) -> Outcome<Vec<&'static Entry>> {
        causes(code)
    }

    #[test]
    fn every_code_of_the_table_is_explained() {
        for entry in error::all() {
            let causes = explained(&entry.code.to_string()).unwrap();
            assert!(causes.contains(&entry), "{}", entry.name);
        }
    }

    #[test]
    fn a_subcode_names_one_cause_and_unknown_codes_are_told_apart_from_words() {
        assert_eq!(explained("100/33").unwrap()[0].name, "UNKNOWN_OBJECT");
        assert_eq!(explained("(#131047)").unwrap().len(), 1);
        assert_eq!(explained("999").unwrap_err().exit, Exit::NotFound);
        assert_eq!(explained("100/1").unwrap_err().exit, Exit::NotFound);
        assert_eq!(explained("window").unwrap_err().exit, Exit::Usage);
    }
}
