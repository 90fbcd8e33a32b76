//! What Kurier can say of a sender.

use kurier_policy::market::Market;
use kurier_policy::onboarding::Onboarding;
use kurier_store::record::{Business, Sender};
use kurier_wire::sender::name_statuses;
use kurier_wire::template::quality_name;
use serde_json::{Value, json};

/// Every field of a sender that Kurier has; `null` = known to clients, without a value here.
pub(super) fn view(
    (sender, onboarding): (&Sender, &Onboarding),
    business: &Business,
    is_sandbox: bool,
) -> Value {
    let number = sender.display_number.digits();
    let tier = business.standing.tier(business.verified).name();
    let quality = quality_name(business.standing.quality);
    let (name_status, new_name_status) = name_statuses(onboarding);
    let market = sender.display_number.market();
    json!({
        "id": sender.id.to_string(),
        "display_phone_number": format!("+{number}"),
        "verified_name": sender.name,
        "code_verification_status": if onboarding.unproved { "NOT_VERIFIED" } else { "VERIFIED" },
        // Quality is measured per template, not per sender.
        "quality_rating": quality,
        "quality_score": { "score": quality },
        "platform_type": "CLOUD_API",
        "throughput": { "level": if business.standing.fast { "HIGH" } else { "STANDARD" } },
        "status": status(sender, onboarding),
        "name_status": name_status,
        "new_name_status": new_name_status,
        "account_mode": if is_sandbox { "SANDBOX" } else { "LIVE" },
        "is_official_business_account": business.verified,
        "is_pin_enabled": false,
        "is_preverified_number": false,
        "is_on_biz_app": false,
        "search_visibility": "NON_VISIBLE",
        "last_onboarded_time": null,
        "health_status": null,
        "webhook_configuration": null,
        "conversational_automation": null,
        "messaging_limit_tier": tier,
        "whatsapp_business_manager_messaging_limit": tier,
        "certificate": null,
        "new_certificate": null,
        "country_code": (market != Market::ANY).then(|| market.code()),
        "country_dial_code": sender.display_number.calling_code(),
        "host_platform": null,
        "unified_cert_status": null,
        "username": null,
        "eligibility_for_api_business_global_search": null,
    })
}

fn status(sender: &Sender, onboarding: &Onboarding) -> &'static str {
    match onboarding.may_register() {
        _ if sender.registered => "CONNECTED",
        Ok(()) => "DISCONNECTED",
        Err(_) => "PENDING",
    }
}
