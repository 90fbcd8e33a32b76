//! An operator, by bearer token; in the browser by a cookie that holds it.

use crate::auth::person::cookie;
use crate::auth::{bearer, origin};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use std::sync::Arc;

/// Name of the cookie of the operator's page.
pub(crate) const COOKIE: &str = "kurier_operator";

/// A request of an operator.
pub(crate) struct Operator {
    /// Which.
    pub(crate) name: String,
}

impl FromRequestParts<Arc<App>> for Operator {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        let by_header = bearer(&parts.headers);
        let token = by_header.or_else(|| cookie(&parts.headers, COOKIE));
        let changes = parts.method != Method::GET;
        // Browsers send cookies along with what other pages ask for.
        if by_header.is_none() && token.is_some() && changes && !origin::is_own(app, &parts.headers)
        {
            return Err(Fault::wrong_origin());
        }
        let name = token.and_then(|token| app.config.operators.named(token));
        Ok(Self { name: name.ok_or_else(Fault::no_session)?.to_owned() })
    }
}
