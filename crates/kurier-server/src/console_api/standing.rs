//! `GET` and `POST /businesses/{business}/limits`: what a business may do, and what the operator gives it.

use super::extract::{Body, Id};
use crate::auth::operator::Operator;
use crate::cloud_api::limits;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::standing::StandingChange;
use kurier_policy::id::BusinessId;
use kurier_policy::standing::Tier;
use kurier_wire::template::quality_name;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[serde(default)]
    tier: Option<String>,
    #[serde(default)]
    fast: Option<bool>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    shown(&app, business).await
}

pub(crate) async fn change(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<Change>,
) -> Result<Json<Value>, Fault> {
    let named = |name: &String| {
        Tier::named(name).ok_or_else(|| {
            let names = Tier::ALL.map(Tier::name).join(", ");
            Fault::bad_request(format!("tier must be one of {names}"))
        })
    };
    let tier = body.tier.as_ref().map(named).transpose()?;
    app.engine.change_standing(business, StandingChange { tier, fast: body.fast }).await?;
    shown(&app, business).await
}

async fn shown(app: &App, business: BusinessId) -> Result<Json<Value>, Fault> {
    let record = app.engine.store().business(business).await?;
    let standing = app.engine.store().usage(business, None).await?.standing;
    let lines = app.engine.limits(&record, None).await?;
    Ok(Json(json!({
        "business": business.to_string(),
        "tier": standing.tier(record.verified).name(),
        "tier_at": standing.tier_at,
        "fast": standing.fast,
        "quality": quality_name(standing.quality),
        "limits": lines.iter().map(limits::view).collect::<Vec<_>>(),
    })))
}
