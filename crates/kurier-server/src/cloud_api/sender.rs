//! `GET /{sender}`: a phone number of the Cloud API.

use super::call::Call;
use super::reply::{Reply, of_store};
use kurier_store::record::Sender;
use kurier_wire::automation;
use kurier_wire::error::WireError;
use serde_json::{Value, json};

/// Name of the node type, for field errors.
const NODE_TYPE: &str = "WhatsAppBusinessPhoneNumber";

/// What is answered when no `fields` are asked for.
const DEFAULT: &str = "id,verified_name,code_verification_status,display_phone_number,\
     quality_rating,platform_type,throughput";

pub(super) async fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    Ok(shown(call, sender).await?.into())
}

/// What `fields` asks for of a sender; what lies elsewhere is fetched only then.
pub(super) async fn shown(call: &Call, sender: &Sender) -> Result<Value, WireError> {
    let mut node = view(sender);
    let asked = call.text("fields").unwrap_or_default();
    if asked.contains("conversational_automation") {
        let store = call.engine().store();
        let found = store.automation(sender.business, sender.id).await.map_err(of_store)?;
        node["conversational_automation"] = automation::view(&found, &sender.id.to_string());
    }
    call.project(&node, DEFAULT, NODE_TYPE)
}

/// Every field of a sender that Kurier has; `null` = known to clients, without a value here.
fn view(sender: &Sender) -> Value {
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
