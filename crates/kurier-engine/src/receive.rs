//! A person's message: stored in a batch, shown on her other devices, told to the business.

use crate::batch::Batcher;
use crate::stop_word::Word;
use crate::{Engine, EngineError, Parts, Result, hand_over, wake_events};
use kurier_policy::id::BusinessId;
use kurier_store::port::StoreError;
use kurier_store::record::{Inbound, Received};

/// Longest id a device may give a message.
const CLIENT_ID_MAX: usize = 64;

pub(crate) fn queue(parts: &Parts) -> Batcher<Inbound, Received> {
    let parts = parts.clone();
    Batcher::start("receive", crate::QUEUE_MAX, move |batch| receive_batch(parts.clone(), batch))
}

async fn receive_batch(
    parts: Parts,
    batch: Vec<Inbound>,
) -> std::result::Result<Vec<Received>, StoreError> {
    let businesses: Vec<BusinessId> = batch.iter().map(|item| item.business).collect();
    let results = parts.store.receive_batch(batch, parts.clock.now()).await?;
    for (business, result) in businesses.into_iter().zip(&results) {
        if let Received::Stored { message, entry, replayed: false } = result {
            hand_over(&parts, message.person, entry);
            wake_events(&parts, business);
        }
    }
    Ok(results)
}

impl Engine {
    /// Takes one message of a person; opens the business's 24-hour window.
    pub async fn receive(&self, inbound: Inbound) -> Result<Received> {
        if inbound.client_id.is_empty() || inbound.client_id.len() > CLIENT_ID_MAX {
            return Err(EngineError::invalid(
                "bad_request",
                format!("client_id must have 1 to {CLIENT_ID_MAX} characters"),
            ));
        }
        inbound
            .content
            .check_inbound()
            .map_err(|violation| EngineError::invalid("too_long", violation.detail))?;
        let word = Word::in_message(&inbound);
        let received = self.inbound.run(inbound).await?;
        if let Some(word) = word {
            // If it cannot be heeded now, the device tries again under the same id.
            self.heed(word, &received).await?;
        }
        Ok(received)
    }
}
