//! `GET /debug_token?input_token=…`: what a token of the caller's own is worth.

use super::call::Call;
use super::reply::{Reply, internal, of_store};
use kurier_policy::time::Timestamp;
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

/// What every token of a business may do.
const SCOPES: [&str; 2] = ["whatsapp_business_management", "whatsapp_business_messaging"];

pub(super) async fn show(call: &Call) -> Result<Reply, WireError> {
    let Some(token) = call.text("input_token") else {
        return Err(GraphError::of(&error::INVALID_PARAMETER)
            .details("`input_token` is missing.")
            .boxed());
    };
    let data = match access_token(call, &token).await? {
        Some(known) => known,
        None => app_token(call, &token).await?.unwrap_or_else(nothing),
    };
    Ok(json!({ "data": data }).into())
}

/// What an access token of this business is worth.
async fn access_token(call: &Call, text: &str) -> Result<Option<Value>, WireError> {
    let record = match call.engine().store().token(token::hash(text)).await {
        Ok(record) if record.business == call.business().id => record,
        Ok(_) | Err(StoreError::NotFound(_)) => return Ok(None),
        Err(other) => return Err(of_store(other)),
    };
    let now = call.engine().clock().now();
    let is_valid = record.expires_at.is_none_or(|end| now < end);
    let mut data = described(call, "SYSTEM_USER", is_valid);
    data["issued_at"] = json!(record.created_at.seconds());
    data["expires_at"] = json!(record.expires_at.map_or(0, Timestamp::seconds));
    Ok(Some(data))
}

/// The app's own token, which never ends.
async fn app_token(call: &Call, text: &str) -> Result<Option<Value>, WireError> {
    let found = call.engine().business_of_app_token(text).await.map_err(internal)?;
    let is_own = found.is_some_and(|business| business.id == call.business().id);
    Ok(is_own.then(|| described(call, "APP", true)))
}

fn described(call: &Call, kind: &str, is_valid: bool) -> Value {
    let business = call.business();
    let target = [business.id.to_string()];
    let granular = SCOPES.map(|scope| json!({ "scope": scope, "target_ids": target }));
    json!({
        "app_id": business.app.to_string(),
        "type": kind,
        "application": business.name,
        "is_valid": is_valid,
        "expires_at": 0,
        "data_access_expires_at": 0,
        "scopes": SCOPES,
        "granular_scopes": granular,
    })
}

/// Tokens of others and texts that are no token: told apart by nobody.
fn nothing() -> Value {
    let fault = GraphError::of(&error::TOKEN_INVALID);
    json!({
        "error": { "code": fault.code, "message": fault.message },
        "is_valid": false,
        "scopes": [],
    })
}
