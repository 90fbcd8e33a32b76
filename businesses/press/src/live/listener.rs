//! The newsroom's one listener: webhook, hubs, pages, desk, listmonk.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use kurier_wire::{client::WebhookRefused, client::WebhookVerifier, signature};
use serde::Deserialize;

use super::gather::Gatherer;
use super::hear::{self, Defaults};
use super::rooms::{self, ask_password, is_let_in};
use super::{archive, desk, followers, hubs, status, stories};
use crate::fetch::websub::Wanted;
use crate::{PressError, move_in, page};

/// Longest body that is taken: a pushed feed.
const LONGEST_BODY_BYTES: usize = 5 * 1024 * 1024;

/// What the listener needs.
pub(super) struct Inside {
    pub(super) verifier: WebhookVerifier,
    pub(super) gatherer: Gatherer,
    pub(super) bell: super::bell::Bell,
    pub(super) defaults: Defaults,
    pub(super) newsroom: String,
    pub(super) public_url: String,
    pub(super) editor_password: String,
    pub(super) listmonk_password: Option<String>,
}

pub(super) type Shared = State<Arc<Inside>>;

pub(super) fn router(inside: Inside) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/status.json", get(front_json))
        .route("/webhook", get(handshake).post(receive))
        .route("/hub/{token}", get(hub_check).post(hub_push))
        .route("/archive", get(archive_list))
        .route(page::FEED_PATH, get(archive_feed))
        .route(page::HUB_PATH, post(archive_hub))
        .route("/archive/{story}", get(archive_story))
        .route("/desk", get(rooms::desk_page))
        .route("/desk/{id}", post(rooms::desk_decide))
        .route("/desk/headlines", get(rooms::headlines).post(rooms::headlines_try))
        .route("/listmonk", post(listmonk))
        .layer(DefaultBodyLimit::max(LONGEST_BODY_BYTES))
        .with_state(Arc::new(inside))
}

/// A failure of the newsroom's own: told in the log, not to strangers.
pub(super) struct Broken;

impl From<PressError> for Broken {
    fn from(fault: PressError) -> Self {
        tracing::error!(%fault, "a request could not be answered");
        Self
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}

/// Nothing on these pages runs, loads or is framed.
pub(super) fn shown(html: String) -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(html)).into_response()
}

async fn front(State(inside): Shared) -> Result<Response, Broken> {
    let now_s = inside.gatherer.world.now();
    let now = inside.gatherer.memory.work(move |tx| status::read(tx, now_s)).await?;
    Ok(shown(page::status(&inside.newsroom, &now)))
}

async fn front_json(State(inside): Shared) -> Result<Json<status::Status>, Broken> {
    let now_s = inside.gatherer.world.now();
    Ok(Json(inside.gatherer.memory.work(move |tx| status::read(tx, now_s)).await?))
}

async fn handshake(State(inside): Shared, RawQuery(query): RawQuery) -> (StatusCode, String) {
    match inside.verifier.handshake(&query.unwrap_or_default()) {
        Some(challenge) => (StatusCode::OK, challenge),
        None => (StatusCode::FORBIDDEN, String::new()),
    }
}

