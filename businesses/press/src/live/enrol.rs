use std::{collections::HashSet, time::Duration};

use kurier_wire::client::{ApiError, CloudApi, TemplateInfo};

use crate::PressError;
use crate::talk::templates;

/// How long editions wait for the review of their templates, at most.
const REVIEW_LOOKS: u32 = 60;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// Tries to reach a server that may still be starting.
const TRIES: u32 = 20;

/// Subscribes the webhook, registers the templates that are missing, and waits until all may be sent.
pub(super) async fn enrol(
    api: &CloudApi,
    callback: &str,
    verify_token: &str,
) -> Result<(), PressError> {
    let known = templates_when_up(api).await?;
    let subscribed = api.subscribe_webhook(callback, verify_token).await;
    subscribed.map_err(|fault| PressError::Api(format!("webhook {callback}: {fault}")))?;
    let have: HashSet<(&str, &str)> =
        known.iter().map(|known| (known.name.as_str(), known.language.as_str())).collect();
    for text in templates() {
        if !have.contains(&(text.name.as_str(), text.language.code())) {
            api.create_template(&text.definition()).await.map_err(|fault| refused(&fault))?;
        }
    }
    for look in 0..REVIEW_LOOKS {
        let known = api.templates(None).await.map_err(|fault| refused(&fault))?;
        let pending = templates()
            .iter()
            .filter(|text| !is_approved(&known, &text.name, text.language.code()))
            .count();
        if pending == 0 {
            return Ok(());
        }
        if look == 0 {
            tracing::info!(pending, "waiting for the review of templates");
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    tracing::warn!("some templates are not approved: their editions will be refused");
    Ok(())
}

fn is_approved(known: &[TemplateInfo], name: &str, language: &str) -> bool {
    known
        .iter()
        .any(|info| info.name == name && info.language == language && info.status == "APPROVED")
}

fn refused(fault: &ApiError) -> PressError {
    PressError::Api(fault.to_string())
}

async fn templates_when_up(api: &CloudApi) -> Result<Vec<TemplateInfo>, PressError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match api.templates(None).await {
            Err(fault) if fault.may_succeed_later() && tries < TRIES => {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            answer => return answer.map_err(|fault| refused(&fault)),
        }
    }
}
