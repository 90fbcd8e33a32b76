use std::collections::HashSet;

use kurier_wire::client::{ApiError, CloudApi, Together};

use crate::{FlightsError, talk::templates};

/// A plane's passengers receive within the same second: their receipts come in one request, and are one commit.
const EVENTS_TOGETHER: u32 = 100;
const EVENTS_WAIT_MS: u32 = 200;

/// Subscribes the webhook, registers the templates that are missing, and waits until all may be sent.
pub(super) async fn enrol(
    api: &CloudApi,
    callback: &str,
    verify_token: &str,
) -> Result<(), FlightsError> {
    let known = api.templates_when_up().await.map_err(|fault| refused(&fault))?;
    subscribe(api, callback, verify_token).await?;
    let have: HashSet<(&str, &str)> =
        known.iter().map(|known| (known.name.as_str(), known.language.as_str())).collect();
    for text in templates() {
        if !have.contains(&(text.name, text.language.code())) {
            let made = match text.ttl_s() {
                Some(ttl_s) => api.create_template_for(&text.definition(), ttl_s).await,
                None => api.create_template(&text.definition()).await,
            };
            made.map_err(|fault| refused(&fault))?;
            tracing::info!(
                name = text.name,
                language = text.language.code(),
                "submitted a template"
            );
        }
    }
    warn_unless_approved(api).await
}

fn refused(fault: &ApiError) -> FlightsError {
    FlightsError::Api(fault.to_string())
}

async fn subscribe(api: &CloudApi, callback: &str, verify_token: &str) -> Result<(), FlightsError> {
    let together = Together { most: EVENTS_TOGETHER, wait_ms: EVENTS_WAIT_MS };
    let subscribed = api.subscribe_webhook_together(callback, verify_token, together).await;
    subscribed.map_err(|fault| FlightsError::Api(format!("webhook {callback}: {fault}")))
}

async fn warn_unless_approved(api: &CloudApi) -> Result<(), FlightsError> {
    let texts = templates();
    let all: Vec<_> = texts.iter().map(|text| (text.name, text.language.code())).collect();
    let pending = api.wait_for_review(&all).await.map_err(|fault| refused(&fault))?;
    if pending > 0 {
        tracing::warn!(pending, "some templates are not approved: their notices will be refused");
    }
    Ok(())
}
