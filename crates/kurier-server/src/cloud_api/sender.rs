//! `GET /{sender}`: a phone number of the Cloud API.

use super::call::Call;
use super::reply::Reply;
use kurier_store::record::Sender;
use kurier_wire::error::WireError;
use kurier_wire::fields;
use serde_json::{Value, json};

/// What is answered when no `fields` are asked for.
const DEFAULT: &str = "id,verified_name,code_verification_status,display_phone_number,quality_rating,\
     platform_type,throughput";

pub(super) fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let asked = call.text("fields");
    let body = fields::project(&view(sender), asked.as_deref().unwrap_or(DEFAULT))?;
    Ok(body.into())
}

/// Every field of a sender that Kurier has.
pub(super) fn view(sender: &Sender) -> Value {
    let number = sender.display_number.digits();
    json!({
        "id": sender.id.to_string(),
        "display_phone_number": format!("+{number}"),
        "verified_name": sender.name,
        "code_verification_status": "VERIFIED",
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": { "level": "STANDARD" },
        "status": if sender.registered { "CONNECTED" } else { "DISCONNECTED" },
        "name_status": "APPROVED",
        "account_mode": "LIVE",
        "last_onboarded_time": fields::time(sender.created_at.seconds()),
    })
}
