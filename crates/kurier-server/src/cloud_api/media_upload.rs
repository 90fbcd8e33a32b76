//! `POST /{sender}/media`: one file in a form, written to the storage as it comes.

use super::call;
use super::caller::Caller;
use super::media_fault;
use super::once;
use super::path::GraphPath;
use super::reply::{Reply, internal, of_store};
use super::{caller, form, used};
use crate::auth::bearer;
use crate::state::App;
use crate::usage::Usage;
use axum::body::Body;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use form::Form;
use kurier_engine::media::{KEPT_S, Origin};
use kurier_policy::id::SenderId;
use kurier_policy::pilot::Feature;
use kurier_store::port::StoreError;
use kurier_store::record::{IdempotencyKey, Media, MediaOwner, Sender};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::{self, Params};
use serde_json::{Value, json};
use std::sync::Arc;

/// Longest time to keep a file, in minutes: as long as it is kept anyway.
const TTL_MINUTES_MAX: i64 = KEPT_S / 60;

pub(super) async fn serve(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    body: Body,
    usage: &mut Option<Usage>,
) -> Result<Reply, WireError> {
    let key = call::idempotency_key(&parts.headers)?;
    let mut form = Form::begin(parts, body)?;
    // A token that is there already is looked at before anything is read.
    if bearer(&parts.headers).is_some() || form.params.contains_key("access_token") {
        caller::authenticate(app, parts, &mut form.params.clone()).await?;
    }
    // Nothing of a file is read before it is known whose it will be; a proof may stand in the form, so what it says is
    // looked at once more.
    form.read_to_file().await?;
    let caller = caller::authenticate(app, parts, &mut form.params).await?;
    *usage = Some(used(app, &caller));
    let needed = app.engine.require(caller.business.id, Feature::Media).await;
    needed.map_err(internal)?;
    let sender = sender(app, path, &caller).await?;
    let file = form.read_rest(app).await?;
    let missing = || {
        GraphError::of(&error::INVALID_PARAMETER)
            .details("`file` is missing: send multipart/form-data with the parts messaging_product, type and file.")
            .boxed()
    };
    let file = file.ok_or_else(missing)?;
    check_product(&form.params)?;
    let origin = Origin {
        owner: MediaOwner::Business(sender.business),
        sender: Some(sender.id),
        said: form.text("type").unwrap_or(file.said),
        file_name: file.name,
        kind: None,
        kept_s: kept_s(&form)?,
    };
    let taken = app.media.take(file.draft, origin).await;
    let media = taken.map_err(|fault| media_fault::told(fault, "file"))?;
    answer(app, &media, key, &form.params).await
}

/// Of several uploads under one key the first holds: what a later one brought is given up again.
async fn answer(
    app: &App,
    media: &Media,
    key: Option<String>,
    params: &Params,
) -> Result<Reply, WireError> {
    let shown = json!({ "id": media.id.to_string() });
    let (Some(key), MediaOwner::Business(business)) = (key, media.owner) else {
        return Ok(shown.into());
    };
    let content = URL_SAFE_NO_PAD.encode(media.sha256);
    let sender = media.sender.map(|sender| sender.to_string()).unwrap_or_default();
    let digest = params::digest(&format!("{sender}/media {content}"), params);
    let kept = once::keep(app, business, IdempotencyKey { key, digest }, &shown).await;
    if !matches!(kept, Ok((_, false))) {
        app.media
            .delete(media.owner, media.id)
            .await
            .map_err(|fault| media_fault::told(fault, "file"))?;
    }
    Ok(kept?.0)
}

async fn sender(app: &App, path: &GraphPath, caller: &Caller) -> Result<Sender, WireError> {
    let unknown = || error::unknown_object(&path.node, "POST");
    let id: SenderId = path.node.parse().map_err(|_| unknown())?;
    match app.engine.store().sender(id).await {
        Ok(sender) if sender.business == caller.business.id && sender.deleted_at.is_some() => {
            Err(GraphError::of(&error::NUMBER_DELETED).boxed())
        }
        Ok(sender) if sender.business == caller.business.id => Ok(sender),
        Ok(_) | Err(StoreError::NotFound(_)) => Err(unknown()),
        Err(other) => Err(of_store(other)),
    }
}

fn check_product(params: &Params) -> Result<(), WireError> {
    match params.get("messaging_product").and_then(Value::as_str) {
        Some("whatsapp") => Ok(()),
        _ => Err(GraphError::of(&error::PRODUCT_MISSING)
            .message(error::PRODUCT_MISSING.title)
            .boxed()),
    }
}

fn kept_s(form: &Form) -> Result<i64, WireError> {
    let Some(text) = form.text("ttl_minutes") else { return Ok(KEPT_S) };
    let minutes = text.parse().ok().filter(|it| (1..=TTL_MINUTES_MAX).contains(it));
    minutes.map(|minutes: i64| minutes * 60).ok_or_else(|| {
        GraphError::of(&error::PARAMETER_VALUE)
            .details(format!("`ttl_minutes` is a number from 1 to {TTL_MINUTES_MAX}."))
            .boxed()
    })
}
