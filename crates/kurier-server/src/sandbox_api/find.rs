//! Which business, which message a request means.

use crate::console_api::extract::id;
use crate::people_api::fault::Fault;
use crate::state::App;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use std::sync::Arc;

/// How far back the newest fitting message is looked for.
const LOOK_BACK: u32 = 500;
/// Most businesses of a sandbox that are looked at.
const BUSINESSES_MAX: u32 = 1_000;

/// The business named, or the oldest of the installation: the one in `seed.json`.
pub(super) async fn business(app: &App, waba_id: Option<&str>) -> Result<BusinessId, Fault> {
    if let Some(text) = waba_id {
        let named: BusinessId = id(text, "waba_id")?;
        return Ok(app.engine.store().business(named).await?.id);
    }
    let all = app.engine.store().businesses(None, BUSINESSES_MAX).await?;
    let oldest = all.into_iter().min_by_key(|business| (business.created_at, business.id));
    oldest.map(|business| business.id).ok_or_else(|| Fault::not_found("a business was"))
}

/// The place of a message in this person's inbox, from its message id.
pub(super) async fn place(app: &App, person: PersonId, wamid: &str) -> Result<InboxSeq, Fault> {
    let unknown = || Fault::new("context_unknown", "no such message in this person's inbox");
    let message = app.engine.keys().wamid.decode(wamid).ok_or_else(unknown)?;
    if message.person != person {
        return Err(unknown());
    }
    app.engine.store().own_message(person, message.seq).await.map_err(|_| unknown())?;
    Ok(message.seq)
}

/// One entry of her inbox.
pub(super) async fn entry(
    app: &App,
    person: PersonId,
    seq: InboxSeq,
) -> Result<Arc<InboxEntry>, Fault> {
    let after = InboxSeq(seq.0.saturating_sub(1));
    let page = app.engine.store().follow_inbox(person, after, 1).await?;
    page.entries
        .into_iter()
        .find(|entry| entry.seq == seq)
        .ok_or_else(|| Fault::new("context_unknown", "no such message in this person's inbox"))
}

/// Her newest message from `business` that `fits`, among the last few hundred entries.
pub(super) async fn newest(
    app: &App,
    person: PersonId,
    business: Option<BusinessId>,
    fits: impl Fn(&InboxEntry) -> bool,
) -> Result<Arc<InboxEntry>, Fault> {
    let head = app.engine.store().inbox_state(person).await?.head;
    let after = InboxSeq(head.0.saturating_sub(LOOK_BACK));
    let page = app.engine.store().follow_inbox(person, after, LOOK_BACK).await?;
    page.entries
        .into_iter()
        .rev()
        .filter(|entry| business.is_none_or(|named| named == entry.business))
        .find(|entry| matches!(entry.kind, EntryKind::FromBusiness { .. }) && fits(entry))
        .ok_or_else(|| Fault::not_found("a fitting message was"))
}
