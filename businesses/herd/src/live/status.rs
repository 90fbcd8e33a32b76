//! How a running herd is doing.

use std::sync::Arc;

use super::clock::{Bell, Clock};
use super::config::HerdConfig;
use super::keeper::Shared;
use crate::HerdError;
use crate::memory::{self, Alert, LetterRow, Memory, Note, Totals};

/// Alerts and letters that the page shows.
const SHOWN: u32 = 50;

/// Asks a running herd how it is doing. Cheap to clone.
#[derive(Clone)]
pub struct StatusHandle {
    pub(super) memory: Memory,
    pub(super) barn: Shared,
    pub(super) config: Arc<HerdConfig>,
    pub(super) clock: Clock,
    pub(super) bells: [Bell; 2],
}

impl StatusHandle {
    /// Sums.
    pub async fn totals(&self) -> Result<Totals, HerdError> {
        self.memory.work(memory::totals).await
    }

    /// The latest letters, newest first.
    pub async fn letters(&self) -> Result<Vec<LetterRow>, HerdError> {
        self.memory.work(|tx| memory::letters(tx, SHOWN)).await
    }

    /// The latest alerts with what was made of them: kind, whom, state, why.
    pub async fn decisions(&self) -> Result<Vec<[String; 4]>, HerdError> {
        let alerts = self.alerts().await?;
        let row =
            |alert: Alert| [alert.kind, alert.about, alert.state.word().to_owned(), alert.why];
        Ok(alerts.into_iter().map(row).collect())
    }

    /// Lets it look again at once, for a clock that was moved.
    pub fn wake(&self) {
        self.bells.iter().for_each(Bell::ring);
    }

    pub(crate) async fn alerts(&self) -> Result<Vec<Alert>, HerdError> {
        self.memory.work(|tx| memory::recent(tx, jiff::Timestamp::MIN, SHOWN)).await
    }

    pub(crate) async fn notes(&self) -> Result<Vec<Note>, HerdError> {
        self.memory.work(|tx| memory::notes(tx, SHOWN)).await
    }

    pub(crate) async fn icar_events(
        &self,
        kinds: &'static [&'static str],
        after: i64,
        most: u32,
    ) -> Result<Vec<Alert>, HerdError> {
        self.memory.work(move |tx| memory::events_for_icar(tx, kinds, after, most)).await
    }

    pub(crate) fn config(&self) -> &HerdConfig {
        &self.config
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}
