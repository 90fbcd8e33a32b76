//! `/{business}/subscribed_apps`: where webhooks go.
//!
//! `override_callback_uri` + `verify_token` set the address, after the handshake with it succeeded.

use super::call::Call;
use super::reply::{Reply, of_store};
use kurier_bus::{Topic, Wake};
use kurier_store::record::Business;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

/// Longest callback address, in characters.
const URL_MAX: usize = 2_000;

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let subscriptions = call.engine().store().subscriptions(business.id).await.map_err(of_store)?;
    let data: Vec<Value> = subscriptions
        .iter()
        .map(|one| {
            json!({
                "whatsapp_business_api_data": {
                    "id": business.app.to_string(),
                    "name": business.name,
                    "link": call.base(),
                },
                "override_callback_uri": one.callback_url,
            })
        })
        .collect();
    Ok(call.cut(json!({ "data": data }), "WhatsAppBusinessSubscribedApps")?.into())
}

pub(super) async fn add(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let Some(url) = call.text("override_callback_uri") else {
        return keep(call, business).await;
    };
    let token = call.text("verify_token").unwrap_or_default();
    subscribe(call.app.as_ref(), business, &url, &token).await
}

/// Without an address: keeps the one that is set, as programs call this after every start.
async fn keep(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let has_one =
        !call.engine().store().subscriptions(business.id).await.map_err(of_store)?.is_empty();
    if has_one {
        return Ok(answer::success().into());
    }
    Err(GraphError::of(&error::PARAMETER_MISSING)
        .details("override_callback_uri says where webhooks go; none is set yet.")
        .boxed())
}

pub(super) async fn remove(call: &Call, business: &Business) -> Result<Reply, WireError> {
    call.engine().store().unsubscribe(business.id).await.map_err(of_store)?;
    Ok(answer::success().into())
}

/// Checks the address, shakes hands with it, and only then keeps it.
pub(super) async fn subscribe(
    app: &crate::state::App,
    business: &Business,
    url: &str,
    verify_token: &str,
) -> Result<Reply, WireError> {
    if url.len() > URL_MAX || verify_token.len() > URL_MAX {
        return Err(GraphError::of(&error::PARAMETER_VALUE)
            .details("The callback address and the verify token have at most 2,000 characters.")
            .boxed());
    }
    app.egress.handshake(url, verify_token, app.engine.entropy()).await.map_err(|fault| {
        GraphError::of(&error::CALLBACK_FAILED).details(fault.to_string()).boxed()
    })?;
    let store = app.engine.store();
    store
        .subscribe(business.id, url.to_owned(), verify_token.to_owned())
        .await
        .map_err(of_store)?;
    // The dispatcher need not wait for the next event to see the new address.
    app.engine.bus().wake(Topic::AllEvents, Wake::Look);
    Ok(answer::success().into())
}
