//! What comes with a request, with clear errors: ids in the path, JSON in the body.

use crate::people_api::fault::Fault;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A JSON body, whatever its content type; an empty body is an empty object.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Fault::new("too_long", "the body cannot be read or is too large"))?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let value = serde_json::from_slice(text)
            .map_err(|error| Fault::bad_request(format!("the body does not fit: {error}")))?;
        Ok(Self(value))
    }
}

/// The query, with a clear error.
pub(crate) struct Params<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Query(value) = Query::from_request_parts(parts, state)
            .await
            .map_err(|error| Fault::bad_request(format!("the query does not fit: {error}")))?;
        Ok(Self(value))
    }
}

/// The one id in the path; a text that is no id names nothing.
pub(crate) struct Id<T>(pub(crate) T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Fault::not_found("this address is"))?;
        text.parse().map(Self).map_err(|_| Fault::not_found("what you named is"))
    }
}

/// An id given as text in a body or a query.
pub(crate) fn id<T: FromStr>(text: &str, what: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault::bad_request(format!("{what} is not an id")))
}

/// Rows per page: what was asked, at most `most`, at least one.
pub(crate) fn page_size(asked: Option<u32>, most: u32) -> u32 {
    asked.unwrap_or(most).clamp(1, most)
}
