//! What the farmer answered. A tap goes to the model first, then he gets his answer.

use jiff::Timestamp;
use kurier_wire::webhook::{Incoming, Message};
use rusqlite::Transaction;

use super::AlertState;
use super::alerts::set_alert;
use super::prune::is_old_message;
use crate::talk::Answer;

const ADD: &str = "INSERT OR IGNORE INTO inbound (message_id, person, tap, alert, text, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const NEW: &str =
    "SELECT id, person, tap, alert FROM inbound WHERE state = 'new' ORDER BY id LIMIT 200";
const HEARD: &str =
    "SELECT id, message_id, person, tap FROM inbound WHERE state = 'heard' ORDER BY id LIMIT ?1";
const NOTES: &str =
    "SELECT at, person, text FROM inbound WHERE text IS NOT NULL ORDER BY id DESC LIMIT ?1";
const STATE: &str = "UPDATE inbound SET state = ?2, why = ?3 WHERE id = ?1";
/// Longest text that is kept, in characters.
const KEPT_CHARS: usize = 4096;

/// A tap that the model has not heard of.
#[derive(Debug, Clone)]
pub(crate) struct Tap {
    pub(crate) id: i64,
    pub(crate) person: String,
    pub(crate) answer: Option<Answer>,
    pub(crate) alert: Option<i64>,
}

/// A message that waits for its answer.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) id: i64,
    pub(crate) message_id: String,
    pub(crate) person: String,
    pub(crate) answer: Option<Answer>,
}

/// Takes in what a webhook brought. The same thing twice is taken in once. Says whether anything waits now.
pub(crate) fn take_events(
    tx: &Transaction<'_>,
    events: &[Incoming],
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let mut news = false;
    for event in events {
        let Incoming::Message { message, .. } = event else { continue };
        // What was forgotten is no news when an event log is replayed from long ago.
        let sent = message.timestamp.parse().ok().and_then(|at| Timestamp::from_second(at).ok());
        if !sent.is_some_and(|sent| is_old_message(sent, now)) {
            news |= add(tx, message, now)?;
        }
    }
    Ok(news)
}

/// Says whether it is new.
fn add(tx: &Transaction<'_>, message: &Message, now: Timestamp) -> rusqlite::Result<bool> {
    let tapped = message.button.as_ref().and_then(|button| Answer::read(&button.payload));
    let text: Option<String> =
        message.text.as_ref().map(|text| text.body.chars().take(KEPT_CHARS).collect());
    let (answer, alert) = tapped.unzip();
    let row =
        (&message.id, &message.from, answer.map(Answer::word), alert, text, now.as_microsecond());
    Ok(tx.prepare_cached(ADD)?.execute(row)? == 1)
}

/// Messages of which the model has not heard.
pub(crate) fn pending_taps(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Tap>> {
    let mut rows = tx.prepare_cached(NEW)?;
    let read = rows.query_map([], |row| {
        let word: Option<String> = row.get(2)?;
        let answer = word.as_deref().and_then(Answer::of);
        Ok(Tap { id: row.get(0)?, person: row.get(1)?, answer, alert: row.get(3)? })
    })?;
    read.collect()
}

/// The model has heard of it.
pub(crate) fn settle_tap(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(STATE)?.execute((id, "heard", None::<&str>)).map(|_| ())
}

/// What the farmer says of an alert: the last word counts.
pub(crate) fn judged(
    tx: &Transaction<'_>,
    alert: i64,
    answer: Answer,
    now: Timestamp,
) -> rusqlite::Result<()> {
    set_alert(tx, alert, AlertState::Answered, Some(answer.word()), Some(now))
}

/// The oldest messages that wait for an answer.
pub(crate) fn to_answer(tx: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<Asked>> {
    let mut rows = tx.prepare_cached(HEARD)?;
    let read = rows.query_map([most], |row| {
        let word: Option<String> = row.get(3)?;
        let answer = word.as_deref().and_then(Answer::of);
        Ok(Asked { id: row.get(0)?, message_id: row.get(1)?, person: row.get(2)?, answer })
    })?;
    read.collect()
}

/// What somebody wrote: when, who, and what.
pub(crate) type Note = (i64, String, String);

/// The latest texts of people.
pub(crate) fn notes(tx: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<Note>> {
    let mut rows = tx.prepare_cached(NOTES)?;
    let read = rows.query_map([most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    read.collect()
}

/// The outcome of an answer.
pub(crate) fn settle_inbound(
    tx: &Transaction<'_>,
    id: i64,
    state: &str,
    why: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(STATE)?.execute((id, state, why)).map(|_| ())
}
