//! `GET /people/{person}/messages`: what she sees. Looking is receiving: everything listed counts as
//! delivered to a device of hers, unless `peek=true`.

use crate::auth::operator::Operator;
use crate::console_api::extract::{Id, Params, page_size};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{InboxSeq, PersonId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const PAGE_MAX: u32 = 500;

#[derive(Deserialize)]
pub(crate) struct Page {
    #[serde(default)]
    after: u32,
    #[serde(default)]
    limit: Option<u32>,
    #[serde(default)]
    peek: bool,
}

#[derive(Serialize)]
pub(crate) struct Messages {
    entries: Vec<Seen>,
    head: u32,
}

#[derive(Serialize)]
struct Seen {
    /// Message id; absent for entries that are no messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    wamid: Option<String>,
    #[serde(flatten)]
    entry: Arc<InboxEntry>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Params(page): Params<Page>,
) -> Result<Json<Messages>, Fault> {
    let store = app.engine.store();
    let person = store.person(person).await?.id;
    let limit = page_size(page.limit, PAGE_MAX);
    let found = store.follow_inbox(person, InboxSeq(page.after), limit).await?;
    if let (false, Some(last)) = (page.peek, found.entries.last()) {
        app.engine.delivered(person, last.seq).await?;
    }
    let mut entries = Vec::with_capacity(found.entries.len());
    for entry in found.entries {
        entries.push(Seen { wamid: wamid(&app, person, &entry).await?, entry });
    }
    Ok(Json(Messages { entries, head: found.head.0 }))
}

async fn wamid(app: &App, person: PersonId, entry: &InboxEntry) -> Result<Option<String>, Fault> {
    if !matches!(entry.kind, EntryKind::FromBusiness { .. } | EntryKind::FromPerson { .. }) {
        return Ok(None);
    }
    let record = app.engine.store().own_message(person, entry.seq).await?;
    Ok(Some(app.engine.keys().wamid.encode(record.message)))
}
