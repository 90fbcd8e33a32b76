//! The operator, by bearer token.

use crate::auth::bearer;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;

/// A request of the operator.
pub(crate) struct Operator;

impl FromRequestParts<Arc<App>> for Operator {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        match bearer(&parts.headers) {
            Some(token) if app.config.operator.is(token) => Ok(Self),
            _ => Err(Fault::no_session()),
        }
    }
}
