use kurier_wire::webhook::{Incoming, Message};
use rusqlite::Transaction;

use crate::talk::Tap;

const ADD: &str = "INSERT OR IGNORE INTO inbound (message_id, passenger, kind, leg, text, at_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const RECEIPT: &str =
    "INSERT OR IGNORE INTO receipts (message_id, status, at_s) VALUES (?1, ?2, ?3)";
const HAND_OVER: &str = "INSERT INTO handovers (passenger, leg, kind, text, since_s, last_s) VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
const SAME_AGAIN: &str = "UPDATE handovers SET last_s = max(last_s, ?5)
    WHERE passenger = ?1 AND leg IS ?2 AND kind = ?3 AND text IS ?4 AND state = 'open'";
const WROTE_ON: &str =
    "UPDATE handovers SET last_s = max(last_s, ?2) WHERE passenger = ?1 AND state = 'open'";
const PENDING: &str = "SELECT id, message_id, passenger, kind, leg, text, at_s FROM inbound WHERE state = 'pending' ORDER BY id LIMIT ?1";
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
    pub(super) text: Option<String>,
    pub(super) at_s: i64,
}

/// What a conversation that waits for a human is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark<'a> {
    pub(super) passenger: &'a str,
    pub(super) leg: Option<&'a str>,
    pub(super) kind: &'a str,
    pub(super) text: Option<&'a str>,
    pub(super) at_s: i64,
}

/// What she writes in her own words.
const TEXT: &str = "text";
/// She has chosen another flight.
pub(super) const CHOICE: &str = "choice";

/// Takes in what a webhook brought. The same thing twice is taken in once. Says whether anything waits now.
pub(super) fn take(tx: &Transaction<'_>, events: &[Incoming]) -> rusqlite::Result<bool> {
    let mut news = false;
    for event in events {
        match event {
            Incoming::Message { message, .. } => news |= add(tx, message)?,
            Incoming::Status { status, .. } => {
                let at_s: i64 = status.timestamp.parse().unwrap_or(0);
                tx.prepare_cached(RECEIPT)?.execute((&status.id, &status.status, at_s))?;
                // What did not arrive in time to be true may be taken back now.
                news = true;
            }
            _ => {}
        }
    }
    Ok(news)
}

/// Says whether it came for the first time.
fn add(tx: &Transaction<'_>, message: &Message) -> rusqlite::Result<bool> {
    let tapped = message.button.as_ref().and_then(|button| Tap::read(&button.payload));
    let chosen = message.interactive.as_ref().and_then(|one| one.list_reply.as_ref());
    let chosen = chosen.and_then(|reply| reply.id.strip_prefix("take ")?.split_once(' '));
    let written =
        message.text.as_ref().map(|text| text.body.chars().take(KEPT_CHARS).collect::<String>());
    let (kind, leg, text) = match (tapped, chosen) {
        (Some((tap, leg)), _) => (tap.word(), Some(leg), written),
        (None, Some((leg, other))) => (CHOICE, Some(leg), Some(other.to_owned())),
        (None, None) => (TEXT, None, written),
    };
    let at_s: i64 = message.timestamp.parse().unwrap_or(0);
    let row = (&message.id, &message.from, kind, leg, &text, at_s);
    if tx.prepare_cached(ADD)?.execute(row)? == 0 {
        return Ok(false);
    }
    if kind == Tap::Talk.word() || kind == CHOICE || kind == TEXT {
        let text = text.as_deref();
        hand_over(tx, Mark { passenger: &message.from, leg, kind, text, at_s })?;
    }
    Ok(true)
}

/// Marks a conversation for a human: once as long as it is open for the same reason, and what she writes belongs to a
/// conversation that is open already.
pub(super) fn hand_over(tx: &Transaction<'_>, mark: Mark<'_>) -> rusqlite::Result<()> {
    let Mark { passenger, leg, kind, text, at_s } = mark;
    let known = if kind == TEXT {
        tx.prepare_cached(WROTE_ON)?.execute((passenger, at_s))?
    } else {
        tx.prepare_cached(SAME_AGAIN)?.execute((passenger, leg, kind, text, at_s))?
    };
    if known == 0 {
        tx.prepare_cached(HAND_OVER)?.execute((passenger, leg, kind, text, at_s))?;
    }
    Ok(())
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
            text: row.get(5)?,
            at_s: row.get(6)?,
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
