//! Whose callback is meant, and the calls that set and end it.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::remote::Remote;
use clap::Args;
use serde_json::{Map, Value, json};

/// One of three places at which a callback can stand.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Place {
    /// Id of the app: what no other callback gets
    #[arg(long, value_name = "APP")]
    app: Option<i64>,
    /// Id of the business: instead of the app's
    #[arg(long, value_name = "BUSINESS")]
    business: Option<i64>,
    /// Id of a sender: its own events
    #[arg(long, value_name = "SENDER")]
    sender: Option<i64>,
}

impl Place {
    /// Path and body of the call that sets it.
    pub(super) fn set(
        &self,
        url: &str,
        verify_token: &str,
        more: Map<String, Value>,
    ) -> (String, Value) {
        let mut body = more;
        let address = if self.app.is_some() { "callback_url" } else { "override_callback_uri" };
        body.insert(address.to_owned(), json!(url));
        body.insert("verify_token".to_owned(), json!(verify_token));
        match (self.app, self.business, self.sender) {
            (Some(app), ..) => {
                body.insert("object".to_owned(), json!("whatsapp_business_account"));
                (format!("/v23.0/{app}/subscriptions"), Value::Object(body))
            }
            (_, Some(business), _) => {
                (format!("/v23.0/{business}/subscribed_apps"), Value::Object(body))
            }
            (.., sender) => {
                let sender = sender.unwrap_or_default();
                (format!("/v23.0/{sender}"), json!({ "webhook_configuration": body }))
            }
        }
    }

    /// Ends it.
    pub(super) async fn end(&self, remote: &Remote) -> Outcome<Value> {
        match (self.app, self.business, self.sender) {
            (Some(app), ..) => remote.delete(&format!("/v23.0/{app}/subscriptions")).await,
            (_, Some(business), _) => end_own(remote, business).await,
            (.., sender) => {
                let (path, body) =
                    Self { app: None, business: None, sender }.set("", "", Map::new());
                remote.post(&path, &body).await
            }
        }
    }
}

/// Ends a business's own callback. The call gives way to the app's; where the app has none, it changes nothing.
async fn end_own(remote: &Remote, business: i64) -> Outcome<Value> {
    let path = format!("/v23.0/{business}/subscribed_apps");
    let answer = remote.post(&path, &json!({})).await?;
    let left = remote.get("/kurier/v1/callbacks").await?;
    let mut left = left.get("data").and_then(Value::as_array).into_iter().flatten();
    if left.any(|one| one["scope"] == "business") {
        let message = "the app has no callback that would take over";
        return Err(Failure::new(Exit::Refused, "nothing_takes_over", message).hint(
            "set the app's first; or DELETE /{business}/subscribed_apps, which ends all webhooks",
        ));
    }
    Ok(answer)
}
