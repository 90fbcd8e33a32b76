use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction, types::Type};

use crate::model::{Claim, Decision, Gate, Minute, Told, Verdict};
use crate::mvt::Language;
use crate::talk::Notice;

const TOLD: &str =
    "SELECT at_min, claim, state FROM notices WHERE passenger = ?1 AND leg = ?2 ORDER BY number";
const TOLD_OF_LEG: &str =
    "SELECT at_min, claim, state, passenger FROM notices WHERE leg = ?1 ORDER BY number";
const ADD: &str = "INSERT INTO notices (passenger, leg, number, at_min, claim, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const DECIDED: &str = "INSERT INTO decisions (passenger, leg, at_min, verdict, rule, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const CLOSE: &str = "INSERT OR IGNORE INTO closed (leg) VALUES (?1)";
const OPEN: &str = "DELETE FROM closed WHERE leg = ?1";
const HOLD: &str = "INSERT INTO holds (leg, until_min) VALUES (?1, ?2)
    ON CONFLICT (leg) DO UPDATE SET until_min = excluded.until_min";
const HOLD_NO_MORE: &str = "DELETE FROM holds WHERE leg = ?1";
const HOLDS: &str = "SELECT leg, until_min FROM holds ORDER BY leg";
const LAST_DECIDED: &str = "SELECT at_min FROM decisions ORDER BY id DESC LIMIT 1";
const DECIDED_LAST_FIRST: &str = "SELECT leg, at_min FROM decisions ORDER BY id DESC";
const PENDING: &str = "SELECT id, passenger, leg, number, body,
    claim NOT IN (?2, ?3) AND EXISTS (SELECT 1 FROM closed c WHERE c.leg = n.leg)
    OR EXISTS (SELECT 1 FROM notices newer WHERE newer.passenger = n.passenger AND newer.leg = n.leg
        AND newer.number > n.number AND (newer.claim LIKE '%gate%') = (n.claim LIKE '%gate%'))
    FROM notices n WHERE state = 'pending' ORDER BY id LIMIT ?1";
const FORGET: &str =
    "UPDATE notices SET state = 'dropped', why = ?3 WHERE leg IN (?1, ?2) AND state = 'pending'";
const SETTLE: &str = "UPDATE notices SET state = ?2, message_id = ?3, why = ?4 WHERE id = ?1";

/// A notice that waits to be sent.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) passenger: String,
    pub(super) notice: Notice,
    pub(super) key: String,
}

/// Stands for everybody aboard of whom nothing else was decided at that time: most flights are on time, and what is decided
/// for all of them alike is written down once.
pub(super) const EVERYBODY: &str = "*";

/// One decision about one passenger, or about [`EVERYBODY`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Made<'a> {
    pub(super) passenger: &'a str,
    pub(super) leg: &'a str,
    pub(super) at: Minute,
    pub(super) decision: &'a Decision,
    pub(super) told: Told,
    /// Its notice, written.
    pub(super) notice: Option<&'a str>,
}

/// What a passenger was told, and the departure and gate she knows. A refused notice counts against the rules, so that a refusal is
/// not tried again and again, but she knows nothing from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Memo {
    pub(super) told: Told,
    pub(super) known: Option<Minute>,
    /// The gate she knows of from a notice.
    pub(super) known_gate: Option<Gate>,
}

impl Memo {
    fn after(self, row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let claim: Claim = json(&row.get::<_, String>(1)?)?;
        let told = self.told.after(claim, Minute(row.get(0)?));
        let arrives = matches!(row.get::<_, String>(2)?.as_str(), "pending" | "sent");
        let mut after = Self { told, ..self };
        if arrives {
            match claim {
                Claim::Delayed(at) | Claim::Earlier(at) | Claim::Reinstated(at) => {
                    after.known = Some(at);
                }
                Claim::Gate(gate) => after.known_gate = Some(gate),
                Claim::Cancelled | Claim::Diverted | Claim::Waiting(_) | Claim::Connection(_) => {
                    after.known = None;
                }
            }
        }
        Ok(after)
    }
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    let wrong = |fault| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(fault));
    serde_json::from_str(text).map_err(wrong)
}

/// A notice, or a claim, as it is stored.
pub(super) fn written<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|fault| rusqlite::Error::ToSqlConversionFailure(Box::new(fault)))
}

