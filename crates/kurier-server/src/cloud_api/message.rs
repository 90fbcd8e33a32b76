//! `GET /{message}`: status, price and decision of one message. Kurier's own addition to Graph.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_policy::id::MessageRef;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::json;

pub(super) async fn show(call: &Call, message: MessageRef) -> Result<Reply, WireError> {
    let engine = call.engine();
    let wamid = engine.keys().wamid.encode(message);
    let explained =
        engine.explain_to_business(call.business().id, message).await.map_err(|error| {
            if error.is_not_found() {
                error::unknown_object(&wamid, "GET")
            } else {
                internal(error)
            }
        })?;
    let record = explained.record;
    let refusal = record.evidence.as_ref().and_then(|evidence| evidence.refusal);
    let receipt = record.receipt.map(|receipt| receipt.receipt.id.to_string());
    let node = json!({
        "id": wamid,
        "messaging_product": "whatsapp",
        "status": record.status,
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
    });
    Ok(call.cut(node, "WhatsAppMessage")?.into())
}
