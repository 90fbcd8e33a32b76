//! `POST /media`, `GET /media/{media}`, `GET /media/{media}/thumbnail`: files of messages.

use super::extract::Named;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::incoming::Incoming;
use crate::media::{File, Place};
use crate::state::App;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use futures_util::StreamExt;
use kurier_engine::media::{Draft, KEPT_OF_PERSON_S, MediaFault, Origin};
use kurier_policy::id::MediaId;
use kurier_policy::limits::FILE_NAME_CHARS;
use kurier_policy::media::MediaKind;
use kurier_store::record::MediaOwner;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What she calls the file that she sends, or a message the one that she gets.
#[derive(Deserialize)]
pub(crate) struct Called {
    name: Option<String>,
}

const NAME_ONCE: &str = "give the name of the file once, as `name`";

/// A file she uploaded.
#[derive(Serialize)]
pub(crate) struct Uploaded {
    id: String,
    kind: MediaKind,
    mime_type: String,
    bytes: u64,
    thumbnail: bool,
}

pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    session: Session,
    called: Result<Query<Called>, QueryRejection>,
    request: Request,
) -> Result<Json<Uploaded>, Fault> {
    let Query(called) = called.map_err(|_| Fault::bad_request(NAME_ONCE))?;
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let origin = Origin {
        owner: MediaOwner::Person(session.device.person),
        sender: None,
        said: said.unwrap_or_default().to_owned(),
        file_name: called.name,
        kind: None,
        kept_s: KEPT_OF_PERSON_S,
    };
    let draft = read(&app, request.into_body()).await?;
    let media = app.media.take(draft, origin).await?;
    Ok(Json(Uploaded {
        id: media.id.to_string(),
        kind: media.kind,
        mime_type: media.mime,
        bytes: media.bytes,
        thumbnail: media.thumbnail,
    }))
}

/// Whether a message may call a file so.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= FILE_NAME_CHARS
}

async fn read(app: &App, body: Body) -> Result<Draft, MediaFault> {
    let mut draft = app.media.draft().await?;
    let mut body = Incoming::new(body);
    while let Some(piece) = body.next().await {
        draft.write(&piece.map_err(|_| MediaFault::Broken)?).await?;
    }
    Ok(draft)
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Named(id): Named<MediaId>,
    called: Result<Query<Called>, QueryRejection>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Query(called) = called.map_err(|_| Fault::bad_request(NAME_ONCE))?;
    let mut media = app.media.may_see(session.device.person, id).await?;
    // A file may be sent under another name than it came with.
    media.file_name = called.name.filter(|name| is_name(name)).or(media.file_name);
    File::of(media).answer(&app, Place::Messenger, &method, &headers).await
}

pub(crate) async fn thumbnail(
    State(app): State<Arc<App>>,
    session: Session,
    Named(id): Named<MediaId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let media = app.media.may_see(session.device.person, id).await?;
    let bytes = app.media.thumbnail_bytes(&media).await?;
    File::thumbnail(media, bytes).answer(&app, Place::Messenger, &method, &headers).await
}
