//! Who may look: the business itself, or the operator. What is another's does not exist.

use crate::auth::bearer;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::extract::RawPathParams;
use axum::http::request::Parts;
use kurier_engine::access::Access;
use kurier_policy::id::BusinessId;
use kurier_store::record::Business;
use std::sync::Arc;

/// The business that the path names, asked for by somebody who may.
pub(crate) struct Owned(pub(crate) Business);

impl FromRequestParts<Arc<App>> for Owned {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Fault> {
        let unknown = || Fault::not_found("this business was");
        let path = RawPathParams::from_request_parts(parts, app).await.map_err(|_| unknown())?;
        let named = path.iter().find(|(name, _)| *name == "business").map(|(_, value)| value);
        let token = bearer(&parts.headers).ok_or_else(Fault::no_session)?;
        let caller = caller(app, token).await?;
        let named: BusinessId =
            named.and_then(|text| text.parse().ok()).ok_or_else(unknown)?;
        match caller {
            Caller::Business(own) if own == named => {}
            Caller::Business(_) => return Err(unknown()),
            Caller::Operator => {}
        }
        Ok(Self(app.engine.store().business(named).await.map_err(|_| unknown())?))
    }
}

enum Caller {
    Operator,
    Business(BusinessId),
}

async fn caller(app: &App, token: &str) -> Result<Caller, Fault> {
    if app.config.operator.is(token) {
        return Ok(Caller::Operator);
    }
    match app.engine.access(token).await? {
        Access::Business(own) => Ok(Caller::Business(own)),
        Access::Expired(_) => Err(Fault::no_session()),
        Access::Unknown => match app.engine.business_of_app_token(token).await? {
            Some(own) => Ok(Caller::Business(own.id)),
            None => Err(Fault::no_session()),
        },
    }
}
