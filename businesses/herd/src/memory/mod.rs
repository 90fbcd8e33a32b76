//! The herd's own database: one small SQLite file.
//!
//! What a source brings is on disk before it is acknowledged. What the model decides, what is to be said and how far readings
//! were looked at go to disk together, so that a crash neither loses nor doubles anything.

mod alerts;
mod cows;
mod inbound;
mod intake;
mod outbox;
mod prune;
mod schema;
mod state;
mod totals;

pub(crate) use alerts::{
    Alert, AlertState, NewAlert, Urgency, add_alert, alert, close_old, digest_lines, is_snoozed,
    merge_into, recent, set_alert, snooze, unanswered, urgent_since,
};
pub use cows::Cow;
pub(crate) use cows::{cow, cows, diagnosis, generation, put_cow};
pub(crate) use inbound::{
    Asked, Note, Tap, judged, notes, pending_taps, settle_inbound, settle_tap, take_events,
    to_answer,
};
pub use intake::Receipt;
pub(crate) use intake::{bump_broken, bump_source, take_parcel};
pub(crate) use outbox::{
    Letter, Waiting, add_letter, keep_media, postpone_letter, settle_letter, waiting,
};
pub(crate) use prune::prune;
pub(crate) use state::{load_states, next_readings, save_state, set_slot, slot};
pub use totals::{BrokenRow, LetterRow, SourceRow, Totals};
pub(crate) use totals::{events_for_icar, letters, totals};

use std::{path::Path, sync::Arc, sync::Mutex, sync::PoisonError};

use rusqlite::{Connection, Transaction};

use crate::HerdError;

const PRAGMAS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;";

/// The database. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Memory(Arc<Mutex<Connection>>);

impl Memory {
    /// Opens it, making it if it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, HerdError> {
        let connection = Connection::open(path)?;
        connection.execute_batch(PRAGMAS)?;
        connection.execute_batch(schema::SCHEMA)?;
        if connection.query_row(schema::LACKS_AGAIN, [], |row| row.get(0))? {
            connection.execute_batch(schema::ADD_AGAIN)?;
        }
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Does one piece of work in one transaction, away from the threads that serve the network.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, HerdError> {
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || shared.work_here(job));
        done.await.map_err(|fault| HerdError::CutOff(fault.to_string()))?
    }

    /// The same on this thread.
    pub(crate) fn work_here<T>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, HerdError> {
        // A panic in another job rolled its transaction back: the connection is still good.
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction()?;
        let value = job(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}

/// Reads JSON of a column.
fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|fault| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(fault))
    })
}

/// Writes JSON into a column.
fn text<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|fault| rusqlite::Error::ToSqlConversionFailure(Box::new(fault)))
}

/// A moment as a column: microseconds.
fn at(micros: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(micros).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}
