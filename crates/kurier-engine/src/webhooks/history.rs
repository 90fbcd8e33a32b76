//! The event log as its business reads it: by place and by time, and what is posted again.

use super::share::Share;
use kurier_policy::event::Event;
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::port::{Store, StoreError};
use kurier_wire::webhook::field_of;

/// How long events are shown and posted again, and how long attempts are kept.
pub const EVENTS_KEPT_S: i64 = 30 * DAY_S;
/// Events read at once.
const PAGE: u32 = 256;
/// Pages looked through for one answer, if few events fit.
const PAGES_MAX: usize = 16;
/// Most events that one replay puts back singly.
const REPLAY_MAX: usize = 1_000;

/// A part of a log: events after one place, up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Before the first.
    pub after: EventSeq,
    /// The last.
    pub to: EventSeq,
}

/// The last event that happened before `time`: 0 if none did.
pub async fn ends_before(
    store: &dyn Store,
    business: BusinessId,
    time: Timestamp,
) -> Result<EventSeq, StoreError> {
    let (mut before, mut from) = (0, store.event_head(business).await?.0);
    // Everything up to `before` happened before, nothing after `from` did.
    while before < from {
        let middle = before + (from - before) / 2;
        let event = store.follow_events(business, EventSeq(middle), 1).await?;
        match event.first() {
            Some(event) if event.at < time => before = middle + 1,
            _ => from = middle,
        }
    }
    Ok(EventSeq(before))
}

/// Events of a span with this field, at most `limit`, and the place up to which was looked.
pub async fn page(
    store: &dyn Store,
    business: BusinessId,
    span: Span,
    field: Option<&str>,
    limit: usize,
) -> Result<(Vec<Event>, EventSeq), StoreError> {
    let (mut found, mut seen) = (Vec::new(), span.after);
    for _ in 0..PAGES_MAX {
        let events = store.follow_events(business, seen, PAGE).await?;
        let count = events.len();
        for event in events {
            if event.seq > span.to || found.len() == limit {
                return Ok((found, seen));
            }
            seen = event.seq;
            if field.is_none_or(|field| field == field_of(&event)) {
                found.push(event);
            }
        }
        if count < PAGE as usize || found.len() == limit {
            break;
        }
    }
    Ok((found, seen))
}

/// What a replay does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replayed {
    /// So many deliveries come again.
    Events(u64),
    /// The span holds more than 1,000 events and ends before the newest: nothing was done.
    TooMany,
}

/// Posts the events of a span again, each to the callback that gets it now. One that reaches up to the
/// newest event moves cursors back; another puts its events back singly.
pub async fn replay(
    store: &dyn Store,
    business: BusinessId,
    span: Span,
    now: Timestamp,
) -> Result<Replayed, StoreError> {
    let all = store.subscriptions(business).await?;
    let head = store.event_head(business).await?;
    let mut count = 0_u64;
    if span.to >= head {
        for one in &all {
            count = count
                .saturating_add(one.cursor.0.saturating_sub(span.after.0).max(0).unsigned_abs());
            store.replay(one.id, span.after.min(one.cursor)).await?;
        }
        return Ok(Replayed::Events(count));
    }
    if span.to.0.saturating_sub(span.after.0) > i64::try_from(REPLAY_MAX).unwrap_or(i64::MAX) {
        return Ok(Replayed::TooMany);
    }
    let (events, _) = page(store, business, span, None, REPLAY_MAX).await?;
    for one in &all {
        let share = Share::of(one, &all);
        let own = events.iter().filter(|event| event.seq <= one.cursor && share.takes(event));
        let own: Vec<EventSeq> = own.map(|event| event.seq).collect();
        count = count.saturating_add(own.len() as u64);
        store.owe(one.id, own, now).await?;
    }
    Ok(Replayed::Events(count))
}
