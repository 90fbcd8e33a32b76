//! Uploads that can be taken up again: `POST /{app}/uploads` begins one, `POST /upload:…` brings a piece of it,
//! `GET /upload:…` tells how far it is.

use super::caller::{self, Caller};
use super::media_fault;
use super::path::GraphPath;
use super::reply::{Reply, internal};
use super::used;
use crate::incoming::Incoming;
use crate::state::App;
use crate::usage::Usage;
use axum::body::Body;
use axum::http::request::Parts;
use futures_util::StreamExt;
use kurier_engine::media::MediaFault;
use kurier_policy::id::MediaId;
use kurier_policy::pilot::Feature;
use kurier_store::record::Upload;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::{self, Params};
use serde_json::{Value, json};
use std::sync::Arc;

/// How the name of an upload begins.
pub(super) const PREFIX: &str = "upload:";

/// Longest `file_name` and `file_type`, in bytes.
const TEXT_MAX: usize = 1_024;

pub(super) async fn begin(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    caller: &Caller,
    params: &Params,
) -> Result<Reply, WireError> {
    let business = &caller.business;
    if path.node != business.app.to_string() || parts.method != "POST" {
        return Err(error::unknown_object(&path.node, parts.method.as_str()));
    }
    let text = |name: &'static str| match params.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let missing = |name: &'static str| {
        GraphError::of(&error::INVALID_PARAMETER).details(format!("`{name}` is missing.")).boxed()
    };
    let length = text("file_length").ok_or_else(|| missing("file_length"))?;
    let length: u64 = length.parse().map_err(|_| {
        GraphError::of(&error::INVALID_PARAMETER)
            .details("`file_length` is the number of bytes of the file.")
            .boxed()
    })?;
    let kind = text("file_type").ok_or_else(|| missing("file_type"))?;
    let name = text("file_name").unwrap_or_default();
    if kind.len() > TEXT_MAX || name.len() > TEXT_MAX {
        let details = "`file_name` and `file_type` have at most 1,024 bytes.";
        return Err(GraphError::of(&error::INVALID_PARAMETER).details(details).boxed());
    }
    let needed = app.engine.require(business.id, Feature::Media).await;
    needed.map_err(internal)?;
    let begun = app.media.begin_upload(business.id, (name, kind), length).await;
    let upload = begun.map_err(|fault| match fault {
        MediaFault::BadType(_) => {
            let details = format!("`file_type`: {fault}.");
            GraphError::of(&error::INVALID_PARAMETER).details(details).boxed()
        }
        fault => media_fault::told(fault, "file_length"),
    })?;
    Ok(json!({ "id": named(&upload) }).into())
}

pub(super) async fn state(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    caller: &Caller,
) -> Result<Reply, WireError> {
    if parts.method != "GET" {
        return Err(error::unknown_object(&path.node, parts.method.as_str()));
    }
    let upload = find(app, caller, path, "GET").await?;
    Ok(json!({ "id": named(&upload), "file_offset": upload.received() }).into())
}

/// A piece; also one that breaks off is kept as far as it came.
pub(super) async fn piece(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    body: Body,
    usage: &mut Option<Usage>,
) -> Result<Reply, WireError> {
    let mut params = params::merge(parts.uri.query().unwrap_or_default(), None, &[])?;
    let caller = caller::authenticate(app, parts, &mut params).await?;
    *usage = Some(used(app, &caller));
    let upload = find(app, &caller, path, "POST").await?;
    let offset = match parts.headers.get("file_offset").map(|value| value.to_str()) {
        None => Some(0),
        Some(value) => value.ok().and_then(|value| value.trim().parse().ok()),
    };
    let offset: u64 = offset.ok_or_else(|| {
        GraphError::of(&error::INVALID_PARAMETER)
            .details("`file_offset` is the number of the byte at which the body begins.")
            .boxed()
    })?;
    // In a task of its own, so that what has come is kept when the connection is lost.
    let app = Arc::clone(app);
    let taken = tokio::spawn(async move { take(&app, upload, offset, body).await }).await;
    taken.unwrap_or(Err(GraphError::of(&error::INTERNAL).boxed()))
}

async fn take(app: &App, upload: Upload, offset: u64, body: Body) -> Result<Reply, WireError> {
    let told = |fault| media_fault::told(fault, "file");
    let mut piece = app.media.piece(upload, offset).await.map_err(told)?;
    let mut body = Incoming::new(body);
    let mut is_cut = false;
    while let Some(next) = body.next().await {
        let Ok(bytes) = next else {
            is_cut = true;
            break;
        };
        piece.draft.write(&bytes).await.map_err(told)?;
    }
    let upload = app.media.add_piece(piece).await.map_err(told)?;
    if is_cut {
        return Err(told(MediaFault::Broken));
    }
    Ok(match upload.media {
        Some(media) => json!({ "h": app.media.handle(upload.business, media) }).into(),
        None => json!({ "id": named(&upload), "file_offset": upload.received() }).into(),
    })
}

async fn find(
    app: &App,
    caller: &Caller,
    path: &GraphPath,
    method: &str,
) -> Result<Upload, WireError> {
    let unknown = || error::unknown_object(&path.node, method);
    let id = path.node.strip_prefix(PREFIX).filter(|_| path.edge.is_none());
    let id: MediaId = id.and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
    match app.media.upload(caller.business.id, id).await {
        Err(fault) if fault.is_not_found() => Err(unknown()),
        Err(fault) => Err(media_fault::told(fault, "file")),
        Ok(upload) => Ok(upload),
    }
}

fn named(upload: &Upload) -> String {
    format!("{PREFIX}{}", upload.id)
}
