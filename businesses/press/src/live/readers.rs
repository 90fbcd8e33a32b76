//! Readers and what goes to them, in the database.

use std::collections::{BTreeSet, HashSet};

use kurier_wire::webhook::Status;
use rusqlite::{OptionalExtension, Row, Transaction};

use super::memory::{json, text};
use crate::model::{Arm, Fate, NEVER_S, Reader, Rhythm, Standing, next_due_s};
use crate::talk::Outgoing;

const GET: &str = "SELECT body FROM reader WHERE wa_id = ?1";
const PUT: &str = "INSERT INTO reader (wa_id, body, due_s, instant, stopped) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (wa_id) DO UPDATE SET body = excluded.body, due_s = min(reader.due_s, excluded.due_s), instant = excluded.instant, stopped = excluded.stopped";
const DUE: &str = "SELECT body, last_slot FROM reader WHERE due_s <= ?1 ORDER BY due_s LIMIT ?2";
const PLANNED: &str =
    "UPDATE reader SET body = ?2, due_s = ?3, last_slot = coalesce(?4, last_slot) WHERE wa_id = ?1";
const DEFER: &str = "UPDATE reader SET due_s = ?2 WHERE wa_id = ?1";
const WAKE: &str = "UPDATE reader SET due_s = ?1 WHERE instant = 1 AND stopped = 0 AND due_s > ?1";
const HAD: &str = "SELECT story FROM got WHERE reader = ?1";
const GOT: &str = "INSERT OR IGNORE INTO got (reader, story, outbox) VALUES (?1, ?2, ?3)";
const GOT_STORY: &str = "SELECT reader FROM got WHERE story = ?1";
const LAST_EDITION: &str = "SELECT read, delivered, answered FROM outbox WHERE reader = ?1 AND kind = 'edition' ORDER BY id DESC LIMIT 1";
const ADD: &str = "INSERT OR IGNORE INTO outbox (reader, kind, key, body, stories, reply_to, at_s, until_s, trial, arm, counts)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const ANSWERED: &str =
    "UPDATE outbox SET answered = 1 WHERE message_id = ?1 AND reader = ?2 AND kind = 'edition'";
const EDITION: &str = "SELECT stories FROM outbox WHERE key = ?1";
const PENDING: &str = "SELECT id, reader, key, body, reply_to FROM outbox WHERE state = 'pending' ORDER BY id LIMIT ?1";
const STALE: &str = "SELECT id FROM outbox WHERE state = 'pending' AND until_s IS NOT NULL AND until_s < ?1 LIMIT 1000";
const DROP: &str = "UPDATE outbox SET state = 'dropped', why = 'its hour was over' WHERE id = ?1";
const SILENCE: &str = "UPDATE outbox SET state = 'dropped', why = 'she stopped' WHERE reader = ?1 AND state = 'pending' AND kind <> 'answer'";
const RELEASE: &str = "DELETE FROM got WHERE outbox = ?1";
const SETTLE: &str =
    "UPDATE outbox SET state = CASE WHEN state = 'failed' THEN state ELSE ?2 END, message_id = coalesce(?3, message_id),
    why = CASE WHEN state = 'failed' THEN why ELSE ?4 END, sent_s = ?5 WHERE id = ?1";
const BY_KEY: &str = "SELECT id, reader, kind FROM outbox WHERE key = ?1";
const BY_MESSAGE: &str = "SELECT id, reader, kind FROM outbox WHERE message_id = ?1";
const NAMED: &str = "UPDATE outbox SET message_id = ?2 WHERE id = ?1 AND message_id IS NULL";
const DELIVERED: &str = "UPDATE outbox SET delivered = 1 WHERE id = ?1";
const READ: &str = "UPDATE outbox SET delivered = 1, read = 1 WHERE id = ?1";
const BODY: &str = "UPDATE reader SET body = ?2 WHERE wa_id = ?1";
const FAILED: &str =
    "UPDATE outbox SET state = 'failed', why = ?2 WHERE id = ?1 AND state <> 'failed'";
