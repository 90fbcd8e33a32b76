//! `GET`, `POST /oauth/access_token`: the app's own token, or one in exchange for a code or for a token.

use super::reply::{Reply, internal, of_store};
use crate::state::App;
use axum::http::Method;
use kurier_engine::exchange::{ExchangeFault, LONG_LIFE_S};
use kurier_policy::id::AppId;
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use serde_json::{Value, json};

/// What is asked for.
pub(super) enum Grant {
    /// The app's own token.
    App,
    /// A token for a code.
    Code(String),
    /// A token that lives longer, for this one.
    Longer(String),
}

/// The business whose app asks, and what for.
pub(super) async fn asked(
    app: &App,
    method: &Method,
    params: &Params,
) -> Result<(Business, Grant), WireError> {
    if method != Method::GET && method != Method::POST {
        return Err(error::unknown_object("oauth", method.as_str()));
    }
    let grant = grant(params)?;
    let business = authenticated(app, params).await?;
    Ok((business, grant))
}

pub(super) async fn issue(
    app: &App,
    business: &Business,
    grant: Grant,
) -> Result<Reply, WireError> {
    match grant {
        Grant::App => {
            let token = format!("{}|{}", business.app, business.app_secret);
            Ok(json!({ "access_token": token, "token_type": "bearer" }).into())
        }
        Grant::Code(code) => {
            let given = app.engine.redeem_code(business, &code).await.map_err(internal)?;
            let token = given.map_err(refused)?;
            Ok(json!({ "access_token": token, "token_type": "bearer" }).into())
        }
        Grant::Longer(presented) => {
            let given = app.engine.lengthen_token(business, &presented).await.map_err(internal)?;
            let token = given.map_err(refused)?;
            let answer = json!({
                "access_token": token, "token_type": "bearer", "expires_in": LONG_LIFE_S,
            });
            Ok(answer.into())
        }
    }
}

fn text(params: &Params, name: &str) -> Option<String> {
    match params.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn grant(params: &Params) -> Result<Grant, WireError> {
    let code = || text(params, "code").map(Grant::Code).ok_or_else(|| missing("code"));
    match text(params, "grant_type").as_deref() {
        Some("client_credentials") => Ok(Grant::App),
        // Clients that come with a code leave the type out.
        Some("authorization_code") | None => code(),
        Some("fb_exchange_token") => {
            let token = text(params, "fb_exchange_token");
            token.map(Grant::Longer).ok_or_else(|| missing("fb_exchange_token"))
        }
        Some(other) => {
            let shown: String = other.chars().take(64).collect();
            Err(GraphError::of(&error::GRANT_UNKNOWN)
                .message(format!(
                    "Invalid grant_type: '{shown}'. Supported types: authorization_code, client_credentials, \
                     fb_exchange_token"
                ))
                .boxed())
        }
    }
}

fn missing(name: &str) -> WireError {
    GraphError::of(&error::INVALID_PARAMETER).details(format!("`{name}` is missing.")).boxed()
}

async fn authenticated(app: &App, params: &Params) -> Result<Business, WireError> {
    let unknown = || GraphError::of(&error::APP_UNKNOWN).boxed();
    let id: AppId = text(params, "client_id").and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
    let secret = text(params, "client_secret").unwrap_or_default();
    match app.engine.store().business_of_app(id).await {
        Ok(business) if token::hash(&business.app_secret) == token::hash(&secret) => Ok(business),
        Ok(_) => Err(GraphError::of(&error::APP_SECRET_WRONG).boxed()),
        Err(StoreError::NotFound(_)) => Err(unknown()),
        Err(other) => Err(of_store(other)),
    }
}

fn refused(fault: ExchangeFault) -> WireError {
    GraphError::of(match fault {
        ExchangeFault::NoCode => &error::GRANT_CODE_UNKNOWN,
        ExchangeFault::CodeExpired => &error::GRANT_CODE_EXPIRED,
        ExchangeFault::CodeUsed => &error::GRANT_CODE_USED,
        ExchangeFault::NoToken => &error::TOKEN_INVALID,
        ExchangeFault::TokenExpired => &error::TOKEN_EXPIRED,
    })
    .boxed()
}
