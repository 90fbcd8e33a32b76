//! `GET /{message}`, also as `GET /kurier/v1/messages/{message}`: status, price, decision, timeline, postings and webhooks of one
//! message. Kurier's own addition to Graph.

use super::call::Call;
use super::reply::{Reply, internal};
use super::scheduled;
use kurier_engine::EngineError;
use kurier_engine::history::{Told, WebhookState};
use kurier_policy::id::MessageRef;
use kurier_policy::status::Status;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

/// What belongs to others is told like what does not exist.
pub(super) fn told(error: EngineError, wamid: &str, method: &str) -> WireError {
    if error.is_not_found() { error::unknown_object(wamid, method) } else { internal(error) }
}

pub(super) async fn show(call: &Call, message: MessageRef) -> Result<Reply, WireError> {
    let (engine, business) = (call.engine(), call.business().id);
    let wamid = engine.keys().wamid.encode(message);
    if let Some(number) = message.scheduled_number(business) {
        return scheduled::show(call, number).await;
    }
    let explained = engine
        .explain_to_business(business, message)
        .await
        .map_err(|error| told(error, &wamid, "GET"))?;
    let history = engine.message_history(business, message).await.map_err(internal)?;
    let record = explained.record;
    let wamid = engine.keys().wamid.encode(record.message);
    let refusal = record.evidence.as_ref().and_then(|evidence| evidence.refusal);
    let refusal = refusal.or(history.last().and_then(|last| last.refusal));
    let receipt = record.receipt.map(|receipt| receipt.receipt.id.to_string());
    let accepted = json!({ "status": "accepted", "timestamp": record.at.seconds().to_string() });
    let mut timeline = vec![accepted];
    timeline.extend(history.iter().map(step));
    let shown = json!({
        "id": wamid,
        "messaging_product": "whatsapp",
        "status": word(record.status),
        "timestamp": record.at.seconds().to_string(),
        "recipient_id": record.ids.wa_id,
        "recipient_user_id": record.ids.user_id,
        "price": {
            "category": record.price.category,
            "type": record.price.kind,
            "amount_micros": record.price.micros,
            "currency": call.business().currency,
        },
        "permission_receipt": receipt,
        "checks": explained.checks,
        "error": refusal.map(|refusal| {
            GraphError::of_refusal(refusal, None).envelope(&wamid)["error"].clone()
        }),
        "timeline": timeline,
        "transfers": history.iter().filter_map(transfer).collect::<Vec<Value>>(),
        "webhooks": history.iter().map(webhook).collect::<Vec<Value>>(),
    });
    Ok(call.cut(shown, "WhatsAppMessage")?.into())
}

/// A status as webhooks call it.
fn word(status: Status) -> &'static str {
    if status == Status::Recalled { "deleted" } else { status.name() }
}

fn step(one: &Told) -> Value {
    json!({ "status": word(one.status), "timestamp": one.event.at.seconds().to_string() })
}

/// A posting covers all messages of its commit; the message's own part is its price.
fn transfer(one: &Told) -> Option<Value> {
    let transfer = one.transfer.as_ref()?;
    Some(json!({
        "id": transfer.id,
        "kind": transfer.kind,
        "timestamp": transfer.at.seconds().to_string(),
        "amount_micros": transfer.amount,
        "messages": transfer.messages,
        "for_status": word(one.status),
    }))
}

fn webhook(one: &Told) -> Value {
    let attempts: Vec<Value> = one
        .attempts
        .iter()
        .map(|attempt| {
            json!({
                "number": attempt.number,
                "timestamp": attempt.at.seconds().to_string(),
                "http_status": attempt.http_status,
                "error": attempt.error,
                "took_ms": attempt.took_ms,
            })
        })
        .collect();
    json!({
        "status": word(one.status),
        "state": one.webhook.map(WebhookState::name),
        "url": one.url,
        "attempts": attempts,
    })
}
