use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use super::seats::{self, Seat};
use super::state::State;
use crate::feed::{self, Booking, Fault, Intake, Reason, Source};
use crate::model::{Heard, LegIndex, LegKey, Minute};
use crate::mvt;

const SEEN: &str = "SELECT count(*) FROM intake WHERE digest = ?1 AND at_s > ?2";
const ADD: &str = "INSERT INTO intake (at_s, source, digest, body) VALUES (?1, ?2, ?3, ?4)";
const TAKEN: &str = "INSERT INTO taken (source, deliveries, last_s) VALUES (?1, 1, ?2)
    ON CONFLICT (source) DO UPDATE SET deliveries = deliveries + 1, last_s = excluded.last_s";
const FAULT: &str = "INSERT INTO faults (source, reason, n, last_s, what) VALUES (?1, ?2, 1, ?3, ?4)
    ON CONFLICT (source, reason) DO UPDATE SET n = n + 1, last_s = excluded.last_s, what = excluded.what";
const ALL: &str = "SELECT at_s, source, body FROM intake WHERE body IS NOT NULL ORDER BY id";

const LAST: &str = "SELECT max(at_s) FROM intake";

/// The same delivery within this time is a repeat, seconds.
const REPEAT_S: i64 = 24 * 60 * 60;

/// What came of a delivery.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub(super) struct Taken {
    /// It came before, and was used then.
    pub(super) duplicate: bool,
    /// Legs that were put on the board or changed.
    pub(super) legs: usize,
    /// Messages about legs that were used.
    pub(super) used: usize,
    /// Passengers that were used.
    pub(super) passengers: usize,
    /// What was not used: reasons, with where.
    pub(super) faults: Vec<(&'static str, String)>,
}

/// Takes in one delivery: kept, read, put on the board, decided about, in one transaction.
pub(super) fn take(
    tx: &Transaction<'_>,
    state: &mut State,
    source: Source,
    bytes: &[u8],
    now_s: i64,
) -> rusqlite::Result<Taken> {
    let digest = digest(source, bytes);
    tx.prepare_cached(TAKEN)?.execute((source.name(), now_s))?;
    let seen: i64 = tx.query_row(SEEN, (&digest, now_s - REPEAT_S), |row| row.get(0))?;
    if seen > 0 {
        let fault = Fault { reason: Reason::Duplicate, what: String::new() };
        count(tx, source, &[fault], now_s)?;
        let faults = vec![(Reason::Duplicate.name(), String::new())];
        return Ok(Taken { duplicate: true, faults, ..Taken::default() });
    }
    let now = Minute(now_s.div_euclid(60));
    let mut intake = feed::read(source, bytes, &state.airports, now.utc().date());
    let body = kept(source, bytes, &intake);
    tx.prepare_cached(ADD)?.execute((now_s, source.name(), digest, body))?;
    let mut legs = Vec::new();
    let used = apply(state, &mut intake, now, &mut legs);
    let passengers = seat_all(tx, state, &mut intake, now, &mut legs)?;
    count(tx, source, &intake.faults, now_s)?;
    state.decide(tx, legs, now, now_s)?;
    let faults = intake.faults.into_iter().take(20).map(|fault| (fault.reason.name(), fault.what));
    Ok(Taken {
        duplicate: false,
        legs: intake.legs.len(),
        used,
        passengers,
        faults: faults.collect(),
    })
}

/// Builds the board again from all that was kept. Nothing is counted or decided.
pub(super) fn restore(tx: &Transaction<'_>, state: &mut State) -> rusqlite::Result<()> {
    let mut rows = tx.prepare(ALL)?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (at_s, source, body): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(source) = Source::named(&source) else { continue };
        let now = Minute(at_s.div_euclid(60));
        let mut intake = feed::read(source, body.as_bytes(), &state.airports, now.utc().date());
        apply(state, &mut intake, now, &mut Vec::new());
    }
    Ok(())
}

/// When the last delivery came.
pub(super) fn last_s(tx: &Transaction<'_>) -> rusqlite::Result<Option<i64>> {
    tx.query_row(LAST, [], |row| row.get(0))
}

