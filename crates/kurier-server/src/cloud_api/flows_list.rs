//! `GET /{business}/flows`: its forms, paged.

use super::call::Call;
use super::flow_show::shown;
use super::reply::{Reply, of_store};
use kurier_policy::id::FlowId;
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let after = request.after.as_deref().map(cursor).transpose()?;
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let store = call.engine().store();
    let mut found = store.flows(business.id, after, limit).await.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let mut elements = Vec::with_capacity(found.len());
    for flow in &found {
        elements.push((flow.id.to_string(), shown(call, flow).await?));
    }
    Ok(page(elements, more, &call.url()?).into())
}

fn cursor(text: &str) -> Result<FlowId, WireError> {
    text.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())
}
