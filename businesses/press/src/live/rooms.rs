//! The pages behind the editors' password, and what is decided on them.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::ConstantTimeEq;

use super::desk;
use super::listener::{Broken, Shared, shown};
use super::trials::{self, Wish};
use crate::form::member;
use crate::page;

/// HTTP Basic, compared in constant time.
pub(super) fn is_let_in(headers: &HeaderMap, user: &str, password: &str) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|value| STANDARD.decode(value.trim()).ok());
    let wanted = format!("{user}:{password}");
    given.is_some_and(|given| bool::from(given.ct_eq(wanted.as_bytes())))
}

pub(super) fn ask_password() -> Response {
    (
        StatusCode::UNAUTHORIZED,
        [(header::WWW_AUTHENTICATE, "Basic realm=\"desk\", charset=\"UTF-8\"")],
    )
        .into_response()
}

pub(super) async fn desk_page(
    State(inside): Shared,
    headers: HeaderMap,
) -> Result<Response, Broken> {
    if !is_let_in(&headers, "editor", &inside.editor_password) {
        return Ok(ask_password());
    }
    let open = inside.gatherer.memory.work(desk::open).await?;
    Ok(shown(page::desk(&inside.newsroom, &open)))
}

/// Why somebody may not decide here.
fn refused(headers: &HeaderMap, password: &str) -> Option<Response> {
    if !is_let_in(headers, "editor", password) {
        return Some(ask_password());
    }
    // A browser sends the password by itself, also when another page makes it: that page says so in this header.
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let is_foreign = site.is_some_and(|site| site != "same-origin" && site != "none");
    is_foreign.then(|| StatusCode::FORBIDDEN.into_response())
}

pub(super) async fn desk_decide(
    State(inside): Shared,
    Path(id): Path<i64>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Broken> {
    if let Some(refused) = refused(&headers, &inside.editor_password) {
        return Ok(refused);
    }
    let (newsroom, now_s) = (inside.newsroom.clone(), inside.gatherer.world.now());
    let text = |name: &str| member(&body, name).unwrap_or_default();
    let (what, words) = (text("what"), text("words"));
    let work =
        move |tx: &rusqlite::Transaction<'_>| desk::decide(tx, id, &what, &words, &newsroom, now_s);
    let is_done = inside.gatherer.memory.work(work).await?;
    inside.bell.ring();
    Ok(if is_done {
        Redirect::to("/desk").into_response()
    } else {
        StatusCode::CONFLICT.into_response()
    })
}

pub(super) async fn headlines(
    State(inside): Shared,
    headers: HeaderMap,
) -> Result<Response, Broken> {
    if !is_let_in(&headers, "editor", &inside.editor_password) {
        return Ok(ask_password());
    }
    let now_s = inside.gatherer.world.now();
    let look =
        move |tx: &rusqlite::Transaction<'_>| Ok((trials::all(tx)?, trials::choices(tx, now_s)?));
    let (all, choices) = inside.gatherer.memory.work(look).await?;
    Ok(shown(page::headlines(&inside.newsroom, &all, &choices)))
}

/// `story`, `other`, `share`, `wait` (minutes, may be empty): a second headline is set against a story's own.
pub(super) async fn headlines_try(
    State(inside): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Broken> {
    if let Some(refused) = refused(&headers, &inside.editor_password) {
        return Ok(refused);
    }
    let text = |name: &str| member(&body, name).unwrap_or_default();
    let number = |name: &str| text(name).trim().parse::<u32>().ok();
    let wish = Wish {
        story: number("story").map_or(0, i64::from),
        other: text("other"),
        share: number("share").and_then(|share| u8::try_from(share).ok()).unwrap_or(0),
        wait_min: (!text("wait").trim().is_empty()).then(|| number("wait").unwrap_or(0)),
    };
    let now_s = inside.gatherer.world.now();
    let made = inside.gatherer.memory.work(move |tx| trials::make(tx, &wish, now_s)).await?;
    Ok(match made {
        Ok(()) => Redirect::to("/desk/headlines").into_response(),
        Err(fault) => (StatusCode::BAD_REQUEST, fault.to_string()).into_response(),
    })
}
