//! Browsers send cookies along with requests that other pages made; the origin tells them apart.

use crate::state::App;
use axum::http::{HeaderMap, header};

/// Whether a request that changes something, or opens a socket, comes from our own pages.
pub(crate) fn is_own(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    app.config.is_own_origin(origin)
        && headers
            .get("sec-fetch-site")
            .is_none_or(|site| site.as_bytes() == b"same-origin" || site.as_bytes() == b"none")
}
