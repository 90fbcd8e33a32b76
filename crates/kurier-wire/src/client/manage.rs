//! Templates and webhook subscriptions.

use super::{ApiError, CloudApi};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Events of one webhook request at most; the server takes no more.
const BATCH_EVENTS: u8 = 100;
/// Pages of a list that are read at most.
const PAGES_MAX: usize = 100;

/// A template to be created.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateDefinition {
    /// `[a-z0-9_]`.
    pub name: String,
    /// Language code.
    pub language: String,
    /// `UTILITY`, `AUTHENTICATION` or `MARKETING`.
    pub category: String,
    /// `POSITIONAL` or `NAMED`.
    pub parameter_format: String,
    /// Kurier's own: the topic it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The components, as the Cloud API writes them.
    pub components: Value,
}

/// A template that was created.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CreatedTemplate {
    /// Its id.
    pub id: String,
    /// `PENDING`, `APPROVED` or `REJECTED`.
    pub status: String,
    /// Its category.
    pub category: String,
}

/// A template that exists.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TemplateInfo {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its language code.
    pub language: String,
    /// `APPROVED` and others.
    pub status: String,
    /// Its category.
    pub category: String,
    /// Its components, as the Cloud API writes them.
    #[serde(default)]
    pub components: Value,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<TemplateInfo>,
    #[serde(default)]
    paging: Paging,
}

#[derive(Default, Deserialize)]
struct Paging {
    #[serde(default)]
    cursors: Cursors,
    next: Option<String>,
}

#[derive(Default, Deserialize)]
struct Cursors {
    after: Option<String>,
}

impl CloudApi {
    /// Submits a template for review.
    pub async fn create_template(
        &self,
        template: &TemplateDefinition,
    ) -> Result<CreatedTemplate, ApiError> {
        let body = serde_json::to_value(template)
            .map_err(|fault| ApiError::BadAnswer(fault.to_string()))?;
        self.post(&format!("{}/message_templates", self.waba_id), &body, None).await
    }

    /// Every template of the business with exactly this name, or every template at all.
    pub async fn templates(&self, name: Option<&str>) -> Result<Vec<TemplateInfo>, ApiError> {
        let path = format!("{}/message_templates", self.waba_id);
        let mut all = Vec::new();
        let mut after = None::<String>;
        for _page in 0..PAGES_MAX {
            let mut query = vec![("limit", "100")];
            query.extend(name.map(|name| ("name", name)));
            query.extend(after.as_deref().map(|cursor| ("after", cursor)));
            let page: Page = self.get(&path, &query).await?;
            // The server's filter also takes a part of the name.
            let fits = |one: &TemplateInfo| name.is_none_or(|name| one.name == name);
            all.extend(page.data.into_iter().filter(fits));
            // The cursor, not the link: a link may name a host this client must not follow.
            after = page.paging.next.and(page.paging.cursors.after);
            if after.is_none() {
                break;
            }
        }
        Ok(all)
    }

    /// Sends this business's webhooks to `callback_url`. The server first asks the callback for the
    /// handshake ([`super::WebhookVerifier::handshake`]): it must be listening already.
    pub async fn subscribe_webhook(
        &self,
        callback_url: &str,
        verify_token: &str,
    ) -> Result<(), ApiError> {
        self.subscribe(
            json!({ "override_callback_uri": callback_url, "verify_token": verify_token }),
        )
        .await
    }

    /// The same, with up to 100 events in one request; the first waits for others at most `wait_ms` (5,000 at most). For receivers
    /// that read every change of a request, as [`super::WebhookVerifier::read`] does.
    pub async fn subscribe_webhook_in_batches(
        &self,
        callback_url: &str,
        verify_token: &str,
        wait_ms: u16,
    ) -> Result<(), ApiError> {
        self.subscribe(json!({
            "override_callback_uri": callback_url, "verify_token": verify_token,
            "batching": { "max": BATCH_EVENTS, "wait_ms": wait_ms },
        }))
        .await
    }

    async fn subscribe(&self, body: Value) -> Result<(), ApiError> {
        let path = format!("{}/subscribed_apps", self.waba_id);
        let answer: Value = self.post(&path, &body, None).await?;
        expect_success(&answer)
    }
}

pub(super) fn expect_success(answer: &Value) -> Result<(), ApiError> {
    if answer["success"] == json!(true) {
        return Ok(());
    }
    let shown: String = answer.to_string().chars().take(200).collect();
    Err(ApiError::BadAnswer(shown))
}
