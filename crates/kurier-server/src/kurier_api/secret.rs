//! `GET /{business}/secret`: what checks the signatures of its webhooks. `POST …/secret/next` makes
//! another one, which signs beside it; `POST …/secret/switch` puts that in force.

use super::owner::Owned;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_egress::webhook::standard_secret;
use kurier_engine::rotation::Secrets;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
) -> Result<Json<Value>, Fault> {
    Ok(Json(view(&app.engine.secrets(business.id).await?)))
}

pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
) -> Result<Json<Value>, Fault> {
    Ok(Json(view(&app.engine.begin_rotation(business.id).await?)))
}

pub(crate) async fn switch(
    State(app): State<Arc<App>>,
    Owned(business): Owned,
) -> Result<Json<Value>, Fault> {
    Ok(Json(view(&app.engine.switch_secret(business.id).await?)))
}

fn view(secrets: &Secrets) -> Value {
    let one = |secret: &str| json!({ "app_secret": secret, "webhook_secret": standard_secret(secret) });
    let mut view = one(&secrets.own);
    view["next"] = secrets.next.as_deref().map_or(Value::Null, one);
    view["former"] = match &secrets.former {
        Some((former, until)) => {
            let mut former = one(former);
            former["until"] = json!(until.seconds());
            former
        }
        None => Value::Null,
    };
    view
}
