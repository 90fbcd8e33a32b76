//! The cows of the farm and what is known of them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction};

use super::at;
use crate::model::Facts;
use crate::source::{Fact, What};

const COLUMNS: &str =
    "id, number, name, pen, collar, calved, calving_expected, inseminated, pregnant, last_heat";
const PUT: &str = "INSERT INTO cows (id, number, name, pen, collar, calved, calving_expected, inseminated, pregnant, last_heat)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name, pen = excluded.pen,
        collar = excluded.collar, calved = excluded.calved, calving_expected = excluded.calving_expected,
        inseminated = excluded.inseminated, pregnant = excluded.pregnant, last_heat = excluded.last_heat";
const DIAGNOSIS: &str = "SELECT what FROM facts WHERE animal = ?1 AND at > ?2 AND what LIKE '\"Diagnosis(%' ORDER BY at DESC LIMIT 1";
const GENERATION: &str = "SELECT generation FROM meta";
const BUMP: &str = "UPDATE meta SET generation = generation + 1";

/// A cow of the farm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cow {
    /// How the farm's records name her.
    pub id: String,
    /// The number that the farmer reads.
    pub number: String,
    /// Her name; may be empty.
    pub name: String,
    /// What the model knows of her: collar, group, dates.
    pub facts: Facts,
}

impl Cow {
    /// A cow of whom nothing but the id is known: its last four characters are her number.
    pub(super) fn new(id: &str) -> Self {
        let from = id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        let number = id.get(from..).unwrap_or(id).trim_start_matches('0').to_owned();
        Self { id: id.to_owned(), number, ..Self::default() }
    }

    /// Learns what the farm's records say. Older records than those known change nothing.
    pub(super) fn learn(&mut self, fact: &Fact) {
        let later = |known: Option<Timestamp>| known.is_none_or(|known| fact.at > known);
        let facts = &mut self.facts;
        match &fact.what {
            What::Known { number, name, pregnant } => {
                if let Some(number) = number {
                    self.number.clone_from(number);
                }
                if let Some(name) = name {
                    self.name.clone_from(name);
                }
                facts.pregnant = pregnant.or(facts.pregnant);
            }
            What::Calved if later(facts.calved) => {
                facts.calved = Some(fact.at);
                (facts.pregnant, facts.calving_expected) = (Some(false), None);
            }
            What::Inseminated if later(facts.inseminated) => {
                (facts.inseminated, facts.pregnant) = (Some(fact.at), None);
            }
            What::Pregnancy(yes) => facts.pregnant = Some(*yes),
            What::Heat if later(facts.last_heat) => facts.last_heat = Some(fact.at),
            What::Joined(group) => facts.group.clone_from(group),
            What::Left => facts.group.clear(),
            What::Calved | What::Inseminated | What::Heat | What::Milk(_) | What::Diagnosis(_) => {}
        }
    }
}

/// A disease that the farm's records named last, after a moment.
pub(crate) fn diagnosis(
    tx: &Transaction<'_>,
    animal: &str,
    after: Timestamp,
) -> rusqlite::Result<Option<String>> {
    let mut select = tx.prepare_cached(DIAGNOSIS)?;
    let row = select.query_row((animal, after.as_microsecond()), |row| row.get::<_, String>(0));
    let kept: Option<String> = row.optional()?.map(|kept| super::json(&kept)).transpose()?;
    let name = |kept: String| {
        let name = kept.strip_prefix("Diagnosis(\"")?.strip_suffix("\")")?;
        Some(name.to_owned())
    };
    Ok(kept.and_then(name))
}

/// A fact as it is kept.
pub(super) fn words_of(what: &What) -> String {
    format!("{what:?}")
}

fn read(row: &Row<'_>) -> rusqlite::Result<Cow> {
    let moment = |column| row.get::<_, Option<i64>>(column).map(|micros| micros.map(at));
    let facts = Facts {
        collar: row.get(4)?,
        group: row.get(3)?,
        calved: moment(5)?,
        calving_expected: moment(6)?,
        inseminated: moment(7)?,
        pregnant: row.get(8)?,
        last_heat: moment(9)?,
    };
    Ok(Cow { id: row.get(0)?, number: row.get(1)?, name: row.get(2)?, facts })
}

/// One cow.
pub(crate) fn cow(tx: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Cow>> {
    let select = format!("SELECT {COLUMNS} FROM cows WHERE id = ?1");
    tx.prepare_cached(&select)?.query_row([id], read).optional()
}

/// All cows, by id.
pub(crate) fn cows(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Cow>> {
    let select = format!("SELECT {COLUMNS} FROM cows ORDER BY id");
    tx.prepare_cached(&select)?.query_map([], read)?.collect()
}

/// Adds or changes a cow.
pub(crate) fn put_cow(tx: &Transaction<'_>, cow: &Cow) -> rusqlite::Result<()> {
    let micros = |moment: Option<Timestamp>| moment.map(Timestamp::as_microsecond);
    let facts = &cow.facts;
    let row = (
        &cow.id,
        &cow.number,
        &cow.name,
        &facts.group,
        &facts.collar,
        micros(facts.calved),
        micros(facts.calving_expected),
        micros(facts.inseminated),
        facts.pregnant,
        micros(facts.last_heat),
    );
    tx.prepare_cached(PUT)?.execute(row)?;
    bump_generation(tx)
}

/// Rises with every change of a cow.
pub(crate) fn generation(tx: &Transaction<'_>) -> rusqlite::Result<i64> {
    tx.query_row(GENERATION, [], |row| row.get(0))
}

pub(super) fn bump_generation(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute(BUMP, []).map(|_| ())
}
