//! One attempt of one job, with the sandbox's faults and the demo's view of it.

use super::dispatcher::DispatcherParts;
use super::pack::Parcel;
use super::round::{Done, Job};
use crate::observe::Observed;
use kurier_egress::webhook::{Delivery, Outcome};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::time::Timestamp;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::sync::broadcast::Receiver;

/// How long an event that shall come out of order waits for the next one.
const FOLLOWER_WAIT_S: i64 = 5;

/// Where a round's attempts go.
pub(super) struct Target {
    pub business: BusinessId,
    pub url: String,
    /// The app's secret; while it is changed a second one.
    pub secrets: Vec<String>,
    /// Bounds attempts over all subscriptions.
    pub permits: Arc<Semaphore>,
}

/// Posts a parcel and reports, for each event in it.
pub(super) async fn attempt(
    parts: Arc<DispatcherParts>,
    target: Arc<Target>,
    parcel: Parcel,
) -> Vec<Done> {
    // The semaphore is never closed.
    let _permit = target.permits.acquire().await;
    let Parcel { jobs, body, id } = parcel;
    let Some(first) = jobs.first() else { return Vec::new() };
    let (event, number, at) = (first.event.seq, first.number(), parts.clock.now());
    let secrets: Vec<&str> = target.secrets.iter().map(String::as_str).collect();
    let delivery = Delivery::signed(target.url.clone(), body, &secrets, &id, at.seconds());
    let shown = parts.observer.is_watched().then(|| delivery.clone());
    let outcome = go(&parts, &target, delivery, at).await;
    if let Some(delivery) = shown {
        show(&parts, &delivery, (target.business, event), number, at, &outcome);
    }
    let took = parts.clock.now().0.saturating_sub(at.0);
    let took_ms = u32::try_from(took / 1_000).unwrap_or(u32::MAX);
    let done = |job: Job| Done {
        event: job.event.seq,
        number: job.number(),
        retry: job.retry,
        at,
        took_ms,
        outcome: outcome.clone(),
    };
    jobs.into_iter().map(done).collect()
}

/// The same for every attempt and every replay of an event: receivers tell repeats by it.
pub fn webhook_id(business: BusinessId, event: EventSeq) -> String {
    format!("evt_{business}_{}", event.0)
}

async fn go(
    parts: &Arc<DispatcherParts>,
    target: &Target,
    delivery: Delivery,
    at: Timestamp,
) -> Outcome {
    let courier = parts.egress.courier();
    let Some(faults) = &parts.faults else { return courier.carry(delivery, at.seconds()).await };
    let course = faults.take(target.business);
    if course.slow_s > 0 {
        parts.clock.sleep_until(at.plus_s(course.slow_s.into())).await;
    }
    match course.answer {
        Some(410) => return Outcome::Gone,
        Some(status) if (200..300).contains(&status) => return Outcome::Delivered { status },
        Some(status) => return planned(Some(status)),
        None => {}
    }
    if course.is_out_of_order {
        let passed = faults.passed();
        tokio::spawn(let_pass(Arc::clone(parts), target.business, delivery, passed));
        return Outcome::Delivered { status: 200 };
    }
    let second = course.is_duplicate.then(|| delivery.clone());
    let first = courier.carry(delivery, at.seconds()).await;
    if let Some(second) = second {
        courier.carry(second, at.seconds()).await;
    }
    faults.tell_passed(target.business);
    if course.is_lost { planned(None) } else { first }
}

/// Sends an event after the one that follows it, or after a while if none does. Its conversation must
/// not wait for it meanwhile, so that it counts as delivered from the beginning.
async fn let_pass(
    parts: Arc<DispatcherParts>,
    business: BusinessId,
    delivery: Delivery,
    mut passed: Receiver<BusinessId>,
) {
    let until = parts.clock.now().plus_s(FOLLOWER_WAIT_S);
    let another = async {
        // Whoever missed some has let enough pass.
        while passed.recv().await.is_ok_and(|of| of != business) {}
    };
    tokio::select! {
        () = another => {}
        () = parts.clock.sleep_until(until) => {}
    }
    let now = parts.clock.now();
    if let Outcome::Failed { error, .. } =
        parts.egress.courier().carry(delivery, now.seconds()).await
    {
        tracing::warn!(%business, error, "an event that was held back did not arrive");
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
    (business, event): (BusinessId, EventSeq),
    attempt: u32,
    at: Timestamp,
    outcome: &Outcome,
) {
    let signature = delivery.headers.get("x-hub-signature-256");
    parts.observer.show(|| Observed::Webhook {
        at,
        business,
        url: delivery.url.clone(),
        event: event.0,
        status: outcome.status(),
        signature: signature.and_then(|s| s.to_str().ok()).unwrap_or_default().to_owned(),
        body: serde_json::from_slice(&delivery.body).unwrap_or_default(),
        attempt,
    });
}
