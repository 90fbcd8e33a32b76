//! `GET /{business}/owned_whatsapp_business_accounts`, `client_whatsapp_business_accounts` and `assigned_users`: an owner
//! has one business here, nobody else's are shared with it, and nobody is assigned to it: tokens say who may act for it.

use super::call::Call;
use super::reply::Reply;
use super::{business, health};
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use kurier_wire::paging::{PageRequest, page};
use serde_json::Value;

pub(super) async fn owned(call: &Call, own: &Business) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let elements = if request.after.is_some() || request.before.is_some() {
        Vec::new()
    } else {
        vec![(own.id.to_string(), business::shown(call, own).await?)]
    };
    Ok(page(elements, false, &call.url()?).into())
}

pub(super) fn shared(call: &Call) -> Result<Reply, WireError> {
    PageRequest::parse(&call.params)?;
    Ok(page(Vec::new(), false, &call.url()?).into())
}

/// What of a business lies elsewhere, or follows from its senders.
pub(super) async fn fill(call: &Call, own: &Business, view: &mut Value) -> Result<(), WireError> {
    let asked = call.text("fields").unwrap_or_default();
    if asked.contains("health_status") {
        view["health_status"] = health::of_business(call).await?;
    }
    if asked.contains("country") {
        let senders = call.engine().store().senders(own.id).await;
        let senders = senders.map_err(super::reply::of_store)?;
        let market = senders.first().map(|first| first.display_number.market());
        view["country"] = market.map_or(Value::Null, |market| market.code().into());
    }
    Ok(())
}
