//! `GET /{business}/phone_numbers`: its senders, oldest first, or as `sort` says.

use super::call::Call;
use super::reply::{Reply, of_store};
use super::sender;
use kurier_store::record::{Business, Sender};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use serde_json::Value;

/// Where a sender stands in the list: by its time, and by its id among those of one moment.
type Place = (i64, i64);

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let mut senders = call.engine().store().senders(business.id).await.map_err(of_store)?;
    let is_reversed = is_newest_first(call)?;
    if is_reversed {
        senders.reverse();
    }
    let after = request.after.as_deref().map(cursor).transpose()?;
    let before = request.before.as_deref().map(cursor).transpose()?;
    let follows = |one: Place, other: Place| if is_reversed { one < other } else { one > other };
    senders.retain(|one| {
        after.is_none_or(|after| follows(place(one), after))
            && before.is_none_or(|before| follows(before, place(one)))
    });
    if before.is_some() {
        // The page ends where the cursor stands: what lies further back is left out.
        senders.drain(..senders.len().saturating_sub(request.limit));
    }
    let more = senders.len() > request.limit || before.is_some();
    senders.truncate(request.limit);
    let mut elements: Vec<(String, Value)> = Vec::new();
    for one in &senders {
        let (at, id) = place(one);
        elements.push((format!("{at}:{id}"), sender::shown(call, one).await?));
    }
    Ok(page(elements, more, &call.url()?).into())
}

fn place(sender: &Sender) -> Place {
    (sender.created_at.0, sender.id.0)
}

fn cursor(text: &str) -> Result<Place, WireError> {
    let parts =
        text.split_once(':').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| GraphError::of(&error::CURSOR_INVALID).boxed())
}

/// `sort` is by time only, as senders have no other order.
fn is_newest_first(call: &Call) -> Result<bool, WireError> {
    match call.text("sort").as_deref() {
        None | Some("creation_time.asc" | "last_onboarded_time.asc") => Ok(false),
        Some("creation_time.desc" | "last_onboarded_time.desc") => Ok(true),
        Some(_) => Err(GraphError::of(&error::INVALID_PARAMETER)
            .details("`sort` is creation_time.asc or creation_time.desc.")
            .boxed()),
    }
}
