//! `GET /{business}/scheduled_messages`: those that wait for their time. Kurier's own addition to Graph.

use super::call::Call;
use super::reply::{Reply, of_store};
use super::scheduled::view;
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use serde_json::Value;

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let after = match &request.after {
        None => 0,
        Some(key) => key.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())?,
    };
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let found = call.engine().store().waiting_scheduled(business.id, after, limit).await;
    let mut found = found.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let elements: Vec<(String, Value)> =
        found.iter().map(|one| (one.id.to_string(), view(call, one))).collect();
    Ok(page(elements, more, &call.url()?).into())
}
