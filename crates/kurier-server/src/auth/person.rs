//! A person, by her device's session: cookie for browsers, bearer for programs.

use crate::auth::{bearer, origin};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use kurier_store::record::Device;
use std::sync::Arc;

/// Name of the session cookie.
pub(crate) const COOKIE: &str = "kurier_session";

/// A request of a known person.
pub(crate) struct Session {
    /// Her device.
    pub(crate) device: Device,
    /// The session secret, to end it.
    pub(crate) secret: String,
}

/// A request of a person who may not be known yet (invitations).
pub(crate) struct MaybeSession(pub(crate) Option<Session>);

impl FromRequestParts<Arc<App>> for Session {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        session(app, parts).await?.ok_or_else(Fault::no_session)
    }
}

impl FromRequestParts<Arc<App>> for MaybeSession {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        session(app, parts).await.map(Self)
    }
}

async fn session(app: &App, parts: &Parts) -> Result<Option<Session>, Fault> {
    let (secret, by_cookie) = match (bearer(&parts.headers), cookie(&parts.headers, COOKIE)) {
        (Some(secret), _) => (secret, false),
        (None, Some(secret)) => (secret, true),
        (None, None) => ("", true),
    };
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    let changes = !reads || parts.headers.contains_key(header::UPGRADE);
    if by_cookie && changes && !origin::is_own(app, &parts.headers) {
        return Err(Fault::wrong_origin());
    }
    if secret.is_empty() {
        return Ok(None);
    }
    let device = app.engine.session(secret).await?;
    Ok(device.map(|device| Session { device, secret: secret.to_owned() }))
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, called: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == called).then_some(value))
}
