//! `GET /permissions`: who may write, about what, how often, since when, and how much they did.

use super::fault::Fault;
use super::view::BusinessView;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::Engine;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, ReceiptId};
use kurier_policy::permission::{Cadence, Permission, Purpose};
use kurier_policy::rules::lapse::{self, LastUse};
use kurier_policy::time::{DAY_S, Timestamp};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Permissions {
    relations: Vec<RelationView>,
}

#[derive(Serialize)]
struct RelationView {
    business: BusinessView,
    permissions: Vec<PermissionView>,
}

#[derive(Serialize)]
struct PermissionView {
    receipt: String,
    receipt_seq: u32,
    purpose: Purpose,
    topic: Option<String>,
    cadence: Cadence,
    granted_at: i64,
    expires_at: Option<i64>,
    /// Whether it ends then because nobody uses it.
    lapses: bool,
    live: bool,
    source: String,
    sent_30d: u32,
    last_at: Option<i64>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<Json<Permissions>, Fault> {
    let store = app.engine.store();
    let person = session.device.person;
    let seen = Seen::of(&app.engine, person).await?;
    let now = app.engine.clock().now();
    let rule = store.limits().await?.lapse;
    let mut relations = Vec::new();
    for relation in store.relations(person).await? {
        let business = store.business(relation.business).await?;
        let last = LastUse {
            answered_at: relation.answered_at,
            notice_at: Purpose::Utility.of(relation.last_sent),
        };
        let permissions = relation
            .permissions
            .iter()
            .map(|permission| {
                let end = lapse::ends_at(rule, permission, last);
                seen.view(business.id, permission, end, now)
            })
            .collect();
        let business = BusinessView::of(&business, Some(&relation));
        relations.push(RelationView { business, permissions });
    }
    Ok(Json(Permissions { relations }))
}

/// What her own inbox tells about each permission.
#[derive(Default)]
struct Seen {
    receipts: FxHashMap<ReceiptId, (InboxSeq, String)>,
    sent: FxHashMap<(BusinessId, Purpose), (u32, i64)>,
}

impl Seen {
    /// Reads her inbox once, page by page.
    async fn of(engine: &Engine, person: PersonId) -> Result<Self, Fault> {
        let since = engine.clock().now().plus_s(-30 * DAY_S);
        let (mut seen, mut after) = (Self::default(), InboxSeq(0));
        loop {
            let page = engine.store().follow_inbox(person, after, 1_000).await?;
            let Some(last) = page.entries.last() else { return Ok(seen) };
            after = last.seq;
            for entry in &page.entries {
                seen.note(entry, since.0);
            }
        }
    }

    fn note(&mut self, entry: &InboxEntry, since: i64) {
        match &entry.kind {
            EntryKind::Receipt { receipt } => {
                let source = receipt.receipt.source.clone();
                self.receipts.insert(receipt.receipt.id, (entry.seq, source));
            }
            EntryKind::FromBusiness { price, .. } => {
                let Some(purpose) = price.category.purpose() else { return };
                let (count, last) = self.sent.entry((entry.business, purpose)).or_default();
                *count += u32::from(entry.at.0 >= since);
                *last = entry.at.0;
            }
            _ => {}
        }
    }

    /// `end`: until when the permission lives, by its own end or because nobody uses it.
    fn view(
        &self,
        business: BusinessId,
        permission: &Permission,
        end: Option<Timestamp>,
        now: Timestamp,
    ) -> PermissionView {
        let proof = self.receipts.get(&permission.receipt);
        let sent = self.sent.get(&(business, permission.purpose));
        PermissionView {
            receipt: permission.receipt.to_string(),
            receipt_seq: proof.map_or(0, |(seq, _)| seq.0),
            purpose: permission.purpose,
            topic: permission.topic.clone(),
            cadence: permission.cadence,
            granted_at: permission.granted_at.0,
            expires_at: end.map(|end| end.0),
            lapses: end != permission.expires_at,
            live: end.is_none_or(|end| now < end),
            source: proof.map(|(_, source)| source.clone()).unwrap_or_default(),
            sent_30d: sent.map_or(0, |(count, _)| *count),
            last_at: sent.map(|(_, last)| *last),
        }
    }
}
