//! `/{business}/subscribed_apps`: where webhooks go.
//!
//! `override_callback_uri` + `verify_token` set an address of the business's own, after the handshake
//! with it succeeded; without them webhooks go to the app's.

use super::call::Call;
use super::callback::{self, Wanted};
use super::reply::{Reply, of_store};
use kurier_store::record::{Business, Scope};
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let all = call.engine().store().subscriptions(business.id).await.map_err(of_store)?;
    let mut data: Vec<Value> = Vec::new();
    if !all.is_empty() {
        let mut row = json!({
            "whatsapp_business_api_data": {
                "id": business.app.to_string(),
                "name": business.name,
                "link": call.base(),
            },
        });
        if let Some(own) = all.iter().find(|one| one.scope == Scope::Business) {
            row["override_callback_uri"] = json!(own.callback_url);
        }
        data.push(row);
    }
    Ok(call.cut(json!({ "data": data }), "WhatsAppBusinessSubscribedApps")?.into())
}

pub(super) async fn add(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let Some(url) = call.text("override_callback_uri") else {
        return keep(call, business).await;
    };
    let token = call.text("verify_token").unwrap_or_default();
    let params = &call.params;
    let wanted = Wanted { scope: Scope::Business, url: &url, verify_token: &token, params };
    callback::set(&call.app, business.id, wanted).await
}

/// Without an address: back to the app's callback. Where it has none, the one that is set stays, as
/// programs call this after every start.
async fn keep(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let all = call.engine().store().subscriptions(business.id).await.map_err(of_store)?;
    let has = |scope| all.iter().any(|one| one.scope == scope);
    if has(Scope::App) && has(Scope::Business) {
        return callback::end(&call.app, business.id, Scope::Business).await;
    }
    if !all.is_empty() {
        return Ok(answer::success().into());
    }
    Err(GraphError::of(&error::PARAMETER_MISSING)
        .details("override_callback_uri says where webhooks go; none is set yet.")
        .boxed())
}

/// Ends all webhooks of the business, whichever callback they go to.
pub(super) async fn remove(call: &Call, business: &Business) -> Result<Reply, WireError> {
    call.engine().store().unsubscribe(business.id).await.map_err(of_store)?;
    Ok(answer::success().into())
}
