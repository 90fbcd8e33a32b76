//! Which part of its log a business asks for: one event, or a range by number or by time.

use super::{bad_value, number};
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::of_store;
use kurier_engine::webhooks::{EVENTS_KEPT_S, Span, ends_before, webhook_id};
use kurier_policy::id::EventSeq;
use kurier_policy::time::Timestamp;
use kurier_wire::error::WireError;

/// The part asked for, as far as it is kept; `None` = nothing was asked for.
pub(super) async fn asked(call: &Call) -> Result<Option<Span>, WireError> {
    let (from, to) = (number(call, "from")?, number(call, "to")?);
    let (since, until) = (number(call, "since")?, number(call, "until")?);
    let event = event(call)?;
    let asked = match (event, from.or(to), since.or(until)) {
        (None, None, None) => return Ok(None),
        (Some(event), None, None) => Span { after: before(event), to: EventSeq(event) },
        (None, Some(_), None) => {
            Span { after: before(from.unwrap_or(1)), to: EventSeq(to.unwrap_or(i64::MAX)) }
        }
        (None, None, Some(_)) => Span {
            after: place(call, since.unwrap_or(0)).await?,
            to: match until {
                Some(until) => place(call, until).await?,
                None => EventSeq(i64::MAX),
            },
        },
        _ => return Err(bad_value("give event, or from and to, or since and until.")),
    };
    let kept = kept(call).await?;
    Ok(Some(Span { after: asked.after.max(kept.after), to: asked.to }))
}

/// Everything that is kept.
pub(super) async fn kept(call: &Call) -> Result<Span, WireError> {
    let oldest = call.engine().clock().now().plus_s(-EVENTS_KEPT_S);
    let store = &**call.engine().store();
    let after = ends_before(store, call.business().id, oldest).await.map_err(of_store)?;
    Ok(Span { after, to: EventSeq(i64::MAX) })
}

/// The last event before a second.
async fn place(call: &Call, second: i64) -> Result<EventSeq, WireError> {
    let store = &**call.engine().store();
    let time = Timestamp(second.saturating_mul(1_000_000));
    ends_before(store, call.business().id, time).await.map_err(of_store)
}

/// `event`: a number, or the `webhook-id` of its deliveries.
fn event(call: &Call) -> Result<Option<i64>, WireError> {
    let Some(text) = call.text("event") else { return Ok(None) };
    let prefix = webhook_id(call.business().id, EventSeq(0));
    let own = text.strip_prefix(prefix.trim_end_matches('0')).unwrap_or(&text);
    let event = own.parse().ok().filter(|event| *event >= 1);
    let bad = || bad_value("event is an event's number or the webhook-id of its delivery.");
    event.map(Some).ok_or_else(bad)
}

fn before(event: i64) -> EventSeq {
    EventSeq(event.saturating_sub(1).max(0))
}
