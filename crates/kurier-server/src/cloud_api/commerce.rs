//! `/{sender}/whatsapp_commerce_settings`: catalogue and cart, which are off.

use super::call::Call;
use super::reply::Reply;
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::commerce::{self, NODE_TYPE};
use kurier_wire::error::WireError;
use serde_json::json;

pub(super) fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let shown = call.cut(commerce::view(&sender.id.to_string()), NODE_TYPE)?;
    Ok(json!({ "data": [shown] }).into())
}

pub(super) fn change(call: &Call) -> Result<Reply, WireError> {
    commerce::change(&call.params)?;
    Ok(answer::success().into())
}
