//! Sums for the page and for herd programs.

use rusqlite::Transaction;

use super::alerts::{Alert, alert};

const TOTALS: &str = "SELECT
    (SELECT count(*) FROM cows), (SELECT count(*) FROM readings),
    (SELECT count(*) FROM outbox WHERE state = 'pending'), (SELECT count(*) FROM outbox WHERE state = 'sent'),
    (SELECT count(*) FROM outbox WHERE state = 'refused'), (SELECT count(*) FROM alerts),
    (SELECT count(*) FROM alerts WHERE state = 'answered'), (SELECT count(*) FROM inbound)";
const SOURCES: &str =
    "SELECT name, messages, readings, facts, last_at, state FROM sources ORDER BY name LIMIT 100";
const BROKEN: &str =
    "SELECT source, reason, count, last_at, detail FROM broken ORDER BY source, reason LIMIT 500";
const LETTERS: &str =
    "SELECT person, due, state, key, why, body FROM outbox ORDER BY id DESC LIMIT ?1";
const EVENTS: &str =
    "SELECT id FROM alerts WHERE id > ?1 AND kind IN (SELECT value FROM json_each(?2))
    AND state <> 'merged' ORDER BY id LIMIT ?3";

/// How the herd is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    /// Cows of the farm.
    pub cows: u32,
    /// Readings on disk.
    pub readings: i64,
    /// Letters that wait, those of later too.
    pub pending: u32,
    /// Letters that the server took.
    pub sent: u32,
    /// Letters that it refused.
    pub refused: u32,
    /// Alerts, with merged ones.
    pub alerts: u32,
    /// Alerts that were answered.
    pub answered: u32,
    /// Messages of people.
    pub inbound: u32,
    /// By source.
    pub sources: Vec<SourceRow>,
    /// By source and reason.
    pub broken: Vec<BrokenRow>,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// Messages of it.
    pub messages: i64,
    /// New readings in them.
    pub readings: i64,
    /// New records in them.
    pub facts: i64,
    /// When it last said something, microseconds since 1970.
    pub last_at: Option<i64>,
    /// How the connection is, where there is one.
    pub state: String,
}

/// What could not be used of a source, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BrokenRow {
    /// The source.
    pub source: String,
    /// The code of the reason.
    pub reason: String,
    /// How often.
    pub count: i64,
    /// When last, microseconds since 1970.
    pub last_at: i64,
    /// The last one in a few words.
    pub detail: String,
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LetterRow {
    /// To whom.
    pub person: String,
    /// When, microseconds since 1970.
    pub due: i64,
    /// `pending`, `sent` or `refused`.
    pub state: String,
    /// What makes it one letter.
    pub key: String,
    /// Why it was refused.
    pub why: Option<String>,
    /// What it says, as JSON.
    pub body: String,
}

/// All sums.
pub(crate) fn totals(tx: &Transaction<'_>) -> rusqlite::Result<Totals> {
    let mut totals = tx.query_row(TOTALS, [], |row| {
        Ok(Totals {
            cows: row.get(0)?,
            readings: row.get(1)?,
            pending: row.get(2)?,
            sent: row.get(3)?,
            refused: row.get(4)?,
            alerts: row.get(5)?,
            answered: row.get(6)?,
            inbound: row.get(7)?,
            ..Totals::default()
        })
    })?;
    let mut sources = tx.prepare_cached(SOURCES)?;
    let rows = sources.query_map([], |row| {
        Ok(SourceRow {
            name: row.get(0)?,
            messages: row.get(1)?,
            readings: row.get(2)?,
            facts: row.get(3)?,
            last_at: row.get(4)?,
            state: row.get(5)?,
        })
    })?;
    totals.sources = rows.collect::<rusqlite::Result<_>>()?;
    let mut broken = tx.prepare_cached(BROKEN)?;
    let rows = broken.query_map([], |row| {
        Ok(BrokenRow {
            source: row.get(0)?,
            reason: row.get(1)?,
            count: row.get(2)?,
            last_at: row.get(3)?,
            detail: row.get(4)?,
        })
    })?;
    totals.broken = rows.collect::<rusqlite::Result<_>>()?;
    Ok(totals)
}

/// The latest letters.
pub(crate) fn letters(tx: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<LetterRow>> {
    let mut rows = tx.prepare_cached(LETTERS)?;
    let read = rows.query_map([most], |row| {
        Ok(LetterRow {
            person: row.get(0)?,
            due: row.get(1)?,
            state: row.get(2)?,
            key: row.get(3)?,
            why: row.get(4)?,
            body: row.get(5)?,
        })
    })?;
    read.collect()
}

/// Alerts of some kinds after an id, for herd programs.
pub(crate) fn events_for_icar(
    tx: &Transaction<'_>,
    kinds: &[&str],
    after: i64,
    most: u32,
) -> rusqlite::Result<Vec<Alert>> {
    let kinds = super::text(&kinds)?;
    let mut select = tx.prepare_cached(EVENTS)?;
    let ids = select.query_map((after, kinds, most), |row| row.get(0))?;
    let ids: Vec<i64> = ids.collect::<rusqlite::Result<_>>()?;
    let found = ids.into_iter().map(|id| alert(tx, id));
    found.filter_map(rusqlite::Result::transpose).collect()
}
