//! Taking in what sources bring.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::cows::{self, bump_generation};
use super::prune::is_old_record;
use super::text;
use crate::model::Facts;
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
/// What is kept of a record begins with its kind, within quotation marks.
const LATER: &str = "SELECT EXISTS (SELECT 1 FROM facts JOIN json_each(?3) kind ON facts.what LIKE '\"' || kind.value || '%'
    WHERE animal = ?1 AND at > ?2)";

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
    let mut unusable = Vec::new();
    for fact in &parcel.facts {
        match take_fact(tx, source, fact, now)? {
            Became::New => facts += 1,
            Became::Repeated => repeated += 1,
            Became::Strange => unusable.push(Fault::new(Broken::Stranger, fact.animal.as_str())),
            Became::Old => unusable.push(Fault::new(Broken::Old, fact.animal.as_str())),
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
    for fault in parcel.faults.iter().chain(&unusable) {
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
    Old,
}

fn take_fact(
    tx: &Transaction<'_>,
    source: &str,
    fact: &Fact,
    now: Timestamp,
) -> rusqlite::Result<Became> {
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
    if !matches!(fact.what, What::Known { .. }) && is_old_record(fact.at, now) {
        return Ok(Became::Old);
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
    let before = cow.facts.clone();
    cow.learn(fact);
    if is_outdated(tx, fact)? {
        // It still dates something, but what holds now is known from a later one.
        let Facts { group, calving_expected, pregnant, .. } = before;
        cow.facts = Facts { group, calving_expected, pregnant, ..cow.facts };
    }
    cows::put_cow(tx, &cow)?;
    Ok(Became::New)
}

/// Whether a later record says what holds now: lists of herd programs come in any order.
fn is_outdated(tx: &Transaction<'_>, fact: &Fact) -> rusqlite::Result<bool> {
    let others: &[&str] = match fact.what {
        What::Joined(_) | What::Left => &["Joined", "Left"],
        What::Pregnancy(_) | What::Calved | What::Inseminated => {
            &["Pregnancy", "Calved", "Inseminated"]
        }
        _ => return Ok(false),
    };
    let row = (fact.animal.as_str(), fact.at.as_microsecond(), text(&others)?);
    tx.prepare_cached(LATER)?.query_row(row, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;
    use crate::source::AnimalId;

    fn fact(hour: i64, what: What) -> Fact {
        let animal = AnimalId::of_scheme("1", "farm").unwrap();
        Fact { animal, at: Timestamp::from_second(hour * 3600).unwrap(), what }
    }

    #[test]
    fn records_in_any_order_say_what_holds_now() {
        let known = What::Known { number: None, name: None, pregnant: None };
        let facts = [
            fact(1, What::Inseminated),
            fact(2, What::Joined("dry".into())),
            fact(3, What::Pregnancy(true)),
            fact(4, What::Calved),
            fact(5, What::Joined("barn 2".into())),
            fact(6, What::Inseminated),
            fact(7, What::Pregnancy(true)),
        ];
        let mut backwards = facts.to_vec();
        backwards.reverse();
        for order in [facts.to_vec(), backwards] {
            let memory = Memory::open(std::path::Path::new(":memory:")).unwrap();
            let facts = [vec![fact(0, known.clone())], order].concat();
            let parcel = Parcel { facts, ..Parcel::default() };
            let now = Timestamp::from_second(36_000).unwrap();
            memory.work_here(|tx| take_parcel(tx, "s", &parcel, now)).unwrap();
            let cow = memory.work_here(|tx| cows::cow(tx, "1")).unwrap().unwrap();
            assert_eq!((cow.facts.group.as_str(), cow.facts.pregnant), ("barn 2", Some(true)));
        }
    }
}
