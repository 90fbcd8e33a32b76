//! Who is calling: people by session, operators by token. Businesses: see `cloud_api`.

pub mod address;
pub mod operator;
pub mod origin;
pub mod person;

use axum::http::{HeaderMap, header};

/// The token of an `Authorization: Bearer` (or Graph's `OAuth`) header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth");
    known.then(|| token.trim())
}
