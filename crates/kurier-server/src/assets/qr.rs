//! `GET /m/{code}/qr.png` and `qr.svg`: the QR code of an address into a chat, always the same.

use crate::people_api::fault::Fault;
use crate::qr;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

pub(super) async fn draw(
    State(app): State<Arc<App>>,
    Path((code, file)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let nothing = || Fault::not_found("this picture was");
    let form = file.strip_prefix("qr.").ok_or_else(nothing)?;
    let link = app.engine.chat_address(&code).await?;
    let address = format!("{}/m/{}", app.config.base_url, link.code);
    let (kind, content) = match form {
        "png" => ("image/png", qr::png(&address).map_err(|_| nothing())?),
        "svg" => ("image/svg+xml", qr::svg(&address).map_err(|_| nothing())?.into_bytes()),
        _ => return Err(nothing()),
    };
    Ok(([(header::CONTENT_TYPE, kind)], content).into_response())
}
