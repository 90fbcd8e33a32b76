//! `GET /{sender}/limits`: every limit, what is left of it, when it resets and what raises it. Kurier's own.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_engine::standing::LimitLine;
use kurier_store::record::Sender;
use kurier_wire::error::{WireError, of_refusal};
use serde_json::{Value, json};

pub(super) async fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    Ok(json!({ "data": all(call, sender).await? }).into())
}

pub(super) async fn all(call: &Call, sender: &Sender) -> Result<Vec<Value>, WireError> {
    let limits = call.engine().limits(call.business(), Some(sender.id)).await.map_err(internal)?;
    Ok(limits.iter().map(view).collect())
}

/// Times are whole seconds, as everywhere in the Cloud API.
pub(crate) fn view(line: &LimitLine) -> Value {
    json!({
        "name": line.name,
        "counts": line.counts,
        "value": line.value,
        "used": line.used,
        "left": line.left,
        "resets_at": line.resets_at.map(kurier_policy::time::Timestamp::seconds),
        "raised_by": line.raised_by,
        "error_code": line.refusal.map(|refusal| of_refusal(refusal).code),
    })
}
