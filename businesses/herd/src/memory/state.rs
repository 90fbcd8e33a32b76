//! What the model remembers, and how far readings were looked at.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};

use super::at;
use crate::model::Hour;
use crate::reading::{Metric, Reading};

const CURSOR: &str = "SELECT state, cursor FROM herd";
const SET_CURSOR: &str = "INSERT INTO herd (one, state, cursor) VALUES (1, ?1, ?2)
    ON CONFLICT (one) DO UPDATE SET state = excluded.state, cursor = excluded.cursor";
const COW_STATES: &str = "SELECT id, state FROM cow_states";
const SET_COW: &str = "INSERT INTO cow_states (id, state) VALUES (?1, ?2)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state";
const NEXT: &str = "SELECT id, source, collar, metric, begins, seconds, value FROM readings WHERE id > ?1 ORDER BY id LIMIT ?2";

const SLOT: &str = "SELECT at FROM slots WHERE name = ?1";
const SET_SLOT: &str = "INSERT INTO slots (name, at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET at = excluded.at";

/// When something that recurs was last done.
pub(crate) fn slot(tx: &Transaction<'_>, name: &str) -> rusqlite::Result<Option<Timestamp>> {
    tx.prepare_cached(SLOT)?.query_row([name], |row| row.get(0).map(at)).optional()
}

/// It was done now.
pub(crate) fn set_slot(tx: &Transaction<'_>, name: &str, done: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(SET_SLOT)?.execute((name, done.as_microsecond())).map(|_| ())
}

/// Readings that were not looked at, by the hour in which they end and by source, and the cursor behind them.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) by_hour: BTreeMap<Hour, Vec<(String, Vec<Reading>)>>,
    pub(crate) cursor: i64,
    pub(crate) is_full: bool,
}

/// The remembered state: of the groups, of the cows, and the cursor.
pub(crate) type States = (Option<Vec<u8>>, Vec<(String, Vec<u8>)>, i64);

/// Loads what the model remembers.
pub(crate) fn load_states(tx: &Transaction<'_>) -> rusqlite::Result<States> {
    let herd = tx.query_row(CURSOR, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let mut select = tx.prepare(COW_STATES)?;
    let cows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let cows = cows.collect::<rusqlite::Result<_>>()?;
    let (groups, cursor) = herd.map_or((None, 0), |(state, cursor)| (Some(state), cursor));
    Ok((groups, cows, cursor))
}

/// Keeps what the model remembers.
pub(crate) fn save_state(
    tx: &Transaction<'_>,
    groups: &[u8],
    cows: &[(String, Vec<u8>)],
    cursor: i64,
) -> rusqlite::Result<()> {
    let mut set = tx.prepare_cached(SET_COW)?;
    for (id, state) in cows {
        set.execute((id, state))?;
    }
    tx.prepare_cached(SET_CURSOR)?.execute((groups, cursor)).map(|_| ())
}

/// The next readings after a cursor, `most` of them.
pub(crate) fn next_readings(
    tx: &Transaction<'_>,
    cursor: i64,
    most: usize,
) -> rusqlite::Result<Batch> {
    let mut batch = Batch { cursor, ..Batch::default() };
    let mut select = tx.prepare_cached(NEXT)?;
    let mut rows = select.query((cursor, i64::try_from(most).unwrap_or(i64::MAX)))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        batch.cursor = row.get(0)?;
        let source: String = row.get(1)?;
        let metric = usize::try_from(row.get::<_, i64>(3)?).ok();
        let Some(metric) = metric.and_then(|index| Metric::ALL.get(index)) else { continue };
        #[expect(clippy::cast_possible_truncation, reason = "it was written from this type")]
        let value = row.get::<_, f64>(6)? as f32;
        let (collar, begins, seconds) = (row.get(2)?, at(row.get(4)?), row.get(5)?);
        let reading = Reading { collar, metric: *metric, begins, seconds, value };
        let end = reading.begins.as_second().saturating_add(i64::from(reading.seconds) - 1);
        let hour = Hour::of(Timestamp::from_second(end).unwrap_or(reading.begins));
        let by_source = batch.by_hour.entry(hour).or_default();
        match by_source.iter_mut().find(|(name, _)| *name == source) {
            Some((_, list)) => list.push(reading),
            None => by_source.push((source, vec![reading])),
        }
    }
    batch.is_full = count == most;
    Ok(batch)
}
