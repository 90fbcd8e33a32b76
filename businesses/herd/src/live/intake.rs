//! Where all sources end: on disk, then the model is woken.

use super::clock::{Bell, Clock};
use crate::HerdError;
use crate::memory::{self, Memory, Receipt};
use crate::source::{Form, Parcel};

/// Takes in what sources bring. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    pub(super) memory: Memory,
    pub(super) bell: Bell,
    pub(super) clock: Clock,
}

impl Intake {
    /// Reads a message and keeps what is good of it. When this returns, it is on disk.
    pub async fn take(
        &self,
        source: &str,
        form: Form,
        device: Option<&str>,
        body: &[u8],
    ) -> Result<Receipt, HerdError> {
        let parcel = form.read(body, device, self.clock.now());
        self.keep(source, parcel).await
    }

    /// The same with what was read before.
    pub async fn keep(&self, source: &str, parcel: Parcel) -> Result<Receipt, HerdError> {
        let (source, now) = (source.to_owned(), self.clock.now());
        let take =
            move |tx: &rusqlite::Transaction<'_>| memory::take_parcel(tx, &source, &parcel, now);
        let receipt = self.memory.work(take).await?;
        if receipt.taken > 0 {
            self.bell.ring();
        }
        Ok(receipt)
    }

    /// Notes how the connection to a source is.
    pub(crate) async fn note(&self, source: &str, state: &str) -> Result<(), HerdError> {
        let source = source.to_owned();
        let state: String = state.chars().take(200).collect();
        self.memory.work(move |tx| memory::bump_source(tx, &source, &state)).await
    }
}
