use rusqlite::{OptionalExtension, Transaction, types::Type};

use crate::model::{Claim, Decision, Minute, Told, Verdict};
use crate::mvt::Language;
use crate::talk::Notice;

const TOLD: &str =
    "SELECT at_min, claim FROM notices WHERE passenger = ?1 AND leg = ?2 ORDER BY number";
const KNOWN: &str = "SELECT claim FROM notices
    WHERE passenger = ?1 AND leg = ?2 AND state IN ('pending', 'sent') ORDER BY number DESC LIMIT 1";
const ADD: &str = "INSERT INTO notices (passenger, leg, number, at_min, claim, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const DECIDED: &str = "INSERT INTO decisions (passenger, leg, at_min, verdict, rule, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const CLOSE: &str = "INSERT OR IGNORE INTO closed (leg) VALUES (?1)";
const OPEN: &str = "DELETE FROM closed WHERE leg = ?1";
const PENDING: &str = "SELECT id, passenger, leg, number, body FROM notices n WHERE state = 'pending' ORDER BY id LIMIT ?1";
const STALE: &str = "UPDATE notices SET state = 'dropped', why = ?1 WHERE state = 'pending' AND (
    claim NOT IN (?2, ?3) AND leg IN (SELECT leg FROM closed)
    OR EXISTS (SELECT 1 FROM notices newer WHERE newer.passenger = notices.passenger AND newer.leg = notices.leg
        AND newer.number > notices.number))";
const SETTLE: &str = "UPDATE notices SET state = ?2, message_id = ?3, why = ?4 WHERE id = ?1";

const LAST_VERDICT: &str =
    "SELECT verdict FROM decisions WHERE passenger = ?1 AND leg = ?2 ORDER BY id DESC LIMIT 1";
const LAST_NOTICE: &str = "SELECT max(at_min) FROM notices WHERE passenger = ?1 AND leg = ?2";

/// A notice that waits to be sent.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) passenger: String,
    pub(super) notice: Notice,
    pub(super) key: String,
}

/// One decision about one passenger.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) passenger: String,
    pub(super) leg: String,
    pub(super) at: Minute,
    pub(super) decision: Decision,
    pub(super) told: Told,
    pub(super) notice: Option<Notice>,
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    let wrong = |fault| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(fault));
    serde_json::from_str(text).map_err(wrong)
}

fn text<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|fault| rusqlite::Error::ToSqlConversionFailure(Box::new(fault)))
}

/// What a passenger was told, and the departure she knows. A refused notice counts against the rules, so that a refusal
/// is not tried again and again, but she knows nothing from it.
pub(super) fn told(
    tx: &Transaction<'_>,
    passenger: &str,
    leg: &str,
) -> rusqlite::Result<(Told, Option<Minute>)> {
    let mut rows = tx.prepare_cached(TOLD)?;
    let mut told = Told::default();
    for row in
        rows.query_map((passenger, leg), |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?
    {
        let (at, claim) = row?;
        told = told.after(json(&claim)?, Minute(at));
    }
    let last = tx
        .prepare_cached(KNOWN)?
        .query_row((passenger, leg), |row| row.get::<_, String>(0))
        .optional()?;
    let known = match last.map(|claim| json(&claim)).transpose()? {
        Some(Claim::Delayed(at) | Claim::Earlier(at) | Claim::Reinstated(at)) => Some(at),
        Some(Claim::Cancelled | Claim::Diverted | Claim::Waiting(_) | Claim::Connection(_))
        | None => None,
    };
    Ok((told, known))
}

const LANGUAGE: &str = "SELECT body FROM notices WHERE passenger = ?1 ORDER BY id DESC LIMIT 1";
const FIRST_TOLD: &str =
    "SELECT min(at_min) FROM notices WHERE passenger = ?1 AND leg = ?2 AND claim = ?3";
const SETTLE_RECALLS: &str = "UPDATE recalls SET outcome = 'arrived' WHERE outcome = 'due' AND notice IN (
    SELECT n.id FROM notices n LEFT JOIN receipts r ON r.message_id = n.message_id AND r.status IN ('delivered', 'read', 'failed')
    WHERE n.id = recalls.notice AND (r.message_id IS NOT NULL OR n.state IN ('dropped', 'refused')))";
const RECALLABLE: &str = "SELECT n.id, n.message_id FROM recalls r JOIN notices n ON n.id = r.notice
    WHERE r.outcome = 'due' AND n.state = 'sent' AND n.message_id IS NOT NULL ORDER BY n.id LIMIT ?1";
const OVERTAKEN: &str = "INSERT OR IGNORE INTO recalls (notice, outcome)
    SELECT id, 'due' FROM notices WHERE passenger = ?1 AND leg = ?2 AND number < ?3";
const OVER: &str = "INSERT OR IGNORE INTO recalls (notice, outcome)
    SELECT id, 'due' FROM notices WHERE leg = ?1 AND claim NOT IN (?2, ?3)";
