//! `GET /media/{address}`: the bytes of a file, for whoever has its address. Nothing else is asked for, and an
//! `Authorization` header does no harm: clients differ in whether they send one.

use super::answer::{File, Place};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use std::sync::Arc;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(address): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let media = app.media.by_address(&address).await?;
    File::of(media).answer(&app, Place::Address, &method, &headers).await
}
