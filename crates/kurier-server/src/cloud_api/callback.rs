//! Setting a callback, whichever of the three it is: checked, shaken hands with, and only then kept.

use super::reply::{Reply, of_store};
use crate::state::App;
use kurier_bus::{Topic, Wake};
use kurier_policy::id::BusinessId;
use kurier_store::record::{Batch, Callback, CallbackOptions, Scope, Subscription};
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use kurier_wire::webhook::FIELDS;
use serde_json::Value;
use std::collections::BTreeSet;

/// Longest callback address, in characters.
const URL_MAX: usize = 2_000;
/// Most events in one request.
const BATCH_MAX: u64 = 100;
/// Longest that the first event of a request waits for others, in milliseconds.
const WAIT_MAX_MS: u64 = 5_000;

/// A callback that a business asks for.
pub(super) struct Wanted<'a> {
    pub(super) scope: Scope,
    pub(super) url: &'a str,
    pub(super) verify_token: &'a str,
    /// Where `fields` and `batching` stand, if they do.
    pub(super) params: &'a Params,
}

/// Keeps a callback after the handshake with it.
pub(super) async fn set(
    app: &App,
    business: BusinessId,
    wanted: Wanted<'_>,
) -> Result<Reply, WireError> {
    let Wanted { scope, url, verify_token, params } = wanted;
    if url.len() > URL_MAX || verify_token.len() > URL_MAX {
        let told = "The callback address and the verify token have at most 2,000 characters.";
        return Err(bad_value(told));
    }
    let store = app.engine.store();
    let all = store.subscriptions(business).await.map_err(of_store)?;
    let former = all.iter().find(|one| one.scope == scope);
    let options = options(former, params)?;
    app.egress.handshake(url, verify_token, app.engine.entropy()).await.map_err(|fault| {
        GraphError::of(&error::CALLBACK_FAILED).details(fault.to_string()).boxed()
    })?;
    let (url, verify_token) = (url.to_owned(), verify_token.to_owned());
    let new = Callback { business, scope, url, verify_token, options: Some(options) };
    store.set_callback(new).await.map_err(of_store)?;
    Ok(changed(app))
}

/// Ends a callback; that there was none is no error.
pub(super) async fn end(app: &App, business: BusinessId, scope: Scope) -> Result<Reply, WireError> {
    app.engine.store().end_callback(business, scope).await.map_err(of_store)?;
    Ok(changed(app))
}

/// The dispatcher need not wait for the next event to see the change.
fn changed(app: &App) -> Reply {
    app.engine.bus().wake(Topic::AllEvents, Wake::Look);
    answer::success().into()
}

/// What is asked for, beside what stays as it was.
fn options(former: Option<&Subscription>, params: &Params) -> Result<CallbackOptions, WireError> {
    let mut options = former.map(|one| one.options.clone()).unwrap_or_default();
    if let Some(given) = params.get("fields") {
        options.fields = Some(fields(given)?);
    }
    if let Some(given) = params.get("batching") {
        options.batch = batch(given)?;
    }
    Ok(options)
}

/// `messages,user_preferences`, or the same as a list.
fn fields(given: &Value) -> Result<Vec<String>, WireError> {
    let names: Vec<&str> = match given {
        Value::String(text) => text.trim_matches(['[', ']']).split(',').collect(),
        Value::Array(list) => list.iter().map(|name| name.as_str().unwrap_or("?")).collect(),
        _ => vec!["?"],
    };
    let trim = |name: &str| name.trim().trim_matches('"').to_owned();
    let names: BTreeSet<String> =
        names.into_iter().map(trim).filter(|name| !name.is_empty()).collect();
    let unknown = names.iter().find(|name| !FIELDS.contains(&name.as_str()));
    if let Some(unknown) = unknown {
        let told = format!("{unknown:?} is no field; fields are {}.", FIELDS.join(", "));
        return Err(GraphError::of(&error::INVALID_PARAMETER).details(told).boxed());
    }
    Ok(names.into_iter().collect())
}

/// `{"max": 1 to 100, "wait_ms": 0 to 5000}`; one event per request is no batch.
fn batch(given: &Value) -> Result<Option<Batch>, WireError> {
    let number = |name: &str, default: u64, most: u64| match given.get(name) {
        None => Some(default),
        Some(value) => value.as_u64().filter(|number| *number <= most),
    };
    let max = number("max", 0, BATCH_MAX).filter(|max| *max >= 1);
    let (Some(max), Some(wait_ms)) = (max, number("wait_ms", 0, WAIT_MAX_MS)) else {
        return Err(bad_value(
            "batching is {\"max\": 1 to 100 events, \"wait_ms\": 0 to 5000}; max 1 ends it.",
        ));
    };
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok((max > 1).then(|| Batch { max: small(max), wait_ms: small(wait_ms) }))
}

fn bad_value(told: &'static str) -> WireError {
    GraphError::of(&error::PARAMETER_VALUE).details(told).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asked(params: &Value) -> Result<CallbackOptions, WireError> {
        options(None, params.as_object().unwrap())
    }

    #[test]
    fn fields_come_as_a_text_or_as_a_list_and_only_known_ones() {
        let both = Some(vec!["messages".to_owned(), "security".to_owned()]);
        for given in [json!("security, messages"), json!(["messages", "security"])] {
            assert_eq!(asked(&json!({ "fields": given })).unwrap().fields, both);
        }
        assert_eq!(asked(&json!({})).unwrap().fields, None);
        for bad in [json!("messages,calls"), json!([1]), json!(7)] {
            assert_eq!(asked(&json!({ "fields": bad })).unwrap_err().code, 100);
        }
    }

    #[test]
    fn batching_is_bounded_and_ends_with_one() {
        let of = |given: Value| asked(&json!({ "batching": given })).map(|options| options.batch);
        assert_eq!(of(json!({ "max": 9 })).unwrap(), Some(Batch { max: 9, wait_ms: 0 }));
        assert_eq!(of(json!({ "max": 1 })).unwrap(), None);
        for bad in [json!({}), json!({ "max": 101 }), json!({ "max": 2, "wait_ms": 5_001 })] {
            assert_eq!(of(bad).unwrap_err().code, 131_009);
        }
    }
}
