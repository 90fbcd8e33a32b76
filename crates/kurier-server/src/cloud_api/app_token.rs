//! `GET /oauth/access_token?grant_type=client_credentials`: the app's own token.

use super::reply::{Reply, internal};
use crate::state::App;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use serde_json::{Value, json};

pub(super) async fn issue(app: &App, params: &Params) -> Result<Reply, WireError> {
    let text = |name: &str| match params.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let token = format!("{}|{}", text("client_id"), text("client_secret"));
    match app.engine.business_of_app_token(&token).await.map_err(internal)? {
        Some(_) => Ok(json!({ "access_token": token, "token_type": "bearer" }).into()),
        None => Err(GraphError::of(&error::INVALID_PARAMETER)
            .message("Error validating application.")
            .details("client_id and client_secret do not fit together.")
            .boxed()),
    }
}
