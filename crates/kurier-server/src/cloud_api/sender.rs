//! `GET /{sender}`: a phone number of the Cloud API.

use super::call::Call;
use super::reply::Reply;
use kurier_store::record::Sender;
use kurier_wire::error::WireError;
use serde_json::{Value, json};

/// Name of the node type, for field errors.
pub(super) const NODE_TYPE: &str = "WhatsAppBusinessPhoneNumber";

/// What is answered when no `fields` are asked for.
pub(super) const DEFAULT: &str = "id,verified_name,code_verification_status,display_phone_number,\
     quality_rating,platform_type,throughput";

pub(super) fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    Ok(call.project(&view(sender), DEFAULT, NODE_TYPE)?.into())
}

/// Every field of a sender that Kurier has; `null` = known to clients, without a value here.
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
        "is_official_business_account": false,
        "is_pin_enabled": false,
        "webhook_configuration": null,
        "messaging_limit_tier": null,
        "whatsapp_business_manager_messaging_limit": null,
        "conversational_automation": null,
        "certificate": null,
    })
}
