//! `POST /kurier/v1/events/replay`: posts events again, with the ids they had.

use super::{bad_value, span};
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, of_store};
use kurier_bus::{Topic, Wake};
use kurier_engine::webhooks::{Replayed, replay};
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::json;

pub(super) async fn again(call: &Call) -> Result<Reply, WireError> {
    let Some(span) = span::asked(call).await? else {
        return Err(GraphError::of(&error::PARAMETER_MISSING)
            .details("event, from and to, or since and until say which events.")
            .boxed());
    };
    let (engine, business) = (call.engine(), call.business().id);
    let store = &**engine.store();
    let head = store.event_head(business).await.map_err(of_store)?;
    if span.to.min(head) <= span.after {
        return Err(bad_value("no event of the last 30 days lies in this range."));
    }
    match replay(store, business, span, engine.clock().now()).await.map_err(of_store)? {
        Replayed::Events(events) => {
            engine.bus().wake(Topic::AllEvents, Wake::Look);
            engine.bus().wake(Topic::AllEvents, Wake::Events(business));
            Ok(json!({ "success": true, "events": events }).into())
        }
        Replayed::TooMany => Err(bad_value(
            "A range that ends before the newest event holds at most 1,000 events; leave its end out, or ask for less.",
        )),
    }
}
