//! The inbox of the airline's people: conversations that wait for them, what was said in each, and their answers.

use rusqlite::{OptionalExtension, Row, Transaction};

use super::inbound::Asked;
use crate::talk::Notice;

const LIST: &str = "SELECT id, passenger, leg, kind, text, state, since_s, last_s FROM handovers
    WHERE id > ?1 AND (?2 IS NULL OR state = ?2) ORDER BY id LIMIT ?3";
const FIND: &str =
    "SELECT id, passenger, leg, kind, text, state, since_s, last_s FROM handovers WHERE id = ?1";
const CLOSE: &str = "UPDATE handovers SET state = 'closed' WHERE id = ?1 AND state = 'open'";
const SAY: &str =
    "INSERT INTO said (passenger, at_s, who, text, once) VALUES (?1, ?2, 'staff', ?3, ?4)";
const SAID_ONCE: &str = "SELECT id, passenger, text FROM said WHERE once = ?1";
const NOTE: &str =
    "INSERT OR IGNORE INTO said (passenger, at_s, who, text, state, message_id, once)
    VALUES (?1, ?2, 'airline', ?3, 'sent', ?4, ?5)";
const WAITING: &str =
    "SELECT id, passenger, text FROM said WHERE state = 'pending' ORDER BY id LIMIT ?1";
const SETTLE: &str = "UPDATE said SET state = ?2, message_id = ?3, why = ?4 WHERE id = ?1";
const LAST_HEARD: &str = "SELECT max(at_s) FROM inbound WHERE passenger = ?1";
/// Ordered by time; within a second notices come before what she wrote, and that before what we said to it.
const TRANSCRIPT: &str = "SELECT at_s, place, id, who, kind, leg, text, state, why,
    EXISTS (SELECT 1 FROM receipts r WHERE r.message_id = m.message_id AND r.status IN ('delivered', 'read')),
    EXISTS (SELECT 1 FROM receipts r WHERE r.message_id = m.message_id AND r.status = 'read') FROM (
        SELECT at_min * 60 AS at_s, 0 AS place, id, 'airline' AS who, 'notice' AS kind, leg, body AS text, state, why, message_id
            FROM notices WHERE passenger = ?1
        UNION ALL SELECT at_s, 1, id, 'passenger', kind, leg, text, state, why, NULL FROM inbound WHERE passenger = ?1
        UNION ALL SELECT at_s, 2, id, who, 'answer', NULL, text, state, why, message_id FROM said WHERE passenger = ?1) m
    WHERE (at_s, place, id) < (?2, ?3, ?4) ORDER BY at_s DESC, place DESC, id DESC LIMIT ?5";

/// How long after her last message a person may be answered in free words, seconds.
const WINDOW_S: i64 = 24 * 60 * 60;
/// Longest answer, in characters: a text message holds no more.
pub(super) const LONGEST_CHARS: usize = 4096;

/// A conversation that waits, or waited, for a human.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Conversation {
    pub(super) id: i64,
    pub(super) passenger: String,
    pub(super) leg: Option<String>,
    pub(super) kind: String,
    pub(super) text: Option<String>,
    pub(super) state: String,
    pub(super) since_s: i64,
    pub(super) last_s: i64,
}

impl Conversation {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            passenger: row.get(1)?,
            leg: row.get(2)?,
            kind: row.get(3)?,
            text: row.get(4)?,
            state: row.get(5)?,
            since_s: row.get(6)?,
            last_s: row.get(7)?,
        })
    }
}

/// A place in a transcript: what stands before it is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    at_s: i64,
    kind: i64,
    id: i64,
}

impl Place {
    /// After everything.
    pub(super) const END: Self = Self { at_s: i64::MAX, kind: 0, id: 0 };

    /// Reads what [`Place::write`] wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.').map(str::parse);
        let mut part = || parts.next()?.ok();
        Some(Self { at_s: part()?, kind: part()?, id: part()? })
    }

    fn write(self) -> String {
        format!("{}.{}.{}", self.at_s, self.kind, self.id)
    }
}

/// One message of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Said {
    pub(super) at_s: i64,
    /// `passenger`, `airline` or `staff`.
    pub(super) who: String,
    pub(super) kind: String,
    pub(super) leg: Option<String>,
    pub(super) text: Option<String>,
    pub(super) state: String,
    pub(super) why: Option<String>,
    pub(super) has_arrived: bool,
    pub(super) was_read: bool,
}

/// A conversation with what was said last in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Transcript {
    pub(super) conversation: Conversation,
    /// Until when she can be answered in free words; absent when she never wrote.
    pub(super) answer_until_s: Option<i64>,
    /// Oldest first.
    pub(super) messages: Vec<Said>,
    /// Where earlier messages are, if there are any.
    pub(super) earlier: Option<String>,
}

