//! `GET /billing/invoices[/{invoice}[/{form}]]`: documents of all businesses. `GET` and `POST /billing/details`: what the
//! operator is on them; `…/businesses/{business}/billing-details`: what a business is.

use super::extract::{Body, Id, Params, id, page_size};
use crate::auth::operator::Operator;
use crate::cloud_api::own::invoices::{after, page};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kurier_engine::invoices::{Form, Row, Writer};
use kurier_policy::id::BusinessId;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

const PAGE_MAX: u32 = 200;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Months,
    Advances,
    Returns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    #[serde(default)]
    business: Option<String>,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(query): Params<Query>,
) -> Result<Json<Value>, Fault> {
    let business = query.business.as_deref().map(|text| id(text, "business")).transpose()?;
    let from = query.after.as_deref().map(|name| {
        after(name).ok_or_else(|| Fault::bad_request("after is a number such as 2026-000017"))
    });
    let limit = page_size(query.limit, PAGE_MAX);
    let row = match query.kind {
        None | Some(Kind::Months) => Row::Months,
        Some(Kind::Advances) => Row::Advances,
        Some(Kind::Returns) => Row::Returns,
    };
    let found = app.engine.invoices(business, row, from.transpose()?, limit).await?;
    Ok(Json(page(&found, limit)))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(number): Id<String>,
) -> Result<Json<Value>, Fault> {
    Ok(Json(app.engine.invoice(None, &number).await?))
}

pub(crate) async fn file(
    State(app): State<Arc<App>>,
    _operator: Operator,
    path: Path<(String, String)>,
) -> Result<Response, Fault> {
    let Path((number, form)) = path;
    let form = Form::parse(&form).ok_or_else(|| Fault::not_found("this form is"))?;
    let file = app.engine.invoice_file(None, &number, form).await?;
    let name = format!("attachment; filename=\"{}\"", file.name);
    let headers =
        [(header::CONTENT_TYPE, file.kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file.bytes).into_response())
}

pub(crate) async fn own_details(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<Value>, Fault> {
    Ok(Json(app.engine.billing_details(None).await?))
}

pub(crate) async fn set_own_details(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, Fault> {
    Ok(Json(app.engine.set_billing_details(None, Writer::Operator, given(body)).await?))
}

pub(crate) async fn details(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
) -> Result<Json<Value>, Fault> {
    let details = app.engine.billing_details(Some(business)).await?;
    Ok(Json(with_reference(&app, business, details)))
}

pub(crate) async fn set_details(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(business): Id<BusinessId>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, Fault> {
    let (of, asked) = (Some(business), given(body));
    let kept = app.engine.set_billing_details(of, Writer::Operator, asked).await?;
    Ok(Json(with_reference(&app, business, kept)))
}

/// What was said: null says nothing, and an earlier answer may come back as it is.
fn given(mut body: Map<String, Value>) -> Map<String, Value> {
    body.remove("payment_reference");
    body.retain(|_, value| !value.is_null());
    body
}

fn with_reference(app: &App, business: BusinessId, mut details: Value) -> Value {
    details["payment_reference"] = json!(app.engine.payment_reference(business));
    details
}
