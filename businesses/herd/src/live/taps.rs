//! What the farmer's answers change.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use super::config::Person;
use crate::memory::{self, Cow, Tap};
use crate::model::{CowId, Herd};
use crate::talk::{Answer, Subject};

/// How long a snooze lasts.
const SNOOZE: SignedDuration = SignedDuration::from_hours(24);

/// Lets the model hear of all taps that came.
pub(super) fn hear(
    tx: &Transaction<'_>,
    herd: &mut Herd,
    cows: &mut HashMap<String, Cow>,
    people: &[Person],
    now: Timestamp,
) -> rusqlite::Result<()> {
    for tap in memory::pending_taps(tx)? {
        // Whoever is not of this farm changes nothing.
        if people.iter().any(|person| person.to == tap.person) {
            apply(tx, herd, cows, &tap, now)?;
        }
        memory::settle_tap(tx, tap.id)?;
    }
    Ok(())
}

fn apply(
    tx: &Transaction<'_>,
    herd: &mut Herd,
    cows: &mut HashMap<String, Cow>,
    tap: &Tap,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let (Some(answer), Some(id)) = (tap.answer, tap.alert) else { return Ok(()) };
    let Some(alert) = memory::alert(tx, id)? else { return Ok(()) };
    // The same answer again, by the same or another person, moves no threshold twice.
    if alert.verdict.as_deref() == Some(answer.word()) {
        return Ok(());
    }
    memory::judged(tx, id, answer, now)?;
    if answer == Answer::Snooze {
        let until = now.checked_add(SNOOZE).unwrap_or(now);
        return memory::snooze(tx, &alert.about, &alert.kind, until);
    }
    let Subject::Cow { id, .. } = &alert.noted.subject else { return Ok(()) };
    if let Some(verdict) = answer.verdict() {
        herd.judge(&CowId(id.clone()), alert.noted.kind.0, verdict, now);
    }
    if answer == Answer::WillInseminate
        && let Some(cow) = cows.get_mut(id)
    {
        cow.facts.last_heat = Some(alert.noted.since());
        memory::put_cow(tx, cow)?;
    }
    Ok(())
}