/// Conversations after an id, oldest first.
pub(super) fn list(
    tx: &Transaction<'_>,
    state: Option<&str>,
    after: i64,
    most: u32,
) -> rusqlite::Result<Vec<Conversation>> {
    let mut statement = tx.prepare_cached(LIST)?;
    let rows = statement.query_map((after, state, most), Conversation::read)?;
    rows.collect()
}

fn find(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Conversation>> {
    tx.prepare_cached(FIND)?.query_row([id], Conversation::read).optional()
}

/// What was said in a conversation before `before`, the last `most` messages of it.
pub(super) fn transcript(
    tx: &Transaction<'_>,
    id: i64,
    before: Place,
    most: u32,
) -> rusqlite::Result<Option<Transcript>> {
    let Some(conversation) = find(tx, id)? else { return Ok(None) };
    let last: Option<i64> =
        tx.prepare_cached(LAST_HEARD)?.query_row([&conversation.passenger], |row| row.get(0))?;
    let mut statement = tx.prepare_cached(TRANSCRIPT)?;
    let ask = (&conversation.passenger, before.at_s, before.kind, before.id, i64::from(most) + 1);
    let rows = statement.query_map(ask, |row| {
        let place = Place { at_s: row.get(0)?, kind: row.get(1)?, id: row.get(2)? };
        let (kind, text): (String, Option<String>) = (row.get(4)?, row.get(6)?);
        let notice = text.as_deref().filter(|_| kind == "notice");
        let worded = notice.and_then(|body| serde_json::from_str::<Notice>(body).ok()?.text());
        let said = Said {
            at_s: place.at_s,
            who: row.get(3)?,
            text: worded.or(text),
            kind,
            leg: row.get(5)?,
            state: row.get(7)?,
            why: row.get(8)?,
            has_arrived: row.get(9)?,
            was_read: row.get(10)?,
        };
        Ok((place, said))
    })?;
    let mut found: Vec<(Place, Said)> = rows.collect::<rusqlite::Result<_>>()?;
    let more = found.len() > most as usize;
    found.truncate(most as usize);
    let earlier = found.last().filter(|_| more).map(|(place, _)| place.write());
    let messages = found.into_iter().rev().map(|(_, said)| said).collect();
    let answer_until_s = last.map(|last| last + WINDOW_S);
    Ok(Some(Transcript { conversation, answer_until_s, messages, earlier }))
}

/// What came of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answered {
    /// It is on disk and will be sent; its id.
    Kept(i64),
    /// The same key came with something else before.
    AnotherBefore,
    /// There is no open conversation of this id.
    NotOpen,
}

/// Keeps an answer of the airline's people. The same `once` with the same answer is kept once, also when the conversation
/// has been closed since.
pub(super) fn answer(
    tx: &Transaction<'_>,
    id: i64,
    text: &str,
    once: Option<&str>,
    now_s: i64,
) -> rusqlite::Result<Answered> {
    let Some(Conversation { passenger, state, .. }) = find(tx, id)? else {
        return Ok(Answered::NotOpen);
    };
    let once = once.map(|key| format!("staff {key}"));
    if let Some(once) = &once {
        let before: Option<(i64, String, String)> = tx
            .prepare_cached(SAID_ONCE)?
            .query_row([once], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        if let Some((said, to, what)) = before {
            let is_same = to == passenger && what == text;
            return Ok(if is_same { Answered::Kept(said) } else { Answered::AnotherBefore });
        }
    }
    if state != "open" {
        return Ok(Answered::NotOpen);
    }
    tx.prepare_cached(SAY)?.execute((&passenger, now_s, text, once))?;
    Ok(Answered::Kept(tx.last_insert_rowid()))
}

/// A human has taken care of it. Says whether it was open.
pub(super) fn close(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<bool> {
    Ok(tx.prepare_cached(CLOSE)?.execute([id])? == 1)
}

/// What was answered without a human, and the message that says it.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) message_id: String,
}

/// Notes what was answered without a human.
pub(super) fn note(tx: &Transaction<'_>, asked: &Asked, answer: &Answer) -> rusqlite::Result<()> {
    let once = format!("to {}", asked.message_id);
    let row = (&asked.passenger, asked.at_s, &answer.text, &answer.message_id, once);
    tx.prepare_cached(NOTE)?.execute(row).map(|_| ())
}

/// The oldest answers that wait to be sent: id, passenger and text.
pub(super) fn waiting(
    tx: &Transaction<'_>,
    most: u32,
) -> rusqlite::Result<Vec<(i64, String, String)>> {
    let mut statement = tx.prepare_cached(WAITING)?;
    let rows = statement.query_map([most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// The outcome of an answer.
pub(super) fn settle(
    tx: &Transaction<'_>,
    id: i64,
    state: &str,
    message_id: Option<&str>,
    why: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(SETTLE)?.execute((id, state, message_id, why)).map(|_| ())
}
