//! `GET /{business}`: a WhatsApp Business Account of the Cloud API.

use super::analytics;
use super::call::Call;
use super::reply::Reply;
use super::waba_edges;
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use kurier_wire::fields;
use serde_json::{Value, json};

const DEFAULT: &str = "id,name,timezone_id,message_template_namespace";

pub(super) async fn show(call: &Call, business: &Business) -> Result<Reply, WireError> {
    Ok(shown(call, business).await?.into())
}

/// What `fields` asks for of a business.
pub(super) async fn shown(call: &Call, business: &Business) -> Result<Value, WireError> {
    let mut view = json!({
        "id": business.id.to_string(),
        "name": business.name,
        "timezone_id": "0",
        "message_template_namespace": format!("kurier_{}", business.id),
        "currency": business.currency,
        "account_review_status": "APPROVED",
        "business_verification_status":
            if business.verified { "verified" } else { "not_verified" },
        "status": if business.suspended { "RESTRICTED" } else { "ACTIVE" },
        "is_enabled_for_insights": true,
        "disable_marketing_messages_on_cloud_api": false,
        "marketing_messages_lite_api_status": null,
        "marketing_messages_onboarding_status": null,
        "on_behalf_of_business_info": null,
        "owner_business_info": { "id": business.id.to_string(), "name": business.name },
        "subscribed_apps": null,
        "ownership_type": "SELF",
        "country": null,
        "health_status": null,
    });
    waba_edges::fill(call, business, &mut view).await?;
    let wanted = analytics::wanted(call, DEFAULT)?;
    analytics::fill(call, business, &wanted, &mut view).await?;
    fields::project(&view, &wanted, "WhatsAppBusinessAccount")
}
