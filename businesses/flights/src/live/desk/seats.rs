use std::collections::BTreeMap;

use rusqlite::Transaction;

use crate::model::{Airport, FlightNumber};
use crate::mvt::Language;

const ADD: &str = "INSERT INTO seats (address, leg, locator, name, language, onward, onward_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (leg, address, locator, name) DO UPDATE SET language = coalesce(excluded.language, language),
        onward = coalesce(excluded.onward, onward), onward_to = coalesce(excluded.onward_to, onward_to)";
const REMOVE: &str =
    "DELETE FROM seats WHERE leg = ?1 AND locator = ?2 AND (?2 <> '' OR name = ?3)";
const ONWARD: &str =
    "UPDATE seats SET onward = ?3, onward_to = ?4 WHERE leg = ?1 AND name = ?2 COLLATE NOCASE";
const ABOARD: &str =
    "SELECT address, language, onward, onward_to FROM seats WHERE leg = ?1 ORDER BY address, name";
const ANY: &str = "SELECT EXISTS (SELECT 1 FROM seats WHERE leg = ?1)";
const LEGS: &str = "SELECT DISTINCT leg FROM seats";
const CHANGES: &str = "SELECT EXISTS (SELECT 1 FROM seats WHERE leg = ?1 AND onward IS NOT NULL)";
const CHANGING_TO: &str = "SELECT DISTINCT leg FROM seats WHERE onward = ?1 ORDER BY leg";
const FORGET: &str = "DELETE FROM seats WHERE leg = ?1";

/// Everybody who is told at one address about one leg: one notice for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) language: Option<Language>,
    pub(super) onward: Option<(FlightNumber, Option<Airport>)>,
}

/// One seat.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) address: String,
    pub(super) leg: String,
    pub(super) locator: String,
    pub(super) name: String,
    pub(super) language: Option<Language>,
    pub(super) onward: Option<(FlightNumber, Option<Airport>)>,
}

pub(super) fn add(tx: &Transaction<'_>, seat: &Seat) -> rusqlite::Result<()> {
    let onward = seat.onward.map(|(flight, _)| flight.to_string());
    let to = seat.onward.and_then(|(_, to)| to).map(|to| to.to_string());
    let language = seat.language.map(Language::code);
    let row = (&seat.address, &seat.leg, &seat.locator, &seat.name, language, onward, to);
    tx.prepare_cached(ADD)?.execute(row).map(|_| ())
}

pub(super) fn remove(
    tx: &Transaction<'_>,
    leg: &str,
    locator: &str,
    name: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(REMOVE)?.execute((leg, locator, name)).map(|_| ())
}

/// Says whether anybody of that name sits there.
pub(super) fn change_to(
    tx: &Transaction<'_>,
    leg: &str,
    name: &str,
    (flight, to): (FlightNumber, Option<Airport>),
) -> rusqlite::Result<bool> {
    let to = to.map(|to| to.to_string());
    Ok(tx.prepare_cached(ONWARD)?.execute((leg, name, flight.to_string(), to))? > 0)
}

pub(super) fn forget(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<usize> {
    tx.prepare_cached(FORGET)?.execute([leg])
}

/// Whether anybody sits there.
pub(super) fn any(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<bool> {
    tx.prepare_cached(ANY)?.query_row([leg], |row| row.get(0))
}

/// The legs that anybody sits in.
pub(super) fn legs(tx: &Transaction<'_>) -> rusqlite::Result<Vec<String>> {
    let mut statement = tx.prepare_cached(LEGS)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

/// The parties of a leg, by address.
pub(super) fn aboard(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<BTreeMap<String, Party>> {
    let mut parties = BTreeMap::<String, Party>::new();
    let mut statement = tx.prepare_cached(ABOARD)?;
    let mut rows = statement.query([leg])?;
    while let Some(row) = rows.next()? {
        let language: Option<String> = row.get(1)?;
        let (onward, to): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let onward = onward
            .and_then(|flight| flight.parse().ok())
            .map(|flight| (flight, to.and_then(|to| to.parse().ok())));
        let party = parties.entry(row.get(0)?).or_default();
        party.language = language.map(|code| spoken(&code)).or(party.language);
        party.onward = onward.or(party.onward);
    }
    Ok(parties)
}

/// The parties of a leg who change to another flight.
pub(super) fn changing(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<Vec<(String, Party)>> {
    let some: bool = tx.prepare_cached(CHANGES)?.query_row([leg], |row| row.get(0))?;
    if !some {
        return Ok(Vec::new());
    }
    Ok(aboard(tx, leg)?.into_iter().filter(|(_, party)| party.onward.is_some()).collect())
}

/// The legs with parties who change to this flight, of any day.
pub(super) fn changing_to(
    tx: &Transaction<'_>,
    flight: FlightNumber,
) -> rusqlite::Result<Vec<String>> {
    let mut statement = tx.prepare_cached(CHANGING_TO)?;
    let rows = statement.query_map([flight.to_string()], |row| row.get(0))?;
    rows.collect()
}

fn spoken(code: &str) -> Language {
    if code == Language::German.code() { Language::German } else { Language::English }
}
