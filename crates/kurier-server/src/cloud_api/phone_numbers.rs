//! `GET /{business}/phone_numbers`: its senders.

use super::call::Call;
use super::reply::{Reply, of_store};
use super::sender;
use kurier_store::record::Business;
use kurier_wire::error::WireError;
use kurier_wire::paging::{PageRequest, page};
use serde_json::Value;

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let senders = call.engine().store().senders(business.id).await.map_err(of_store)?;
    let mut rest = senders.iter().filter(|one| {
        request.after.as_ref().is_none_or(|after| one.id.to_string().as_str() > after.as_str())
    });
    let mut elements: Vec<(String, Value)> = Vec::new();
    for one in rest.by_ref().take(request.limit) {
        elements.push((one.id.to_string(), sender::shown(call, one).await?));
    }
    Ok(page(elements, rest.next().is_some(), &call.url()?).into())
}
