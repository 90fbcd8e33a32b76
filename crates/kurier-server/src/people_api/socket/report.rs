//! What a device says it holds, on its way to the store: one report at a time, and only the newest of
//! those that wait, so that entries go on flowing meanwhile.

use kurier_engine::{Engine, Result};
use kurier_policy::id::{InboxSeq, PersonId};
use std::pin::Pin;

type Running<'e> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'e>>;

pub(super) struct Reports<'e> {
    engine: &'e Engine,
    person: PersonId,
    running: Option<Running<'e>>,
    next: Option<InboxSeq>,
}

impl<'e> Reports<'e> {
    pub(super) fn new(engine: &'e Engine, person: PersonId) -> Self {
        Self { engine, person, running: None, next: None }
    }

    /// The device holds everything up to here.
    pub(super) fn note(&mut self, place: InboxSeq) {
        self.next = Some(place);
    }

    /// Returns when a report is stored, or could not be; without one, never. Cancel-safe, and once it
    /// was polled the report is with the store, whatever becomes of this connection.
    pub(super) async fn stored(&mut self) -> Result<()> {
        if self.running.is_none() {
            let Some(place) = self.next.take() else { return std::future::pending().await };
            self.running = Some(Box::pin(self.engine.delivered(self.person, place)));
        }
        let Some(running) = &mut self.running else { return std::future::pending().await };
        let outcome = running.as_mut().await;
        self.running = None;
        outcome
    }

    /// Waits until everything noted is stored.
    pub(super) async fn settle(&mut self) -> Result<()> {
        while self.running.is_some() || self.next.is_some() {
            self.stored().await?;
        }
        Ok(())
    }
}