/// Says 200 only once everything is on disk; the server repeats whatever was not.
async fn receive(
    State(inside): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Broken> {
    let header = headers.get(signature::HEADER).and_then(|value| value.to_str().ok());
    let events = match inside.verifier.read(header, &body) {
        Ok(events) => events,
        Err(WebhookRefused::Signature) => return Ok(StatusCode::UNAUTHORIZED),
        Err(WebhookRefused::Body(fault)) => {
            tracing::warn!(%fault, "a signed webhook could not be read");
            return Ok(StatusCode::BAD_REQUEST);
        }
    };
    let (defaults, now_s) = (inside.defaults.clone(), inside.gatherer.world.now());
    inside.gatherer.memory.work(move |tx| hear::take(tx, &events, &defaults, now_s)).await?;
    inside.bell.ring();
    Ok(StatusCode::OK)
}

async fn hub_check(
    State(inside): Shared,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Broken> {
    let (now_s, query) = (inside.gatherer.world.now(), query.unwrap_or_default());
    let challenge =
        inside.gatherer.memory.work(move |tx| hubs::check(tx, &token, &query, now_s)).await?;
    Ok(challenge.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |challenge| ([(header::CONTENT_TYPE, "text/plain")], challenge).into_response(),
    ))
}

async fn hub_push(
    State(inside): Shared,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Broken> {
    let text =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let signature = text("x-hub-signature").unwrap_or_default();
    hubs::pushed(&inside.gatherer, token, &signature, text("content-type"), &body).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

async fn archive_list(
    State(inside): Shared,
    Query(query): Query<Before>,
) -> Result<Response, Broken> {
    let from = query.before.unwrap_or(i64::MAX);
    let stories = inside.gatherer.memory.work(move |tx| archive::before(tx, from)).await?;
    Ok(shown(page::list(&inside.newsroom, &stories)))
}

async fn archive_feed(State(inside): Shared) -> Result<Response, Broken> {
    let stories = inside.gatherer.memory.work(|tx| archive::before(tx, i64::MAX)).await?;
    let feed = page::feed(&inside.newsroom, &inside.public_url, &stories);
    let links = page::feed_links(&inside.public_url);
    let kind = followers::FEED_KIND.to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::LINK, links)], feed).into_response())
}

/// Somebody wants to be told when the archive changes. Its callback is asked first whether it meant it.
async fn archive_hub(State(inside): Shared, body: Bytes) -> Result<Response, Broken> {
    let wanted = match Wanted::read(&body, &page::feed_address(&inside.public_url)) {
        Ok(wanted) => wanted,
        Err(why) => return Ok((StatusCode::BAD_REQUEST, why).into_response()),
    };
    let now_s = inside.gatherer.world.now();
    let taken = inside.gatherer.memory.work(move |tx| followers::note(tx, &wanted, now_s)).await?;
    Ok(match taken {
        followers::Taken::Yes => StatusCode::ACCEPTED.into_response(),
        followers::Taken::Full => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    })
}

async fn archive_story(State(inside): Shared, Path(story): Path<i64>) -> Result<Response, Broken> {
    let found = inside.gatherer.memory.work(move |tx| stories::story(tx, story)).await?;
    // Letters belong to those who got them.
    let public = found.filter(|story| story.topic != "Letter");
    Ok(public
        .map_or_else(|| StatusCode::NOT_FOUND.into_response(), |story| shown(page::story(&story))))
}

/// listmonk's messenger: every recipient who is a reader gets the letter; others are counted, and nothing is sent to them.
async fn listmonk(
    State(inside): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Broken> {
    let Some(password) = &inside.listmonk_password else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    if !is_let_in(&headers, "listmonk", password) {
        return Ok(ask_password());
    }
    let letter = match move_in::read_messenger(&body) {
        Ok(letter) => letter,
        Err(why) => return Ok((StatusCode::BAD_REQUEST, why).into_response()),
    };
    let (newsroom, now_s) = (inside.newsroom.clone(), inside.gatherer.world.now());
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let story =
            desk::letter(tx, &letter.campaign, &letter.subject, &letter.text, &letter.html, now_s)?;
        let (mut sent, mut unknown) = (0_u32, 0_u32);
        for wa_id in &letter.recipients {
            let is_reader =
                desk::send_letter(tx, wa_id, &letter.campaign, story, &newsroom, now_s)?;
            if is_reader { sent += 1 } else { unknown += 1 }
        }
        Ok((sent, unknown + letter.without_address))
    };
    let (sent, unknown) = inside.gatherer.memory.work(work).await?;
    inside.bell.ring();
    Ok(Json(serde_json::json!({ "sent": sent, "not_readers": unknown })).into_response())
}
