//! `GET` and `POST /kurier/v1/invitations`: lists of people who agreed elsewhere. Whoever of them is here finds one
//! silent card. The answers are the same whoever that is.

use super::bad_value;
use crate::cloud_api::call::Call;
use crate::cloud_api::once;
use crate::cloud_api::reply::{Reply, internal, of_store};
use kurier_engine::EngineError;
use kurier_engine::invitation::List;
use kurier_policy::permission::Purpose;
use kurier_policy::time::Timestamp;
use kurier_store::record::{IdempotencyKey, InvitationImport};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use kurier_wire::params;
use serde_json::{Value, json};

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let (business, request) = (call.business().id, PageRequest::parse(&call.params)?);
    let wrong = |_| GraphError::of(&error::CURSOR_INVALID).boxed();
    let before = request.after.as_deref().map(str::parse::<i64>).transpose().map_err(wrong)?;
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let found = call.engine().store().invitation_imports(business, before, limit).await;
    let mut found = found.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let off = call.engine().invitations_off(business).await.map_err(internal)?;
    let elements = found.iter().map(|one| (one.number.to_string(), view(one))).collect();
    let mut answer = page(elements, more, &call.url()?);
    answer["off_until"] = json!(off.map(Timestamp::seconds));
    Ok(answer.into())
}

pub(super) async fn import(call: &Call) -> Result<Reply, WireError> {
    let (business, asked) = (call.business().id, parse(call)?);
    let Some(key) = call.idempotency_key.clone() else {
        let made = call.engine().import_list(business, asked).await;
        return Ok(view(&made.map_err(refused)?).into());
    };
    let digest = params::digest("kurier/v1/invitations", &call.params);
    let key = IdempotencyKey { key, digest };
    if let Some(reply) = once::earlier(&call.app, business, &key).await? {
        return Ok(reply);
    }
    let made = call.engine().import_list(business, asked).await.map_err(refused)?;
    Ok(once::keep(&call.app, business, key, &view(&made)).await?.0)
}

fn parse(call: &Call) -> Result<List, WireError> {
    let text = |name: &str| match call.params.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(bad_value(format!("{name} is a text."))),
    };
    let purpose =
        text("purpose")?.ok_or_else(|| missing("purpose says for what they are asked."))?;
    let named = Purpose::ALL.iter().find(|one| one.name() == purpose);
    let named =
        named.ok_or_else(|| bad_value("purpose is utility, authentication or marketing."))?;
    let evidence =
        text("evidence")?.ok_or_else(|| missing("evidence says where and when they agreed."))?;
    Ok(List { purpose: *named, topic: text("topic")?, evidence, lines: lines(call)? })
}

/// What is neither text nor number is a line that is no address.
fn lines(call: &Call) -> Result<Vec<String>, WireError> {
    let given = match call.params.get("people") {
        None => return Err(missing("people is the list.")),
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        Some(other) => other.clone(),
    };
    let Value::Array(given) = given else {
        return Err(bad_value("people is a list of numbers, wa_ids or user_ids."));
    };
    let line = |one: Value| match one {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(given.into_iter().map(line).collect())
}

fn missing(told: &'static str) -> WireError {
    GraphError::of(&error::PARAMETER_MISSING).details(told).boxed()
}

fn refused(fault: EngineError) -> WireError {
    match fault {
        EngineError::Invalid { message, .. } => bad_value(format!("{message}.")),
        other => internal(other),
    }
}

fn view(one: &InvitationImport) -> Value {
    json!({
        "number": one.number,
        "timestamp": one.at.seconds(),
        "purpose": one.purpose.name(),
        "topic": one.topic,
        "evidence": one.evidence,
        "lines": one.lines,
        "malformed": one.malformed,
        "accepted": one.accepted,
    })
}
