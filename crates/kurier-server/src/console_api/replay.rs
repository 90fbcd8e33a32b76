//! `POST /businesses/{business}/subscriptions/{subscription}/replay`: moves its cursor back.

use super::extract::Body;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use kurier_bus::{Topic, Wake};
use kurier_policy::id::{BusinessId, EventSeq};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replay {
    /// Events after this one are sent again.
    after: i64,
}

#[derive(Serialize)]
pub(crate) struct Done {
    success: bool,
    /// Events that will be sent again.
    events: i64,
}

pub(crate) async fn replay(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Path((business, subscription)): Path<(String, String)>,
    Body(body): Body<Replay>,
) -> Result<Json<Done>, Fault> {
    let unknown = || Fault::not_found("this subscription was");
    let business: BusinessId = business.parse().map_err(|_| unknown())?;
    let subscription: i64 = subscription.parse().map_err(|_| unknown())?;
    let store = app.engine.store();
    let owned = store.subscriptions(business).await?;
    let owned = owned.iter().find(|owned| owned.id == subscription).ok_or_else(unknown)?;
    if !(0..=owned.cursor.0).contains(&body.after) {
        return Err(Fault::bad_request("after must be 0 to the subscription's cursor"));
    }
    store.replay(subscription, EventSeq(body.after)).await?;
    app.engine.bus().wake(Topic::AllEvents, Wake::Events(business));
    Ok(Json(Done { success: true, events: owned.cursor.0.saturating_sub(body.after) }))
}
