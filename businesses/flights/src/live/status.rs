use std::sync::{Arc, atomic::AtomicBool, atomic::AtomicI64, atomic::AtomicU64, atomic::Ordering};

use rusqlite::Transaction;

use super::memory::Memory;
use crate::{FlightsError, model::Minute, source::Origin};

const COUNTS: &str = "SELECT
    (SELECT count(*) FROM notices WHERE state = 'pending'), (SELECT count(*) FROM notices WHERE state = 'sent'),
    (SELECT count(*) FROM notices WHERE state = 'refused'), (SELECT count(*) FROM notices WHERE state = 'dropped'),
    (SELECT count(*) FROM inbound WHERE kind = 'got_it'), (SELECT count(*) FROM inbound WHERE kind = 'talk'),
    (SELECT count(*) FROM inbound WHERE kind = 'text'), (SELECT count(*) FROM decisions)";
const LAST: &str =
    "SELECT passenger, leg, at_min, verdict, rule, reason FROM decisions ORDER BY id DESC LIMIT 20";

/// One of the latest decisions.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LastDecision {
    /// Who.
    pub passenger: String,
    /// Which flight: `AA123/1999-12-22/DFW`.
    pub leg: String,
    /// When, on the clock of the replayed day (RFC 3339, UTC).
    pub at: String,
    /// `send`, `hold` or `drop`.
    pub verdict: String,
    /// Which rule.
    pub rule: String,
    /// Why.
    pub reason: String,
}

/// How the airline is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// `real` or `generated`.
    pub data: &'static str,
    /// The clock of the replayed day (RFC 3339, UTC); `None` before it starts.
    pub now: Option<String>,
    /// The day is over.
    pub is_over: bool,
    /// Movement messages read so far.
    pub messages: u64,
    /// Of these, not understood.
    pub misunderstood: u64,
    /// Decisions about passengers.
    pub decisions: u32,
    /// Notices waiting to be sent.
    pub pending: u32,
    /// Notices the server took.
    pub sent: u32,
    /// Notices the server refused.
    pub refused: u32,
    /// Notices overtaken by events before they could be sent.
    pub dropped: u32,
    /// Passengers' taps on "Got it".
    pub got_it: u32,
    /// Passengers' taps on "Talk to us".
    pub talk: u32,
    /// Other messages of passengers.
    pub texts: u32,
    /// The latest decisions, newest first, 20 at most.
    pub last_decisions: Vec<LastDecision>,
}

#[derive(Default)]
pub(super) struct Gauges {
    pub(super) now_min: AtomicI64,
    pub(super) started: AtomicBool,
    pub(super) over: AtomicBool,
    pub(super) messages: AtomicU64,
    pub(super) misunderstood: AtomicU64,
}

/// Asks a running airline how it is doing. Cheap to clone.
#[derive(Clone)]
pub struct StatusHandle {
    pub(super) memory: Memory,
    pub(super) gauges: Arc<Gauges>,
    pub(super) origin: Origin,
}

impl StatusHandle {
    /// A snapshot.
    pub async fn snapshot(&self) -> Result<Status, FlightsError> {
        let mut status = self.memory.work(read).await?;
        let gauges = &self.gauges;
        let now = Minute(gauges.now_min.load(Ordering::Relaxed));
        status.now = gauges.started.load(Ordering::Relaxed).then(|| now.timestamp().to_string());
        status.is_over = gauges.over.load(Ordering::Relaxed);
        status.messages = gauges.messages.load(Ordering::Relaxed);
        status.misunderstood = gauges.misunderstood.load(Ordering::Relaxed);
        status.data = match self.origin {
            Origin::File(_) => "real",
            Origin::Generated { .. } => "generated",
        };
        Ok(status)
    }
}

fn read(tx: &Transaction<'_>) -> rusqlite::Result<Status> {
    let mut status = tx.query_row(COUNTS, [], |row| {
        Ok(Status {
            pending: row.get(0)?,
            sent: row.get(1)?,
            refused: row.get(2)?,
            dropped: row.get(3)?,
            got_it: row.get(4)?,
            talk: row.get(5)?,
            texts: row.get(6)?,
            decisions: row.get(7)?,
            ..Status::default()
        })
    })?;
    let mut rows = tx.prepare_cached(LAST)?;
    let last = rows.query_map([], |row| {
        Ok(LastDecision {
            passenger: row.get(0)?,
            leg: row.get(1)?,
            at: Minute(row.get(2)?).timestamp().to_string(),
            verdict: row.get(3)?,
            rule: row.get(4)?,
            reason: row.get(5)?,
        })
    })?;
    status.last_decisions = last.collect::<rusqlite::Result<_>>()?;
    Ok(status)
}
