//! What the people API shows of the engine's records.

use kurier_store::record::{Business, InboxState, Relation};
use serde::Serialize;

/// A business as a person sees it.
#[derive(Serialize)]
pub(crate) struct BusinessView {
    id: String,
    name: String,
    verified: bool,
    since: i64,
    blocked: bool,
    window_until: Option<i64>,
}

impl BusinessView {
    pub(crate) fn of(business: &Business, relation: Option<&Relation>) -> Self {
        Self {
            id: business.id.to_string(),
            name: business.name.clone(),
            verified: business.verified,
            since: business.created_at.0,
            blocked: relation.is_some_and(|relation| relation.blocked),
            window_until: relation.and_then(|relation| relation.window_until).map(|until| until.0),
        }
    }
}

/// How far a conversation was read.
#[derive(Serialize)]
pub(crate) struct ReadView {
    business: String,
    seq: u32,
}

pub(crate) fn read_cursors(state: &InboxState) -> Vec<ReadView> {
    state
        .read
        .iter()
        .map(|(business, seq)| ReadView { business: business.to_string(), seq: seq.0 })
        .collect()
}
