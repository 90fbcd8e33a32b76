//! The operator's review in the demo: every template that the airline submits is approved, through
//! the operator's interface.

use crate::cli::remote::{Remote, text};
use serde_json::{Value, json};
use std::time::Duration;

/// Pause between two looks at what waits for review.
const PAUSE: Duration = Duration::from_millis(300);

/// Approves what waits, until dropped.
pub(crate) async fn run(operator: &Remote, waba_id: &str) {
    loop {
        if let Err(failure) = approve_waiting(operator, waba_id).await {
            tracing::warn!(%failure.message, "templates could not be reviewed");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn approve_waiting(operator: &Remote, waba_id: &str) -> crate::cli::failure::Outcome {
    let path = format!("/console/v1/businesses/{waba_id}/templates");
    let page = operator.get(&path).await?;
    let all = page.get("data").and_then(Value::as_array).into_iter().flatten();
    for template in all.filter(|template| text(template, "/status") == "PENDING") {
        let path = format!("/console/v1/templates/{}/review", text(template, "/id"));
        operator.post(&path, &json!({ "status": "APPROVED" })).await?;
    }
    Ok(())
}
