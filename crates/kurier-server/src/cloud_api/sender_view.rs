//! What Kurier can say of a sender.

use kurier_store::record::{Business, Sender};
use kurier_wire::error::{self, Entry, GraphError};
use serde_json::{Value, json};

/// Every field of a sender that Kurier has; `null` = known to clients, without a value here.
pub(super) fn view(sender: &Sender, business: &Business, is_sandbox: bool) -> Value {
    let number = sender.display_number.digits();
    json!({
        "id": sender.id.to_string(),
        "display_phone_number": format!("+{number}"),
        "verified_name": sender.name,
        "code_verification_status": "VERIFIED",
        // Quality is measured per template, not per sender.
        "quality_rating": "UNKNOWN",
        "quality_score": { "score": "UNKNOWN" },
        "platform_type": "CLOUD_API",
        "throughput": { "level": "STANDARD" },
        "status": if sender.registered { "CONNECTED" } else { "DISCONNECTED" },
        "name_status": "APPROVED",
        "new_name_status": "NONE",
        "account_mode": if is_sandbox { "SANDBOX" } else { "LIVE" },
        "is_official_business_account": business.verified,
        "is_pin_enabled": false,
        "is_preverified_number": false,
        "is_on_biz_app": false,
        "search_visibility": "NON_VISIBLE",
        "last_onboarded_time": null,
        "health_status": health(sender, business),
        "webhook_configuration": null,
        "conversational_automation": null,
        "messaging_limit_tier": null,
        "whatsapp_business_manager_messaging_limit": null,
        "certificate": null,
        "new_certificate": null,
        "country_code": null,
        "country_dial_code": null,
        "host_platform": null,
        "unified_cert_status": null,
        "username": null,
        "eligibility_for_api_business_global_search": null,
    })
}

/// Whether messages can go out, and what stands against it.
fn health(sender: &Sender, business: &Business) -> Value {
    let unregistered = (!sender.registered).then_some(&error::NUMBER_NOT_REGISTERED);
    let suspended = business.suspended.then_some(&error::ACCOUNT_RESTRICTED);
    json!({
        "can_send_message": can_send(unregistered.or(suspended)),
        "entities": [
            entity("PHONE_NUMBER", &sender.id.to_string(), unregistered),
            entity("WABA", &business.id.to_string(), suspended),
        ],
    })
}

fn can_send(trouble: Option<&'static Entry>) -> &'static str {
    if trouble.is_some() { "BLOCKED" } else { "AVAILABLE" }
}

fn entity(kind: &str, id: &str, trouble: Option<&'static Entry>) -> Value {
    let can_send = can_send(trouble);
    let mut entity = json!({ "entity_type": kind, "id": id, "can_send_message": can_send });
    if let Some(entry) = trouble {
        let fault = GraphError::of(entry);
        entity["errors"] = json!([{
            "error_code": fault.code,
            "error_description": fault.details,
            "possible_solution": fault.hint,
        }]);
    }
    entity
}
