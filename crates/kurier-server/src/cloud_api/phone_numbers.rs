//! `GET /{business}/phone_numbers`: its senders.

use super::call::Call;
use super::reply::{Reply, of_store};
use super::sender;
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use kurier_wire::fields;
use serde_json::{Value, json};

const DEFAULT: &str = "id,verified_name,code_verification_status,display_phone_number,quality_rating,\
     platform_type,throughput";

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = call.text("fields");
    let senders = call.engine().store().senders(business.id).await.map_err(of_store)?;
    let data: Vec<Value> = senders
        .iter()
        .map(|one| fields::project(&sender::view(one), asked.as_deref().unwrap_or(DEFAULT)))
        .collect::<Result<_, _>>()?;
    Ok(json!({ "data": data }).into())
}