/// What one passenger was told about a leg.
pub(super) fn told(tx: &Transaction<'_>, passenger: &str, leg: &str) -> rusqlite::Result<Memo> {
    let mut statement = tx.prepare_cached(TOLD)?;
    let mut rows = statement.query((passenger, leg))?;
    let mut memo = Memo::default();
    while let Some(row) = rows.next()? {
        memo = memo.after(row)?;
    }
    Ok(memo)
}

/// What everybody was told about a leg; who was told nothing is not among them.
pub(super) fn told_of_leg(
    tx: &Transaction<'_>,
    leg: &str,
) -> rusqlite::Result<HashMap<String, Memo>> {
    let mut statement = tx.prepare_cached(TOLD_OF_LEG)?;
    let mut rows = statement.query([leg])?;
    let mut memos = HashMap::<String, Memo>::new();
    while let Some(row) = rows.next()? {
        let memo = memos.entry(row.get(3)?).or_default();
        *memo = memo.after(row)?;
    }
    Ok(memos)
}

const LANGUAGE: &str = "SELECT body FROM notices WHERE passenger = ?1 ORDER BY id DESC LIMIT 1";
const FIRST_TOLD: &str =
    "SELECT min(at_min) FROM notices WHERE passenger = ?1 AND leg = ?2 AND claim = ?3";
const SETTLE_RECALLS: &str = "UPDATE recalls SET outcome = 'arrived' WHERE outcome = 'due' AND notice IN (
    SELECT n.id FROM notices n LEFT JOIN receipts r ON r.message_id = n.message_id AND r.status IN ('delivered', 'read', 'failed')
    WHERE n.id = recalls.notice AND (r.message_id IS NOT NULL OR n.state IN ('dropped', 'refused')))";
const RECALLABLE: &str = "SELECT n.id, n.message_id FROM recalls r JOIN notices n ON n.id = r.notice
    WHERE r.outcome = 'due' AND n.state = 'sent' AND n.message_id IS NOT NULL ORDER BY r.notice LIMIT ?1";
const OVERTAKEN: &str = "INSERT OR IGNORE INTO recalls (notice, outcome)
    SELECT id, 'due' FROM notices n WHERE passenger = ?1 AND leg = ?2 AND number < ?3
    AND claim LIKE '%gate%' = ?4
    AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.message_id = n.message_id AND r.status IN ('delivered', 'read', 'failed'))";
const OVER: &str = "INSERT OR IGNORE INTO recalls (notice, outcome)
    SELECT id, 'due' FROM notices n WHERE leg = ?1 AND claim NOT IN (?2, ?3)
    AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.message_id = n.message_id AND r.status IN ('delivered', 'read', 'failed'))";
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
    let claim = written(&Claim::Cancelled)?;
    let at: Option<i64> =
        tx.prepare_cached(FIRST_TOLD)?.query_row((passenger, leg, claim), |row| row.get(0))?;
    Ok(at.map(Minute))
}

/// Records a decision, and its notice if it has one.
pub(super) fn record(tx: &Transaction<'_>, made: Made<'_>) -> rusqlite::Result<()> {
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
        let row = (passenger, leg, number, at.0, written(&claim)?, notice);
        tx.prepare_cached(ADD)?.execute(row)?;
        if number > 1 {
            tx.prepare_cached(OVERTAKEN)?.execute((
                passenger,
                leg,
                number,
                matches!(claim, Claim::Gate(_)),
            ))?;
        }
    }
    Ok(())
}

/// A leg is to be thought of again at this time, whatever is heard of it; or not any more.
pub(super) fn hold(tx: &Transaction<'_>, leg: &str, until: Option<Minute>) -> rusqlite::Result<()> {
    match until {
        Some(until) => tx.prepare_cached(HOLD)?.execute((leg, until.0)),
        None => tx.prepare_cached(HOLD_NO_MORE)?.execute([leg]),
    }
    .map(|_| ())
}

/// The legs that are to be thought of again, and when.
pub(super) fn holds(tx: &Transaction<'_>) -> rusqlite::Result<Vec<(String, Minute)>> {
    let mut statement = tx.prepare_cached(HOLDS)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, Minute(row.get(1)?))))?;
    rows.collect()
}

