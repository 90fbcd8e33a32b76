//! `/{app}/subscriptions`: the app's callback, set with the app's own token (`APP_ID|APP_SECRET`) or
//! another one of its business.

use super::callback::{self, Wanted};
use super::caller::Caller;
use super::path::GraphPath;
use super::reply::{Reply, of_store};
use crate::state::App;
use axum::http::request::Parts;
use kurier_store::record::{Business, Scope};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use kurier_wire::webhook::{FIELDS, OBJECT};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn serve(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    caller: &Caller,
    params: &Params,
) -> Result<Reply, WireError> {
    let business = &caller.business;
    let unknown = || Err(error::unknown_object(&path.node, parts.method.as_str()));
    if path.node != business.app.to_string() {
        return unknown();
    }
    match parts.method.as_str() {
        "GET" => list(app, business).await,
        "POST" => set(app, business, params).await,
        "DELETE" => callback::end(app, business.id, Scope::App).await,
        _ => unknown(),
    }
}

async fn list(app: &App, business: &Business) -> Result<Reply, WireError> {
    let all = app.engine.store().subscriptions(business.id).await.map_err(of_store)?;
    let own = all.iter().find(|one| one.scope == Scope::App);
    let row = own.map(|own| {
        let names = own.options.fields.clone();
        let names = names.unwrap_or_else(|| FIELDS.map(str::to_owned).into());
        let fields: Vec<Value> =
            names.iter().map(|name| json!({ "name": name, "version": "v23.0" })).collect();
        json!({
            "object": OBJECT,
            "callback_url": own.callback_url,
            "active": !own.disabled,
            "fields": fields,
        })
    });
    Ok(json!({ "data": row.into_iter().collect::<Vec<_>>() }).into())
}

async fn set(app: &App, business: &Business, params: &Params) -> Result<Reply, WireError> {
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let Some(url) = text("callback_url") else {
        return Err(GraphError::of(&error::PARAMETER_MISSING)
            .details("callback_url says where webhooks go.")
            .boxed());
    };
    if text("object").is_some_and(|object| object != OBJECT) {
        return Err(GraphError::of(&error::INVALID_PARAMETER)
            .details("object is whatsapp_business_account.")
            .boxed());
    }
    let verify_token = text("verify_token").unwrap_or_default();
    let wanted = Wanted { scope: Scope::App, url, verify_token, params };
    callback::set(app, business.id, wanted).await
}