const DECIDED: &str =
    "INSERT INTO decision (reader, at_s, verdict, reason) VALUES (?1, ?2, ?3, ?4)";
const TRIM: &str = "DELETE FROM decision WHERE id <= (SELECT max(id) FROM decision) - 1000";
/// The server's code of "she does not allow this".
const NOT_ALLOWED: u32 = 131_050;

/// What is to be added to the outbox.
pub(super) struct Post<'a> {
    pub(super) reader: &'a str,
    pub(super) kind: &'static str,
    /// Repeating it adds nothing, and sending it twice sends it once.
    pub(super) key: String,
    pub(super) what: &'a Outgoing,
    pub(super) stories: Option<&'a [i64]>,
    pub(super) reply_to: Option<&'a str>,
    pub(super) at_s: i64,
    pub(super) until_s: Option<i64>,
    /// The trial it is part of, with which headline.
    pub(super) trial: Option<(i64, Arm)>,
    /// Its reader lets reading be seen: whether it is read will say something.
    pub(super) counts: bool,
}

impl Default for Post<'_> {
    fn default() -> Self {
        const NOTHING: &Outgoing = &Outgoing::Text { body: String::new() };
        Self {
            reader: "",
            kind: "answer",
            key: String::new(),
            what: NOTHING,
            stories: None,
            reply_to: None,
            at_s: 0,
            until_s: None,
            trial: None,
            counts: false,
        }
    }
}

/// A message that waits to be sent.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) reader: String,
    pub(super) key: String,
    pub(super) what: Outgoing,
    pub(super) reply_to: Option<String>,
}

pub(super) fn get(tx: &Transaction<'_>, wa_id: &str) -> rusqlite::Result<Option<Reader>> {
    let body: Option<String> =
        tx.prepare_cached(GET)?.query_row([wa_id], |row| row.get(0)).optional()?;
    body.as_deref().map(json).transpose()
}

/// Keeps a reader as she is now, after what she was; she is thought of when her choices say so, or earlier if that was still to come.
pub(super) fn put(
    tx: &Transaction<'_>,
    reader: &Reader,
    was: Option<&Reader>,
    now_s: i64,
) -> rusqlite::Result<()> {
    let now = jiff::Timestamp::from_second(now_s).unwrap_or_default();
    let is_instant = reader.rhythm == Rhythm::Instant && !reader.is_stopped;
    // Whoever begins to want stories at once is thought of now: something may wait. To say or tap something else brings nothing.
    let is_due = is_instant && was.is_none_or(|was| wants_otherwise(was, reader));
    let due_s = if is_due { now_s } else { next_due_s(reader, now) };
    let row =
        (&reader.wa_id, text(reader)?, due_s, i64::from(is_instant), i64::from(reader.is_stopped));
    tx.prepare_cached(PUT)?.execute(row).map(|_| ())
}

/// Whether a reader wants other news, or wants them at other times, than before.
fn wants_otherwise(was: &Reader, is: &Reader) -> bool {
    (was.is_stopped, was.paused_until_s, was.rhythm, was.quiet)
        != (is.is_stopped, is.paused_until_s, is.rhythm, is.quiet)
        || (&was.topics, &was.zone) != (&is.topics, &is.zone)
}

/// Readers whose time has come, with their latest settled slot.
pub(super) fn due(
    tx: &Transaction<'_>,
    now_s: i64,
    most: u32,
) -> rusqlite::Result<Vec<(Reader, Option<String>)>> {
    let mut rows = tx.prepare_cached(DUE)?;
    let read =
        rows.query_map((now_s, most), |row| Ok((json(&row.get::<_, String>(0)?)?, row.get(1)?)))?;
    read.collect()
}

/// A reader was thought of; `slot` is settled with it.
pub(super) fn planned(
    tx: &Transaction<'_>,
    reader: &Reader,
    slot: Option<&str>,
    now_s: i64,
) -> rusqlite::Result<()> {
    let now = jiff::Timestamp::from_second(now_s).unwrap_or_default();
    let due_s = next_due_s(reader, now).max(now_s + 1).min(NEVER_S);
    tx.prepare_cached(PLANNED)?.execute((&reader.wa_id, text(reader)?, due_s, slot)).map(|_| ())
}

