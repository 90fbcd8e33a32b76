//! `GET /kurier/v1/labels`, `POST …/labels`, `POST …/labels/remove`: short tags that a business puts on people of
//! its own, to pick audiences by.

use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, of_store};
use kurier_wire::campaign::parse_labelled;
use kurier_wire::error::WireError;
use serde_json::{Value, json};

/// Most labels listed.
const LISTED: u32 = 1_000;

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let all = call.engine().store().labels(call.business().id, LISTED).await.map_err(of_store)?;
    let data: Vec<Value> =
        all.iter().map(|one| json!({ "label": one.label, "people": one.people })).collect();
    Ok(json!({ "data": data }).into())
}

/// Whom the business does not know is passed over, and not told apart.
pub(super) async fn set(call: &Call, is_on: bool) -> Result<Reply, WireError> {
    let asked = parse_labelled(&call.params)?;
    let (label, business) = (asked.label.clone(), call.business().id);
    let known = call.engine().store().set_label(business, asked.label, asked.people, is_on).await;
    Ok(json!({ "success": true, "label": label, "people": known.map_err(of_store)? }).into())
}