fn digest(source: Source, bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut hash = Sha256::new();
    hash.update(source.name());
    hash.update([0]);
    hash.update(bytes);
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

/// What is kept of a delivery: its text, but nothing that names passengers.
fn kept(source: Source, bytes: &[u8], intake: &Intake) -> Option<String> {
    if matches!(source, Source::Bookings | Source::Names) || bytes.len() > feed::LONGEST_BYTES {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    Some(if intake.bookings.is_empty() && source != Source::Telex {
        text.into_owned()
    } else {
        mvt::without_names(&text)
    })
}

fn apply(state: &mut State, intake: &mut Intake, now: Minute, legs: &mut Vec<LegIndex>) -> usize {
    for leg in &intake.legs {
        legs.push(state.watch.add(leg.clone()));
    }
    let mut used = 0;
    let mut faults = Vec::new();
    let mut heard = |what: Heard, flight: String| match what {
        Heard::Leg(_) => used += 1,
        Heard::Overtaken(_) => faults.push((Reason::Overtaken, flight)),
        Heard::UnknownFlight => faults.push((Reason::UnknownFlight, flight)),
        Heard::Nothing => faults.push((Reason::NotUnderstood, flight)),
    };
    for telex in &intake.telexes {
        heard(state.watch.hear_telex(telex, now, legs), flight_of(telex));
    }
    for report in &intake.reports {
        heard(state.watch.take(report, now, legs), report.flight.to_string());
    }
    for (reason, flight) in faults {
        intake.fault(reason, &flight);
    }
    used
}

fn flight_of(telex: &mvt::Telex) -> String {
    match telex {
        mvt::Telex::Movement(movement) => movement.flight.to_string(),
        mvt::Telex::Cancellation(cancel) => cancel.flight.to_string(),
        mvt::Telex::Diversion(diversion) => diversion.flight.to_string(),
        mvt::Telex::Slot(slot) => slot.flight.map_or_else(String::new, |flight| flight.to_string()),
        mvt::Telex::Schedule(_) | mvt::Telex::Other { .. } => String::new(),
    }
}

/// Seats passengers, takes those away who do not fly, and notes who changes to which flight.
fn seat_all(
    tx: &Transaction<'_>,
    state: &State,
    intake: &mut Intake,
    now: Minute,
    legs: &mut Vec<LegIndex>,
) -> rusqlite::Result<usize> {
    let mut seated = 0;
    for booking in std::mem::take(&mut intake.bookings) {
        let Some((leg, key)) = leg_of(state, &booking, now) else {
            intake.fault(Reason::UnknownFlight, &booking.flight.to_string());
            continue;
        };
        let key = key.to_string();
        if booking.is_deleted || booking.refuses {
            seats::remove(tx, &key, &booking.locator, &booking.name)?;
        } else if let Some(address) = booking.address {
            let Booking { locator, name, language, onward, .. } = booking;
            let seat = Seat { address, leg: key, locator, name, language, onward };
            seats::add(tx, &seat)?;
            seated += 1;
        } else if let Some(onward) = booking.onward {
            if seats::change_to(tx, &key, &booking.name, onward)? {
                seated += 1;
            } else {
                intake.fault(Reason::NoAddress, &booking.flight.to_string());
            }
        }
        legs.push(leg);
    }
    Ok(seated)
}

fn leg_of(state: &State, booking: &Booking, now: Minute) -> Option<(LegIndex, LegKey)> {
    let day = booking.day.resolve(now.utc().date())?;
    let board = state.watch.board();
    let boards_there =
        |leg: &&LegIndex| booking.from.is_none_or(|from| from == board.legs()[**leg].key.from);
    let leg = board.named(booking.flight, day).iter().find(boards_there)?;
    Some((*leg, board.legs()[*leg].key))
}

fn count(
    tx: &Transaction<'_>,
    source: Source,
    faults: &[Fault],
    now_s: i64,
) -> rusqlite::Result<()> {
    let mut add = tx.prepare_cached(FAULT)?;
    for Fault { reason, what } in faults {
        add.execute((source.name(), reason.name(), now_s, what))?;
    }
    Ok(())
}
