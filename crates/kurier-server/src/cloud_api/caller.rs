//! The business that calls: its token comes by header, query or form; a proof is checked if given.

use crate::auth::{address, bearer};
use crate::state::App;
use axum::http::request::Parts;
use kurier_engine::access::Access;
use kurier_engine::takeover::Origin;
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use kurier_wire::signature;
use serde_json::Value;

/// An authenticated business.
pub(super) struct Caller {
    pub(super) business: Business,
    /// From where it calls, if that is a network.
    pub(super) origin: Option<Origin>,
}

pub(super) async fn authenticate(
    app: &App,
    parts: &Parts,
    params: &mut Params,
) -> Result<Caller, WireError> {
    let by_param = match params.remove("access_token") {
        Some(Value::String(token)) => Some(token),
        _ => None,
    };
    let proof = params.remove("appsecret_proof");
    let token = bearer(&parts.headers).map(str::to_owned).or(by_param);
    let Some(token) = token else {
        return Err(GraphError::of(&error::TOKEN_MISSING).boxed());
    };
    let business = match app.engine.access(&token).await.map_err(super::reply::internal)? {
        Access::Business(id) => {
            app.engine.store().business(id).await.map_err(super::reply::of_store)?
        }
        Access::Expired(_) => return Err(GraphError::of(&error::TOKEN_EXPIRED).boxed()),
        Access::Unknown => app
            .engine
            .business_of_app_token(&token)
            .await
            .map_err(super::reply::internal)?
            .ok_or_else(|| GraphError::of(&error::TOKEN_INVALID).boxed())?,
    };
    let is_proven = match &proof {
        None => true,
        Some(Value::String(proof)) => {
            signature::verify_appsecret_proof(&business.app_secret, &token, proof)
        }
        // A proof of another kind was meant to be checked, too.
        Some(_) => false,
    };
    if !is_proven {
        return Err(GraphError::of(&error::PROOF_INVALID).boxed());
    }
    let origin = origin(app, parts, &business, &token).await;
    Ok(Caller { business, origin })
}

/// From where it calls. Noted with whatever it calls for, so that a network is as old as its first call.
async fn origin(app: &App, parts: &Parts, business: &Business, token: &str) -> Option<Origin> {
    let origin = app.engine.origin(business.id, address::of(app, parts)?, token)?;
    if let Err(error) = app.engine.note_origin(business.id, &origin).await {
        // Reading goes on; whoever sends is looked at again.
        tracing::debug!(%error, "a network was not noted");
    }
    Some(origin)
}
