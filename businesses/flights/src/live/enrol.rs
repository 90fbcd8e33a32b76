use std::{collections::HashSet, time::Duration};

use kurier_wire::client::{ApiError, CloudApi, TemplateInfo};

use crate::{FlightsError, talk::templates};

/// How long the clock waits for the review of the templates, at most.
const REVIEW_LOOKS: u32 = 60;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// Tries to reach a server that may still be starting.
const TRIES: u32 = 20;

/// Subscribes the webhook, registers the templates that are missing, and waits until all may be sent.
pub(super) async fn enrol(
    api: &CloudApi,
    callback: &str,
    verify_token: &str,
) -> Result<(), FlightsError> {
    let known = templates_when_up(api).await?;
    subscribe(api, callback, verify_token).await?;
    let have: HashSet<(&str, &str)> =
        known.iter().map(|known| (known.name.as_str(), known.language.as_str())).collect();
    for text in templates() {
        if !have.contains(&(text.name, text.language.code())) {
            api.create_template(&text.definition()).await.map_err(|fault| refused(&fault))?;
            tracing::info!(
                name = text.name,
                language = text.language.code(),
                "submitted a template"
            );
        }
    }
    wait_for_review(api).await
}

fn refused(fault: &ApiError) -> FlightsError {
    FlightsError::Api(fault.to_string())
}

async fn templates_when_up(api: &CloudApi) -> Result<Vec<TemplateInfo>, FlightsError> {
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

async fn subscribe(api: &CloudApi, callback: &str, verify_token: &str) -> Result<(), FlightsError> {
    let subscribed = api.subscribe_webhook(callback, verify_token).await;
    subscribed.map_err(|fault| FlightsError::Api(format!("webhook {callback}: {fault}")))
}

async fn wait_for_review(api: &CloudApi) -> Result<(), FlightsError> {
    for look in 0..REVIEW_LOOKS {
        let known = api.templates(None).await.map_err(|fault| refused(&fault))?;
        let pending = templates().iter().filter(|text| {
            let ready = |info: &TemplateInfo| {
                info.name == text.name
                    && info.language == text.language.code()
                    && info.status == "APPROVED"
            };
            !known.iter().any(ready)
        });
        let pending = pending.count();
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
