//! One attempt of one job, with the sandbox's faults and the demo's view of it.

use super::dispatcher::DispatcherParts;
use super::faults::Fault;
use super::round::{Done, Job};
use crate::observe::Observed;
use bytes::Bytes;
use kurier_egress::webhook::{Delivery, Outcome};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::time::Timestamp;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Where a round's attempts go.
pub(super) struct Target {
    pub business: BusinessId,
    pub url: String,
    pub app_secret: String,
    /// Bounds attempts over all subscriptions.
    pub permits: Arc<Semaphore>,
}

/// Posts `body` and reports.
pub(super) async fn attempt(
    parts: Arc<DispatcherParts>,
    target: Arc<Target>,
    job: Job,
    body: Bytes,
) -> Done {
    // The semaphore is never closed.
    let _permit = target.permits.acquire().await;
    let (event, number, at) = (job.event.seq, job.number(), parts.clock.now());
    let id = webhook_id(target.business, event);
    let delivery =
        Delivery::signed(target.url.clone(), body, &target.app_secret, &id, at.seconds());
    let shown = parts.observer.is_watched().then(|| delivery.clone());
    let outcome = go(&parts, &target, delivery, at).await;
    if let Some(delivery) = shown {
        show(&parts, &delivery, event, number, at, &outcome);
    }
    let took = parts.clock.now().0.saturating_sub(at.0);
    let took_ms = u32::try_from(took / 1_000).unwrap_or(u32::MAX);
    Done { event, retry: job.retry, number, at, took_ms, outcome }
}

/// The same for every attempt and every replay of an event: receivers tell repeats by it.
pub fn webhook_id(business: BusinessId, event: EventSeq) -> String {
    format!("evt_{business}_{}", event.0)
}

async fn go(
    parts: &DispatcherParts,
    target: &Target,
    delivery: Delivery,
    at: Timestamp,
) -> Outcome {
    let courier = parts.egress.courier();
    match parts.faults.as_ref().and_then(|faults| faults.take(target.business)) {
        None => courier.carry(delivery, at.seconds()).await,
        Some(Fault::Duplicate) => {
            let first = courier.carry(delivery.clone(), at.seconds()).await;
            courier.carry(delivery, at.seconds()).await;
            first
        }
        Some(Fault::Lost) => {
            courier.carry(delivery, at.seconds()).await;
            planned(None)
        }
        Some(Fault::Answer { status: 410 }) => Outcome::Gone,
        Some(Fault::Answer { status }) if (200..300).contains(&status) => {
            Outcome::Delivered { status }
        }
        Some(Fault::Answer { status }) => planned(Some(status)),
    }
}

fn planned(status: Option<u16>) -> Outcome {
    Outcome::Failed {
        status,
        error: "a fault planned in the sandbox".to_owned(),
        retry_after_s: None,
    }
}

fn show(
    parts: &DispatcherParts,
    delivery: &Delivery,
    event: EventSeq,
    attempt: u32,
    at: Timestamp,
    outcome: &Outcome,
) {
    let signature = delivery.headers.get("x-hub-signature-256");
    parts.observer.show(|| Observed::Webhook {
        at,
        url: delivery.url.clone(),
        event: event.0,
        status: outcome.status(),
        signature: signature.and_then(|s| s.to_str().ok()).unwrap_or_default().to_owned(),
        body: serde_json::from_slice(&delivery.body).unwrap_or_default(),
        attempt,
    });
}
