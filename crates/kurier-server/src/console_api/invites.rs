//! `GET` and `POST /businesses/{business}/invites`.

use super::extract::{Body, Id, Params, id, page_size};
use super::view;
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::invite::NewInvite;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::permission::{Ask, Cadence, Purpose};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

const PAGE_MAX: u32 = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct New {
    /// Default: the business's first sender.
    #[serde(default)]
    sender: Option<String>,
    asks: Vec<Line>,
    #[serde(default)]
    welcome: String,
    #[serde(default)]
    uses: Option<u32>,
    #[serde(default)]
    lifetime_s: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    purpose: Purpose,
    #[serde(default)]
    topic: Option<String>,
    wording: String,
    #[serde(default)]
    cadence: Cadence,
    #[serde(default)]
    lifetime_s: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct Query {
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<New>,
) -> Result<Json<Value>, Fault> {
    if body.uses == Some(0) || body.lifetime_s.is_some_and(|seconds| seconds <= 0) {
        return Err(Fault::bad_request("uses and lifetime_s must be above zero"));
    }
    let new = NewInvite {
        business,
        sender: sender(&app, business, body.sender.as_deref()).await?,
        asks: body.asks.into_iter().map(ask).collect(),
        welcome: body.welcome,
        uses: body.uses,
        lifetime_s: body.lifetime_s,
    };
    let invite = app.engine.create_invite(new).await?;
    Ok(Json(view::invite(&invite, &app.config.base_url)))
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Params(query): Params<Query>,
) -> Result<Json<view::Page>, Fault> {
    let business = app.engine.store().business(business).await?.id;
    let limit = page_size(query.limit, PAGE_MAX);
    let found = app.engine.store().invites(business, limit).await?;
    let data = found.iter().map(|row| view::invite(row, &app.config.base_url)).collect();
    Ok(Json(view::Page { data, next: None }))
}

async fn sender(app: &App, business: BusinessId, named: Option<&str>) -> Result<SenderId, Fault> {
    let business = app.engine.store().business(business).await?.id;
    let named: Option<SenderId> = named.map(|text| id(text, "sender")).transpose()?;
    let senders = app.engine.store().senders(business).await?;
    let fits = senders.iter().find(|sender| named.is_none_or(|named| named == sender.id));
    fits.map(|sender| sender.id).ok_or_else(|| Fault::not_found("this sender was"))
}

fn ask(line: Line) -> Ask {
    Ask {
        purpose: line.purpose,
        topic: line.topic,
        wording: line.wording,
        cadence: line.cadence,
        lifetime_s: line.lifetime_s,
    }
}
