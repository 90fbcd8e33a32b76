//! Getting ready to write: webhook, templates, review.

use std::collections::HashSet;

use kurier_wire::client::{ApiError, CloudApi};

use crate::HerdError;
use crate::talk::{Plot, TemplateText, png, templates};

/// Subscribes the webhook, registers the templates that are missing, and waits until all may be sent.
pub(super) async fn enrol(
    api: &CloudApi,
    callback: &str,
    verify_token: &str,
) -> Result<(), HerdError> {
    let known = api.templates_when_up().await.map_err(|fault| refused(&fault))?;
    let subscribed = api.subscribe_webhook(callback, verify_token).await;
    subscribed.map_err(|fault| HerdError::Api(format!("webhook {callback}: {fault}")))?;
    let have: HashSet<(&str, &str)> =
        known.iter().map(|known| (known.name.as_str(), known.language.as_str())).collect();
    let missing =
        templates().iter().filter(|text| !have.contains(&(text.name, text.language.code())));
    let missing: Vec<&TemplateText> = missing.collect();
    let needs_picture = missing.iter().any(|text| text.has_picture);
    let picture = if needs_picture { sample(api).await? } else { String::new() };
    for text in missing {
        api.create_template(&text.definition(&picture)).await.map_err(|fault| refused(&fault))?;
        tracing::info!(name = text.name, language = text.language.code(), "submitted a template");
    }
    warn_unless_approved(api).await
}

/// Uploads a sample of the picture for the reviewer.
async fn sample(api: &CloudApi) -> Result<String, HerdError> {
    let measured =
        (0..72_u8).map(|hour| Some(if hour < 60 { 20.0 } else { 9.0 } + f32::from(hour % 5)));
    let plot = Plot {
        metric: 1,
        measured: measured.collect(),
        normal: vec![Some(21.0); 72],
        unusual_from: 60,
    };
    let picture = png(&plot).unwrap_or_default();
    let key = Some("herd/sample-picture");
    api.upload_image(&picture, "image/png", key).await.map_err(|fault| refused(&fault))
}

fn refused(fault: &ApiError) -> HerdError {
    HerdError::Api(fault.to_string())
}

async fn warn_unless_approved(api: &CloudApi) -> Result<(), HerdError> {
    let texts = templates();
    let all: Vec<_> = texts.iter().map(|text| (text.name, text.language.code())).collect();
    let pending = api.wait_for_review(&all).await.map_err(|fault| refused(&fault))?;
    if pending > 0 {
        tracing::warn!(pending, "some templates are not approved: their notices wait for it");
    }
    Ok(())
}
