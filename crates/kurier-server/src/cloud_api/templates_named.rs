//! `hsm_ids`: templates named by their ids.

use super::call::{Call, Node};
use axum::http::Method;
use kurier_policy::template::Template;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::template::words;

/// Most templates of one call.
const IDS_MAX: usize = 100;

/// The templates that `hsm_ids` names, each once; all of them are the caller's.
pub(super) async fn by_ids(call: &Call) -> Result<Vec<Template>, WireError> {
    let mut ids = words(call.params.get("hsm_ids"));
    ids.retain(|id| !id.is_empty());
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > IDS_MAX {
        let details = format!("`hsm_ids` must name 1 to {IDS_MAX} templates.");
        return Err(GraphError::of(&error::INVALID_PARAMETER).details(details).boxed());
    }
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        match call.node(&id, &Method::POST).await? {
            Node::Template(template) => found.push(*template),
            _ => return Err(error::unknown_object(&id, "POST")),
        }
    }
    Ok(found)
}
