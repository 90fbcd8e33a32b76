//! A business's message: queued, decided and stored in a batch, then handed to the person's devices.

use crate::batch::Batcher;
use crate::media::preview;
use crate::meter::AdmissionMeter;
use crate::{Engine, Parts, Result, hand_over, wake_events};
use kurier_policy::admit::Verdict;
use kurier_policy::id::BusinessId;
use kurier_policy::outbound::Outbound;
use kurier_store::port::StoreError;
use kurier_store::record::{Admission, Admitted, IdempotencyKey};
use std::sync::Arc;
use tokio::sync::mpsc;

/// The admission queue with its one admitter.
pub(crate) fn queue(
    parts: &Parts,
    links: mpsc::Sender<preview::Asked>,
) -> Batcher<Admission, Admitted> {
    let parts = parts.clone();
    let meter = Arc::new(AdmissionMeter::new());
    Batcher::start("admit", crate::QUEUE_MAX, move |batch| {
        admit_batch(parts.clone(), links.clone(), Arc::clone(&meter), batch)
    })
}

async fn admit_batch(
    parts: Parts,
    links: mpsc::Sender<preview::Asked>,
    meter: Arc<AdmissionMeter>,
    batch: Vec<Admission>,
) -> std::result::Result<Vec<Admitted>, StoreError> {
    let businesses: Vec<BusinessId> = batch.iter().map(|item| item.outbound.business).collect();
    let now = parts.clock.now();
    let results = parts.store.admit_batch(batch, now).await?;
    announce(&parts, &businesses, &results);
    ask_for_previews(&links, &results);
    meter.count(&results);
    Ok(results)
}

/// After the commit, and only then: devices get the entry itself, webhooks a wake-up each business.
fn announce(parts: &Parts, businesses: &[BusinessId], results: &[Admitted]) {
    let mut grown = Vec::new();
    for (business, result) in businesses.iter().zip(results) {
        match result {
            Admitted::Accepted(accepted) => {
                if let Some(entry) = &accepted.entry {
                    hand_over(parts, accepted.message.person, entry);
                    grown.push(*business);
                }
            }
            Admitted::FailedLater { replayed: false, .. } => grown.push(*business),
            _ => {}
        }
    }
    grown.sort_unstable();
    grown.dedup();
    for business in grown {
        wake_events(parts, business);
    }
}

/// Links are looked at behind the answer. Where too many wait already, a message goes without its preview.
fn ask_for_previews(links: &mpsc::Sender<preview::Asked>, results: &[Admitted]) {
    for result in results {
        if let Admitted::Accepted(accepted) = result
            && let Some(link) = accepted.entry.as_deref().and_then(preview::Asked::of)
        {
            // Full, or nobody looks: then there is none.
            drop(links.try_send(link));
        }
    }
}

impl Engine {
    /// Sends one message: the only path from a business to a person. One that must wait is kept, and goes by the
    /// same path when it may.
    pub async fn admit(
        &self,
        outbound: Outbound,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<Admitted> {
        let item = Admission { outbound, idempotency, held: None };
        self.kept_if_held(self.admissions.run(item).await?).await
    }

    /// What was decided; what must wait is kept.
    async fn kept_if_held(&self, decided: Admitted) -> Result<Admitted> {
        match decided {
            Admitted::Held { hold, person, item, evidence } => {
                self.keep(*item, hold, person, evidence).await
            }
            decided => Ok(decided),
        }
    }

    /// Decides one message of the queue of those that wait.
    pub(crate) async fn admit_waiting(&self, item: Admission) -> Result<Admitted> {
        self.admissions.run(item).await
    }

    /// The same for a message that can wait: those that are sent one by one go first.
    pub(crate) async fn admit_later(
        &self,
        outbound: Outbound,
        idempotency: IdempotencyKey,
    ) -> Result<Admitted> {
        let idempotency = Some(idempotency);
        let item = Admission { outbound, idempotency, held: None };
        self.kept_if_held(self.admissions.run_second(item).await?).await
    }

    /// Decides without sending.
    pub async fn rehearse(&self, outbound: Outbound) -> Result<Verdict> {
        let now = self.parts.clock.now();
        let verdicts = self.parts.store.rehearse(vec![outbound], now).await?;
        verdicts
            .into_iter()
            .next()
            .ok_or_else(|| StoreError::Unavailable("no verdict".to_owned()).into())
    }
}