const RECALLED: &str = "UPDATE recalls SET outcome = ?2 WHERE notice = ?1";

/// Notices that were sent, have not arrived, and are no longer true.
pub(super) fn recallable(tx: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<(i64, String)>> {
    tx.prepare_cached(SETTLE_RECALLS)?.execute([])?;
    let mut rows = tx.prepare_cached(RECALLABLE)?;
    let read = rows.query_map([most], |row| Ok((row.get(0)?, row.get(1)?)))?;
    read.collect()
}

/// What became of the wish to take a notice back.
pub(super) fn recalled(tx: &Transaction<'_>, notice: i64, outcome: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(RECALLED)?.execute((notice, outcome)).map(|_| ())
}

/// The language of the last notice to a passenger.
pub(super) fn language(
    tx: &Transaction<'_>,
    passenger: &str,
) -> rusqlite::Result<Option<Language>> {
    let body: Option<String> =
        tx.prepare_cached(LANGUAGE)?.query_row([passenger], |row| row.get(0)).optional()?;
    body.map(|body| json::<Notice>(&body).map(|notice| notice.language)).transpose()
}

/// When a passenger was told of a cancellation.
pub(super) fn told_cancelled(
    tx: &Transaction<'_>,
    passenger: &str,
    leg: &str,
) -> rusqlite::Result<Option<Minute>> {
    let claim = text(&Claim::Cancelled)?;
    let at: Option<i64> =
        tx.prepare_cached(FIRST_TOLD)?.query_row((passenger, leg, claim), |row| row.get(0))?;
    Ok(at.map(Minute))
}

/// When the last notice went out, if the last decision was to wait a while after it.
pub(super) fn held_since(
    tx: &Transaction<'_>,
    passenger: &str,
    leg: &str,
) -> rusqlite::Result<Option<Minute>> {
    let mut verdict = tx.prepare_cached(LAST_VERDICT)?;
    let verdict: Option<String> =
        verdict.query_row((passenger, leg), |row| row.get(0)).optional()?;
    if verdict.as_deref() != Some("hold") {
        return Ok(None);
    }
    let mut last = tx.prepare_cached(LAST_NOTICE)?;
    let at: Option<i64> = last.query_row((passenger, leg), |row| row.get(0))?;
    Ok(at.map(Minute))
}

/// Records a decision, and its notice if it has one.
pub(super) fn record(tx: &Transaction<'_>, made: &Made) -> rusqlite::Result<()> {
    let Made { passenger, leg, at, decision, told, notice } = made;
    let verdict = match decision.verdict {
        Verdict::Send(_) => "send",
        Verdict::Hold(_) => "hold",
        Verdict::Drop => "drop",
    };
    let rule = format!("{:?}", decision.rule);
    tx.prepare_cached(DECIDED)?.execute((passenger, leg, at.0, verdict, rule, &decision.reason))?;
    if let (Verdict::Send(claim), Some(notice)) = (decision.verdict, notice) {
        let number = told.next_number();
        let row = (passenger, leg, number, at.0, text(&claim)?, text(notice)?);
        tx.prepare_cached(ADD)?.execute(row)?;
        tx.prepare_cached(OVERTAKEN)?.execute((passenger, leg, number))?;
    }
    Ok(())
}

/// Nothing more will be said about the departure of a leg.
pub(super) fn close(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<()> {
    if tx.prepare_cached(CLOSE)?.execute([leg])? == 1 {
        let still_true = (leg, text(&Claim::Cancelled)?, text(&Claim::Diverted)?);
        tx.prepare_cached(OVER)?.execute(still_true)?;
    }
    Ok(())
}

/// A leg is open again: it came back to its stand, or flies after all.
pub(super) fn open(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(OPEN)?.execute([leg]).map(|_| ())
}

/// Drops what is no longer true, then takes the oldest notices that wait.
pub(super) fn waiting(tx: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<Waiting>> {
    tx.execute(
        STALE,
        ("overtaken before it could be sent", text(&Claim::Cancelled)?, text(&Claim::Diverted)?),
    )?;
    let mut rows = tx.prepare_cached(PENDING)?;
    let read = rows.query_map([most], |row| {
        let (passenger, leg): (String, String) = (row.get(1)?, row.get(2)?);
        let number: u32 = row.get(3)?;
        let key = format!("flights/{passenger}/{leg}/{number}");
        Ok(Waiting { id: row.get(0)?, passenger, key, notice: json(&row.get::<_, String>(4)?)? })
    })?;
    read.collect()
}

/// The outcome of a notice.
pub(super) fn settle(
    tx: &Transaction<'_>,
    id: i64,
    state: &str,
    message_id: Option<&str>,
    why: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(SETTLE)?.execute((id, state, message_id, why)).map(|_| ())
}