/// When the last decision was made.
pub(super) fn last_decided(tx: &Transaction<'_>) -> rusqlite::Result<Option<Minute>> {
    tx.query_row(LAST_DECIDED, [], |row| row.get(0).map(Minute)).optional()
}

/// When each leg was last thought of, of those since then.
pub(super) fn thought_of(
    tx: &Transaction<'_>,
    since: Minute,
) -> rusqlite::Result<HashMap<String, Minute>> {
    let mut statement = tx.prepare(DECIDED_LAST_FIRST)?;
    let mut rows = statement.query([])?;
    let mut thought = HashMap::new();
    while let Some(row) = rows.next()? {
        let at = Minute(row.get(1)?);
        if at < since {
            break;
        }
        thought.entry(row.get(0)?).or_insert(at);
    }
    Ok(thought)
}

/// Nothing more will be said about the departure of a leg.
pub(super) fn close(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<()> {
    if tx.prepare_cached(CLOSE)?.execute([leg])? == 1 {
        let still_true = (leg, written(&Claim::Cancelled)?, written(&Claim::Diverted)?);
        tx.prepare_cached(OVER)?.execute(still_true)?;
    }
    Ok(())
}

/// A leg is open again: it came back to its stand, or flies after all.
pub(super) fn open(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(OPEN)?.execute([leg]).map(|_| ())
}

/// Nothing more is written about a leg whose passengers are forgotten: the reason they allowed it for is over. With nothing
/// left to stop, that it is closed need not be known.
pub(super) fn forget(tx: &Transaction<'_>, leg: &str) -> rusqlite::Result<()> {
    let why = "its passengers are forgotten: no reason to write is left";
    let connection = format!("{leg}/connection");
    tx.prepare_cached(FORGET)?.execute((leg, &connection, why))?;
    tx.prepare_cached(OPEN)?.execute([&connection])?;
    open(tx, leg)
}

/// Takes the oldest notices that wait, after dropping those of them that are no longer true.
pub(super) fn waiting(tx: &Transaction<'_>, most: u32) -> rusqlite::Result<Vec<Waiting>> {
    let still_true = [written(&Claim::Cancelled)?, written(&Claim::Diverted)?];
    loop {
        let mut statement = tx.prepare_cached(PENDING)?;
        let mut rows = statement.query((most, &still_true[0], &still_true[1]))?;
        let (mut waiting, mut stale) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if row.get(5)? {
                stale.push(id);
                continue;
            }
            let (passenger, leg): (String, String) = (row.get(1)?, row.get(2)?);
            let number: u32 = row.get(3)?;
            let key = format!("flights/{passenger}/{leg}/{number}");
            waiting.push(Waiting { id, passenger, key, notice: json(&row.get::<_, String>(4)?)? });
        }
        for id in &stale {
            settle(tx, *id, "dropped", None, Some("overtaken before it could be sent"))?;
        }
        if !waiting.is_empty() || stale.is_empty() {
            return Ok(waiting);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn plan(tx: &Transaction<'_>, sql: &str) -> rusqlite::Result<Vec<String>> {
        let mut statement = tx.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let given = std::iter::repeat_n(rusqlite::types::Null, statement.parameter_count());
        let given = rusqlite::params_from_iter(given.collect::<Vec<_>>());
        statement.query_map(given, |row| row.get(3))?.collect()
    }

    /// They run for every batch or every notice: each must look only at what it is about, however long the day has been.
    #[tokio::test]
    async fn no_statement_on_the_way_of_a_notice_reads_all_notices() {
        let memory = Memory::open(std::path::Path::new(":memory:")).expect("a database");
        for sql in [
            TOLD,
            TOLD_OF_LEG,
            PENDING,
            FORGET,
            SETTLE,
            FIRST_TOLD,
            SETTLE_RECALLS,
            RECALLABLE,
            OVERTAKEN,
            OVER,
            RECALLED,
        ] {
            let steps = memory.work(move |tx| plan(tx, sql)).await.expect("a plan");
            // These two indexes hold only what waits.
            let waits = ["INDEX notices_pending", "INDEX recalls_due"];
            let reads_all = |step: &&String| {
                step.starts_with("SCAN") && !waits.iter().any(|index| step.ends_with(index))
            };
            let whole: Vec<_> = steps.iter().filter(reads_all).collect();
            assert!(whole.is_empty(), "{sql}: {whole:?}");
        }
    }
}
