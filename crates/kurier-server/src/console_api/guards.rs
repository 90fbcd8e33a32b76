//! `GET /guards`: businesses over which a guard is up. `POST /businesses/{business}/guard/confirm` and `/hijack`: what an
//! operator says about one.

use super::extract::{Body, Id, Params};
use crate::auth::operator::Operator;
use crate::cloud_api::own::guard::{confirmed, view};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::takeover::{HijackAct, HijackDecision};
use kurier_policy::id::BusinessId;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Businesses looked at for one page.
const PAGE: u32 = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    #[serde(default)]
    after: Option<BusinessId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hijack {
    /// Ends tokens, too, that the business itself uses.
    #[serde(default)]
    with_shared: bool,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(page): Params<Page>,
) -> Result<Json<Value>, Fault> {
    let (found, next) = app.engine.guards(page.after, PAGE).await?;
    let one = |(business, guard): &(kurier_store::record::Business, _)| json!({ "business": business.id.to_string(), "name": business.name, "guard": view(guard) });
    let next = next.map(|next| next.to_string());
    Ok(Json(json!({ "data": found.iter().map(one).collect::<Vec<_>>(), "next": next })))
}

pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    let business = app.engine.store().business(business).await?;
    let done = app.engine.confirm_as_operator(business.id, &operator.name).await?;
    Ok(Json(confirmed(done)))
}

pub(crate) async fn hijack(
    State(app): State<Arc<App>>,
    operator: Operator,
    Id(business): Id<BusinessId>,
    Body(Hijack { with_shared }): Body<Hijack>,
) -> Result<Json<Value>, Fault> {
    let business = app.engine.store().business(business).await?.id;
    let (by, is_single) = (operator.name.as_str(), app.config.operators.is_single());
    let act = HijackAct { business, by, is_single, with_shared };
    Ok(Json(match app.engine.decide_hijack(act).await? {
        HijackDecision::OneOfTwo => json!({ "success": true, "ended": false }),
        HijackDecision::Done { revoked, shared, cancelled } => json!({
            "success": true, "ended": true,
            "tokens_ended": revoked, "tokens_shared": shared, "cancelled": cancelled,
        }),
    }))
}
