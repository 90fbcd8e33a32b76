//! What is to be said: written before it is sent, settled after it was taken.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::{json, text};
use crate::talk::Notice;

const ADD: &str = "INSERT OR IGNORE INTO outbox (key, person, due, urgent, body, picture) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const PENDING: &str = "SELECT id, key, person, body, picture, media_id, due FROM outbox
    WHERE state = 'pending' AND due <= ?1 AND again <= ?1 ORDER BY urgent DESC, due, id LIMIT ?2";
const MEDIA: &str = "UPDATE outbox SET media_id = ?2 WHERE id = ?1";
const POSTPONE: &str = "UPDATE outbox SET again = ?2, why = ?3 WHERE id = ?1";
const SETTLE: &str =
    "UPDATE outbox SET state = ?2, message_id = ?3, why = ?4, picture = NULL WHERE id = ?1";

/// Something to be said to one person. The same key twice is said once.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) key: String,
    pub(crate) person: String,
    pub(crate) due: Timestamp,
    pub(crate) is_urgent: bool,
    pub(crate) notice: Notice,
    pub(crate) picture: Option<Vec<u8>>,
}

/// A letter whose time has come.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) id: i64,
    pub(crate) key: String,
    pub(crate) person: String,
    pub(crate) notice: Notice,
    pub(crate) picture: Option<Vec<u8>>,
    pub(crate) media_id: Option<String>,
    /// Since when it waits.
    pub(crate) due: Timestamp,
}

/// Adds a letter; says whether its key is new.
pub(crate) fn add_letter(tx: &Transaction<'_>, letter: &Letter) -> rusqlite::Result<bool> {
    let row = (
        &letter.key,
        &letter.person,
        letter.due.as_microsecond(),
        letter.is_urgent,
        text(&letter.notice)?,
        &letter.picture,
    );
    Ok(tx.prepare_cached(ADD)?.execute(row)? == 1)
}

/// Letters whose time has come, urgent ones first.
pub(crate) fn waiting(
    tx: &Transaction<'_>,
    now: Timestamp,
    most: u32,
) -> rusqlite::Result<Vec<Waiting>> {
    let mut rows = tx.prepare_cached(PENDING)?;
    let read = rows.query_map((now.as_microsecond(), most), |row| {
        Ok(Waiting {
            id: row.get(0)?,
            key: row.get(1)?,
            person: row.get(2)?,
            notice: json(&row.get::<_, String>(3)?)?,
            picture: row.get(4)?,
            media_id: row.get(5)?,
            due: Timestamp::from_microsecond(row.get(6)?).unwrap_or(Timestamp::MIN),
        })
    })?;
    read.collect()
}

/// Keeps under which id the picture was uploaded, so that a repeated call says the same.
pub(crate) fn keep_media(tx: &Transaction<'_>, id: i64, media_id: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(MEDIA)?.execute((id, media_id)).map(|_| ())
}

/// A letter that cannot go now is tried again from a moment on; others go meanwhile.
pub(crate) fn postpone_letter(
    tx: &Transaction<'_>,
    id: i64,
    until: Timestamp,
    why: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(POSTPONE)?.execute((id, until.as_microsecond(), why)).map(|_| ())
}

/// The outcome of a letter.
pub(crate) fn settle_letter(
    tx: &Transaction<'_>,
    id: i64,
    state: &str,
    message_id: Option<&str>,
    why: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(SETTLE)?.execute((id, state, message_id, why)).map(|_| ())
}
