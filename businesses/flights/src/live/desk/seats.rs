use std::collections::{BTreeMap, HashMap};

use rusqlite::Transaction;

use crate::model::{Airport, FlightNumber};
use crate::mvt::Language;

const ADD: &str = "INSERT INTO seats (address, leg, locator, name, language, onward, onward_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (address, leg, locator, name) DO UPDATE SET language = coalesce(excluded.language, language),
        onward = coalesce(excluded.onward, onward), onward_to = coalesce(excluded.onward_to, onward_to)";
const REMOVE: &str =
    "DELETE FROM seats WHERE leg = ?1 AND locator = ?2 AND (?2 <> '' OR name = ?3)";
const ONWARD: &str =
    "UPDATE seats SET onward = ?3, onward_to = ?4 WHERE leg = ?1 AND name = ?2 COLLATE NOCASE";
const ALL: &str =
    "SELECT address, leg, name, language, onward, onward_to FROM seats ORDER BY address, leg, name";
const FORGET: &str = "DELETE FROM seats WHERE leg = ?1";

/// Everybody who is told at one address about one leg: one notice for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) names: Vec<String>,
    pub(super) language: Option<Language>,
    pub(super) onward: Option<(FlightNumber, Option<Airport>)>,
}

/// Parties by leg and address.
pub(super) type Parties = HashMap<String, BTreeMap<String, Party>>;

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

/// All parties, as the table holds them.
pub(super) fn all(tx: &Transaction<'_>) -> rusqlite::Result<Parties> {
    let mut parties = Parties::new();
    let mut rows = tx.prepare_cached(ALL)?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let onward: Option<String> = row.get(4)?;
        let to: Option<String> = row.get(5)?;
        let seat = Seat {
            address: row.get(0)?,
            leg: row.get(1)?,
            locator: String::new(),
            name: row.get(2)?,
            language: row.get::<_, Option<String>>(3)?.map(|code| spoken(&code)),
            onward: onward
                .and_then(|flight| flight.parse().ok())
                .map(|flight| (flight, to.and_then(|to| to.parse().ok()))),
        };
        join(&mut parties, &seat);
    }
    Ok(parties)
}

fn spoken(code: &str) -> Language {
    if code == Language::German.code() { Language::German } else { Language::English }
}

/// Joins a seat to the party of its address.
pub(super) fn join(parties: &mut Parties, seat: &Seat) {
    let party =
        parties.entry(seat.leg.clone()).or_default().entry(seat.address.clone()).or_default();
    if !party.names.contains(&seat.name) {
        party.names.push(seat.name.clone());
    }
    party.language = seat.language.or(party.language);
    party.onward = seat.onward.or(party.onward);
}
