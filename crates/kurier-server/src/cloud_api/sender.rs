//! `GET /{sender}`: a phone number of the Cloud API.

use super::call::Call;
use super::health;
use super::reply::{Reply, of_store};
use super::sender_callback;
use super::sender_view::view;
use kurier_policy::onboarding::CODE_KEPT_S;
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
    let asked = call.text("fields").unwrap_or_default();
    let store = call.engine().store();
    let onboarding = store.onboarding(sender.business, sender.id).await.map_err(of_store)?;
    let mut node = view((sender, &onboarding), call.business(), call.app.config.sandbox.is_some());
    let now = call.engine().clock().now();
    if onboarding.code.as_ref().is_some_and(|code| now >= code.sent_at.plus_s(CODE_KEPT_S)) {
        node["code_verification_status"] = json!("EXPIRED");
    }
    if asked.contains("conversational_automation") {
        let found = store.automation(sender.business, sender.id).await.map_err(of_store)?;
        node["conversational_automation"] = automation::view(&found, &sender.id.to_string());
    }
    if asked.contains("is_pin_enabled") {
        let pin = store.pin(sender.business, sender.id).await.map_err(of_store)?;
        node["is_pin_enabled"] = json!(pin.tag.is_some());
    }
    if asked.contains("health_status") {
        node["health_status"] = health::of_sender(call, sender, &onboarding).await?;
    }
    if asked.contains("username") {
        node["username"] = json!(store.username_of(sender.id).await.map_err(of_store)?);
    }
    if asked.contains("webhook_configuration") {
        node["webhook_configuration"] = sender_callback::view(call, sender).await?;
    }
    call.project(&node, DEFAULT, NODE_TYPE)
}