/// A reader is thought of again at a moment; nothing is settled.
pub(super) fn defer(tx: &Transaction<'_>, wa_id: &str, until_s: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(DEFER)?.execute((wa_id, until_s)).map(|_| ())
}

/// There is news: everybody who wants it at once is thought of.
pub(super) fn wake(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(WAKE)?.execute([now_s]).map(|_| ())
}

pub(super) fn had(tx: &Transaction<'_>, wa_id: &str) -> rusqlite::Result<BTreeSet<i64>> {
    tx.prepare_cached(HAD)?.query_map([wa_id], |row| row.get(0))?.collect()
}

pub(super) fn who_got(tx: &Transaction<'_>, story: i64) -> rusqlite::Result<Vec<String>> {
    tx.prepare_cached(GOT_STORY)?.query_map([story], |row| row.get(0))?.collect()
}

/// What became of her latest edition.
pub(super) fn fate(tx: &Transaction<'_>, wa_id: &str) -> rusqlite::Result<Fate> {
    let last: Option<(bool, bool, bool)> = tx
        .prepare_cached(LAST_EDITION)?
        .query_row([wa_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(match last {
        Some((true, _, _)) => Fate::Ticked,
        Some((_, _, true)) => Fate::Answered,
        Some((_, true, _)) => Fate::Unopened,
        _ => Fate::Unknown,
    })
}

/// She answered a message: if it is an edition of hers, she has opened it.
pub(super) fn answered(
    tx: &Transaction<'_>,
    wa_id: &str,
    message_id: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(ANSWERED)?.execute((message_id, wa_id)).map(|_| ())
}

/// Puts a message into the outbox, and its stories among those that she had.
pub(super) fn post(tx: &Transaction<'_>, post: &Post<'_>) -> rusqlite::Result<()> {
    let stories = post.stories.map(|stories| text(&stories)).transpose()?;
    let (trial, arm) = post.trial.map(|(trial, arm)| (trial, super::trials::word(arm))).unzip();
    let row = (
        post.reader,
        post.kind,
        &post.key,
        text(post.what)?,
        stories,
        post.reply_to,
        post.at_s,
        post.until_s,
        trial,
        arm,
        post.counts,
    );
    if tx.prepare_cached(ADD)?.execute(row)? == 0 {
        return Ok(());
    }
    let outbox = tx.last_insert_rowid();
    let mut got = tx.prepare_cached(GOT)?;
    for story in post.stories.unwrap_or_default() {
        got.execute((post.reader, story, outbox))?;
    }
    Ok(())
}

/// The stories of an edition.
pub(super) fn edition(tx: &Transaction<'_>, key: &str) -> rusqlite::Result<Vec<i64>> {
    let found: Option<Option<String>> =
        tx.prepare_cached(EDITION)?.query_row([key], |row| row.get(0)).optional()?;
    found.flatten().as_deref().map(json).transpose().map(Option::unwrap_or_default)
}

/// Drops what came too late, giving its stories back; then the oldest message of each reader that waits.
pub(super) fn waiting(
    tx: &Transaction<'_>,
    most: u32,
    now_s: i64,
) -> rusqlite::Result<Vec<Waiting>> {
    let stale: Vec<i64> = tx
        .prepare_cached(STALE)?
        .query_map([now_s], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in stale {
        tx.prepare_cached(DROP)?.execute([id])?;
        tx.prepare_cached(RELEASE)?.execute([id])?;
    }
    let mut rows = tx.prepare_cached(PENDING)?;
    let mut pending = rows.query([most])?;
    let (mut all, mut seen) = (Vec::new(), HashSet::new());
    while let Some(row) = pending.next()? {
        let reader: String = row.get(1)?;
        // What goes to one reader goes in its order: the second waits for the first.
        if seen.insert(reader.clone()) {
            let what = json(&row.get::<_, String>(3)?)?;
            all.push(Waiting {
                id: row.get(0)?,
                reader,
                key: row.get(2)?,
                what,
                reply_to: row.get(4)?,
            });
        }
    }
    Ok(all)
}

/// Nothing that waits goes to somebody who stopped, but for the answers to what she says.
pub(super) fn silence(tx: &Transaction<'_>, wa_id: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(SILENCE)?.execute([wa_id]).map(|_| ())
}

/// How sending a message ended.
pub(super) struct Outcome {
    pub(super) id: i64,
    pub(super) state: &'static str,
    pub(super) message_id: Option<String>,
    pub(super) why: Option<String>,
}

pub(super) fn settle(
    tx: &Transaction<'_>,
    outcomes: &[Outcome],
    now_s: i64,
) -> rusqlite::Result<()> {
    let mut settle = tx.prepare_cached(SETTLE)?;
    for it in outcomes {
        settle.execute((it.id, it.state, &it.message_id, &it.why, now_s))?;
    }
    Ok(())
}

/// A message that a status is about.
struct Sent {
    id: i64,
    reader: String,
    kind: String,
}

/// By the key that went with it, which is known before the call that sends it was answered; else by its id.
fn sent(tx: &Transaction<'_>, status: &Status) -> rusqlite::Result<Option<Sent>> {
    let one = |query: &str, value: &str| {
        let row =
            |row: &Row<'_>| Ok(Sent { id: row.get(0)?, reader: row.get(1)?, kind: row.get(2)? });
        tx.prepare_cached(query)?.query_row([value], row).optional()
    };
    if let Some(key) = &status.biz_opaque_callback_data
        && let Some(found) = one(BY_KEY, key)?
    {
        tx.prepare_cached(NAMED)?.execute((found.id, &status.id))?;
        return Ok(Some(found));
    }
    one(BY_MESSAGE, &status.id)
}

/// Takes in a status. They may come twice, in any order, and before the call that sends is answered: taking one again changes
/// nothing.
pub(super) fn status(tx: &Transaction<'_>, status: &Status, now_s: i64) -> rusqlite::Result<()> {
    let Some(it) = sent(tx, status)? else { return Ok(()) };
    match status.status.as_str() {
        "delivered" => tx.prepare_cached(DELIVERED)?.execute([it.id]).map(|_| ()),
        "failed" => {
            let fault = status.errors.first();
            let why = fault.map(|error| error.title.as_str());
            let is_first = tx.prepare_cached(FAILED)?.execute((it.id, why))? == 1;
            // Told again it says nothing new: she may have allowed it since.
            let is_shut =
                is_first && it.kind != "answer" && fault.is_some_and(|it| it.code == NOT_ALLOWED);
            if is_shut { shut_out(tx, &it.reader, now_s) } else { Ok(()) }
        }
        "read" => {
            tx.prepare_cached(READ)?.execute([it.id])?;
            ticked(tx, &it.reader, now_s)
        }
        _ => Ok(()),
    }
}

/// A tick says that she lets reading be seen, and ends what was counted in a row.
fn ticked(tx: &Transaction<'_>, wa_id: &str, now_s: i64) -> rusqlite::Result<()> {
    let Some(mut reader) = get(tx, wa_id)? else { return Ok(()) };
    if reader.unread > 0 || reader.unticked > 0 || !reader.shows_reading() {
        reader.first_tick_s = reader.first_tick_s.or(Some(now_s));
        reader.note_fate(Fate::Ticked);
        tx.prepare_cached(BODY)?.execute((&reader.wa_id, text(&reader)?))?;
    }
    Ok(())
}

/// She does not allow it, whatever was believed: nothing more goes to her until she does. That she took it back the server tells
/// by her preference; here it may have ended, or never been there, and then only an invitation brings it.
fn shut_out(tx: &Transaction<'_>, wa_id: &str, now_s: i64) -> rusqlite::Result<()> {
    let Some(was) = get(tx, wa_id)?.filter(|reader| !reader.is_stopped) else { return Ok(()) };
    let reader = Reader { is_stopped: true, standing: Standing::Never, ..was.clone() };
    silence(tx, wa_id)?;
    put(tx, &reader, Some(&was), now_s)?;
    decided(tx, wa_id, now_s, "stop", "the server says that she does not allow it")
}

/// Writes down what was decided about a reader.
pub(super) fn decided(
    tx: &Transaction<'_>,
    wa_id: &str,
    at_s: i64,
    verdict: &str,
    reason: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(DECIDED)?.execute((wa_id, at_s, verdict, reason)).map(|_| ())
}

/// Keeps the latest thousand decisions.
pub(super) fn trim(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.prepare_cached(TRIM)?.execute([]).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::memory::Memory;
    use crate::model::Language;

    const WHO: &str = "999000000000001";
    const KEY: &str = "press/999000000000001/2026-11-26";

    fn told(what: &str, code: Option<u32>) -> Status {
        let errors = code.map(
            |code| serde_json::json!({ "code": code, "title": "refused", "message": "refused" }),
        );
        let errors: Vec<_> = errors.into_iter().collect();
        serde_json::from_value(
            serde_json::json!({ "id": "wamid.1", "status": what, "timestamp": "1",
            "biz_opaque_callback_data": KEY, "errors": errors }),
        )
        .expect("a status")
    }

    /// An edition that is being sent, and what came before the call was answered; then how it stands, with its reader.
    async fn overtaken(came: Vec<Status>) -> ((String, Option<String>, bool, bool), Reader) {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::open(&folder.path().join("press.db")).unwrap();
        let job = move |tx: &Transaction<'_>| {
            put(tx, &Reader::new(WHO, "UTC", Language::English), None, 0)?;
            let key = KEY.to_owned();
            post(tx, &Post { reader: WHO, kind: "edition", key, ..Post::default() })?;
            let id = waiting(tx, 1, 0)?.first().expect("an edition").id;
            for it in &came {
                status(tx, it, 5)?;
            }
            let message_id = Some("wamid.1".to_owned());
            settle(tx, &[Outcome { id, state: "sent", message_id, why: None }], 6)?;
            let row = "SELECT state, message_id, delivered, read FROM outbox";
            let row = tx.query_row(row, [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
            Ok((row, get(tx, WHO)?.expect("a reader")))
        };
        memory.work(job).await.unwrap()
    }

    #[tokio::test]
    async fn a_status_that_overtakes_the_answer_counts_and_is_kept() {
        let message_id = Some("wamid.1".to_owned());
        let (row, reader) = overtaken(vec![told("delivered", None), told("read", None)]).await;
        assert_eq!(row, ("sent".to_owned(), message_id.clone(), true, true));
        assert_eq!(reader.first_tick_s, Some(5));
        let (row, reader) = overtaken(vec![told("failed", Some(NOT_ALLOWED))]).await;
        assert_eq!(row, ("failed".to_owned(), message_id.clone(), false, false));
        assert_eq!((reader.is_stopped, reader.standing), (true, Standing::Never));
        let (row, reader) = overtaken(vec![told("failed", Some(131_026))]).await;
        assert_eq!((row.0.as_str(), reader.is_stopped), ("failed", false));
        let without_key = Status { biz_opaque_callback_data: None, ..told("read", None) };
        let (row, _) = overtaken(vec![without_key]).await;
        assert_eq!(row, ("sent".to_owned(), message_id, false, false), "nobody knows whose it is");
    }

    #[tokio::test]
    async fn a_tick_between_two_answers_without_one_ends_the_row() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::open(&folder.path().join("press.db")).unwrap();
        let job = |tx: &Transaction<'_>| {
            let reader = Reader::new(WHO, "UTC", Language::English);
            let reader = Reader { first_tick_s: Some(1), unticked: 1, ..reader };
            put(tx, &reader, None, 0)?;
            ticked(tx, WHO, 5)?;
            get(tx, WHO)
        };
        let reader = memory.work(job).await.unwrap().expect("a reader");
        assert_eq!((reader.first_tick_s, reader.unticked), (Some(1), 0));
    }
}
