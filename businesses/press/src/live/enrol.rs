use std::collections::HashSet;

use kurier_wire::client::{ApiError, CloudApi, Together};

use crate::PressError;
use crate::talk::templates;

/// Events of one webhook request at most; the first waits so long for others.
const TOGETHER: Together = Together { most: 100, wait_ms: 100 };

/// Subscribes the webhook, registers the templates that are missing, and waits until all may be sent.
pub(super) async fn enrol(
    api: &CloudApi,
    callback: &str,
    verify_token: &str,
) -> Result<(), PressError> {
    let known = api.templates_when_up().await.map_err(|fault| refused(&fault))?;
    // A morning's edition to many brings a status for each: they come together, and what a person says waits no longer for it
    // than she notices.
    let subscribed = api.subscribe_webhook_together(callback, verify_token, TOGETHER).await;
    subscribed.map_err(|fault| PressError::Api(format!("webhook {callback}: {fault}")))?;
    let have: HashSet<(&str, &str)> =
        known.iter().map(|known| (known.name.as_str(), known.language.as_str())).collect();
    for text in templates() {
        if !have.contains(&(text.name.as_str(), text.language.code())) {
            api.create_template(&text.definition()).await.map_err(|fault| refused(&fault))?;
        }
    }
    warn_unless_approved(api).await
}

fn refused(fault: &ApiError) -> PressError {
    PressError::Api(fault.to_string())
}

async fn warn_unless_approved(api: &CloudApi) -> Result<(), PressError> {
    let texts = templates();
    let all: Vec<_> = texts.iter().map(|text| (text.name.as_str(), text.language.code())).collect();
    let pending = api.wait_for_review(&all).await.map_err(|fault| refused(&fault))?;
    if pending > 0 {
        tracing::warn!(pending, "some templates are not approved: their editions will be refused");
    }
    Ok(())
}
