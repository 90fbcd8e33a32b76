use kurier_wire::webhook::{Incoming, Message};
use rusqlite::Transaction;

use crate::talk::Tap;

const FIRST: &str = "INSERT OR IGNORE INTO heard (id) VALUES (?1)";
const ADD: &str = "INSERT OR IGNORE INTO inbound (message_id, passenger, kind, leg, text) VALUES (?1, ?2, ?3, ?4, ?5)";
const PENDING: &str = "SELECT id, message_id, passenger, kind, leg FROM inbound WHERE state = 'pending' ORDER BY id LIMIT ?1";
const SETTLE: &str = "UPDATE inbound SET state = ?2, why = ?3 WHERE id = ?1";
/// Longest text of a passenger that is kept, in characters.
const KEPT_CHARS: usize = 4096;

/// A passenger's message that waits for its answer.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) id: i64,
    pub(super) message_id: String,
    pub(super) passenger: String,
    pub(super) kind: String,
    pub(super) leg: Option<String>,
}

/// Takes in what a webhook brought. The same thing twice is taken in once. Says whether anything waits now.
pub(super) fn take(tx: &Transaction<'_>, events: &[Incoming]) -> rusqlite::Result<bool> {
    let mut news = false;
    for event in events {
        match event {
            Incoming::Message { message, .. } if first(tx, &message.id)? => {
                add(tx, message)?;
                news = true;
            }
            Incoming::Status { status, .. } => {
                first(tx, &format!("{} {}", status.id, status.status))?;
            }
            _ => {}
        }
    }
    Ok(news)
}

fn first(tx: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    Ok(tx.prepare_cached(FIRST)?.execute([id])? == 1)
}

fn add(tx: &Transaction<'_>, message: &Message) -> rusqlite::Result<()> {
    let tapped = message.button.as_ref().and_then(|button| Tap::read(&button.payload));
    let kind = tapped.map_or("text", |(tap, _)| tap.word());
    let text =
        message.text.as_ref().map(|text| text.body.chars().take(KEPT_CHARS).collect::<String>());
    let row = (&message.id, &message.from, kind, tapped.map(|(_, leg)| leg), text);
    tx.prepare_cached(ADD)?.execute(row).map(|_| ())
}

/// The oldest messages that wait for an answer.
pub(super) fn waiting(tx: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<Asked>> {
    let mut rows = tx.prepare_cached(PENDING)?;
    let read = rows.query_map([most], |row| {
        Ok(Asked {
            id: row.get(0)?,
            message_id: row.get(1)?,
            passenger: row.get(2)?,
            kind: row.get(3)?,
            leg: row.get(4)?,
        })
    })?;
    read.collect()
}

/// The outcome of an answer.
pub(super) fn settle(
    tx: &Transaction<'_>,
    id: i64,
    state: &str,
    why: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(SETTLE)?.execute((id, state, why)).map(|_| ())
}
