//! `GET /media/flows/{address}`: the definition of a form, for whoever has its address.

use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use std::sync::Arc;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(address): Path<String>,
) -> Result<impl IntoResponse, Fault> {
    let text = app.engine.flow_at_address(&address).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"flow.json\""),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::CACHE_CONTROL, "private, max-age=300"),
    ];
    Ok((headers, text))
}
