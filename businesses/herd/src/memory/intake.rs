//! Taking in what sources bring.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::cows::{self, bump_generation};
use super::text;
use crate::reading::Metric;
use crate::source::{Broken, Fact, Fault, Parcel, What};

const MESSAGE: &str = "INSERT INTO sources (name, messages, readings, facts, last_at) VALUES (?1, 1, ?2, ?3, ?4)
    ON CONFLICT (name) DO UPDATE SET messages = messages + 1, readings = readings + excluded.readings,
        facts = facts + excluded.facts, last_at = excluded.last_at";
const STATE: &str = "INSERT INTO sources (name, state) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET state = excluded.state";
const READING: &str =
    "INSERT OR IGNORE INTO readings (source, collar, metric, begins, seconds, value)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const BROKEN: &str = "INSERT INTO broken (source, reason, count, last_at, detail) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (source, reason) DO UPDATE SET count = count + excluded.count, last_at = excluded.last_at,
        detail = excluded.detail";
const FACT: &str = "INSERT OR IGNORE INTO facts (animal, at, what) VALUES (?1, ?2, ?3)";

/// What became of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Receipt {
    /// Readings and records that are new and on disk.
    pub taken: i64,
    /// What could not be used, by its code, with a detail.
    pub broken: Vec<(&'static str, String)>,
}

/// Takes one message of a source. The same message again changes nothing but its counters.
pub(crate) fn take_parcel(
    tx: &Transaction<'_>,
    source: &str,
    parcel: &Parcel,
    now: Timestamp,
) -> rusqlite::Result<Receipt> {
    let mut repeated = 0;
    let mut readings = 0;
    for reading in &parcel.readings {
        let is_new = add_reading(tx, source, reading)?;
        readings += i64::from(is_new);
        repeated += i64::from(!is_new);
    }
    let mut facts = 0;
    let mut strangers = Vec::new();
    for fact in &parcel.facts {
        match take_fact(tx, source, fact)? {
            Became::New => facts += 1,
            Became::Repeated => repeated += 1,
            Became::Strange => strangers.push(Fault::new(Broken::Stranger, fact.animal.as_str())),
        }
    }
    tx.prepare_cached(MESSAGE)?.execute((source, readings, facts, now.as_microsecond()))?;
    if facts > 0 {
        bump_generation(tx)?;
    }
    if repeated > 0 {
        bump_broken(tx, source, Broken::Repeated, repeated, "", now)?;
    }
    let mut receipt = Receipt { taken: readings + facts, broken: Vec::new() };
    for fault in parcel.faults.iter().chain(&strangers) {
        bump_broken(tx, source, fault.reason, 1, &fault.detail, now)?;
        receipt.broken.push((fault.reason.code(), fault.detail.clone()));
    }
    if let (Some(last), 1..) = (parcel.faults.last(), parcel.more_faults) {
        let more = i64::try_from(parcel.more_faults).unwrap_or(i64::MAX);
        bump_broken(tx, source, last.reason, more, &last.detail, now)?;
    }
    Ok(receipt)
}

/// Counts something that could not be used.
pub(crate) fn bump_broken(
    tx: &Transaction<'_>,
    source: &str,
    reason: Broken,
    count: i64,
    detail: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let row = (source, reason.code(), count, now.as_microsecond(), detail);
    tx.prepare_cached(BROKEN)?.execute(row).map(|_| ())
}

/// Notes how the connection to a source is.
pub(crate) fn bump_source(tx: &Transaction<'_>, source: &str, state: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(STATE)?.execute((source, state)).map(|_| ())
}

fn add_reading(
    tx: &Transaction<'_>,
    source: &str,
    reading: &crate::reading::Reading,
) -> rusqlite::Result<bool> {
    let metric = i64::try_from(reading.metric.index()).unwrap_or_default();
    let begins = reading.begins.as_microsecond();
    let row = (source, &reading.collar, metric, begins, reading.seconds, f64::from(reading.value));
    Ok(tx.prepare_cached(READING)?.execute(row)? == 1)
}

enum Became {
    New,
    Repeated,
    Strange,
}

fn take_fact(tx: &Transaction<'_>, source: &str, fact: &Fact) -> rusqlite::Result<Became> {
    let animal = fact.animal.as_str();
    let known = cows::cow(tx, animal)?;
    if known.is_none() && !matches!(fact.what, What::Known { .. }) {
        return Ok(Became::Strange);
    }
    let is_known = known.is_some();
    let mut cow = known.unwrap_or_else(|| cows::Cow::new(animal));
    if let What::Milk(kg) = fact.what {
        let reading = crate::reading::Reading {
            collar: cow.facts.collar.clone(),
            metric: Metric::Milk,
            begins: fact.at,
            seconds: 1,
            value: kg,
        };
        if reading.collar.is_empty() {
            return Ok(Became::Strange);
        }
        let is_new = add_reading(tx, source, &reading)?;
        return Ok(if is_new { Became::New } else { Became::Repeated });
    }
    if let What::Known { .. } = fact.what {
        let before = cow.clone();
        cow.learn(fact);
        if cow == before && is_known {
            return Ok(Became::Repeated);
        }
        cows::put_cow(tx, &cow)?;
        return Ok(Became::New);
    }
    let row = (animal, fact.at.as_microsecond(), text(&cows::words_of(&fact.what))?);
    if tx.prepare_cached(FACT)?.execute(row)? == 0 {
        return Ok(Became::Repeated);
    }
    cow.learn(fact);
    cows::put_cow(tx, &cow)?;
    Ok(Became::New)
}
