//! Getting ready to write: webhook, templates, review.

use std::collections::HashSet;
use std::time::Duration;

use kurier_wire::client::{ApiError, CloudApi, TemplateInfo};

use crate::HerdError;
use crate::talk::{Plot, TemplateText, png, templates};

/// How long we wait for the review of the templates, at most.
const REVIEW_LOOKS: u32 = 60;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// Tries to reach a server that may still be starting.
const TRIES: u32 = 20;

/// Subscribes the webhook, registers the templates that are missing, and waits until all may be sent.
pub(super) async fn enrol(
    api: &CloudApi,
    callback: &str,
    verify_token: &str,
) -> Result<(), HerdError> {
    let known = templates_when_up(api).await?;
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
    wait_for_review(api).await
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

async fn templates_when_up(api: &CloudApi) -> Result<Vec<TemplateInfo>, HerdError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match api.templates(None).await {
            Err(fault) if fault.may_succeed_later() && tries < TRIES => {
                tracing::info!(%fault, "the Cloud API does not answer yet");
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            answer => return answer.map_err(|fault| refused(&fault)),
        }
    }
}

async fn wait_for_review(api: &CloudApi) -> Result<(), HerdError> {
    for look in 0..REVIEW_LOOKS {
        let known = api.templates(None).await.map_err(|fault| refused(&fault))?;
        let is_ready = |text: &&TemplateText| {
            known.iter().any(|info| {
                info.name == text.name
                    && info.language == text.language.code()
                    && info.status == "APPROVED"
            })
        };
        let pending = templates().iter().filter(|text| !is_ready(text)).count();
        if pending == 0 {
            return Ok(());
        }
        if look == 0 {
            tracing::info!(pending, "waiting for the review of templates");
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    tracing::warn!("some templates are not approved: their notices will be refused");
    Ok(())
}
