use rusqlite::Transaction;

use super::super::inbox::{self, Conversation};
use super::state::State;
use crate::feed::Reason;
use crate::model::Minute;

const COUNTS: &str = "SELECT
    (SELECT count(*) FROM notices WHERE state = 'pending'), (SELECT count(*) FROM notices WHERE state = 'sent'),
    (SELECT count(*) FROM notices WHERE state = 'refused'), (SELECT count(*) FROM notices WHERE state = 'dropped'),
    (SELECT count(*) FROM recalls WHERE outcome = 'recalled'), (SELECT count(*) FROM decisions),
    (SELECT count(*) FROM receipts WHERE status = 'delivered'),
    (SELECT count(*) FROM receipts WHERE status = 'read'), (SELECT count(*) FROM seats)";
const SOURCES: &str = "SELECT t.source, t.deliveries, t.last_s FROM taken t ORDER BY t.source";
const FAULTS: &str =
    "SELECT source, reason, n, last_s, what FROM faults ORDER BY source, n DESC, reason";
const DECISIONS: &str = "SELECT id, passenger, leg, at_min, verdict, rule, reason FROM decisions
    WHERE id < ?1 ORDER BY id DESC LIMIT 50";
const DECISIONS_OF: &str = "SELECT id, passenger, leg, at_min, verdict, rule, reason FROM decisions
    WHERE id < ?1 AND leg = ?2 ORDER BY id DESC LIMIT 50";
const HOURS: &str = "SELECT at_s / 3600, count(*) FROM aware WHERE at_s > ?1 GROUP BY 1 ORDER BY 1";
const LAGS: &str = "SELECT r.at_s - a.at_s FROM aware a JOIN notices n ON n.id = a.notice
    JOIN receipts r ON r.message_id = n.message_id AND r.status = 'sent' WHERE a.at_s > ?1 ORDER BY 1 LIMIT 100000";
/// The page and `/status` show so many conversations.
const SHOWN_CONVERSATIONS: u32 = 100;
/// The plots show two days.
const SHOWN_S: i64 = 48 * 3_600;

/// How the desk is doing: what its page shows, and `/status` tells.
#[derive(Debug, Default, serde::Serialize)]
pub(super) struct Report {
    pub(super) now_s: i64,
    pub(super) legs: usize,
    pub(super) pending: i64,
    pub(super) sent: i64,
    pub(super) refused: i64,
    pub(super) dropped: i64,
    pub(super) recalled: i64,
    pub(super) decisions: i64,
    pub(super) delivered: i64,
    pub(super) read: i64,
    pub(super) seats: i64,
    pub(super) lag_p50_s: Option<i64>,
    pub(super) lag_p99_s: Option<i64>,
    pub(super) sources: Vec<Source>,
    pub(super) conversations: Vec<Conversation>,
    pub(super) last_decisions: Vec<Decided>,
    /// Notices by hour: hours since 1970, and how many.
    pub(super) by_hour: Vec<(i64, i64)>,
}

/// A source, and what of it was not used.
#[derive(Debug, serde::Serialize)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) deliveries: i64,
    pub(super) last_s: i64,
    pub(super) faults: Vec<Counted>,
}

#[derive(Debug, serde::Serialize)]
pub(super) struct Counted {
    pub(super) reason: String,
    pub(super) n: i64,
    pub(super) last_s: i64,
    pub(super) what: String,
    pub(super) meaning: &'static str,
}

#[derive(Debug, serde::Serialize)]
pub(super) struct Decided {
    pub(super) id: i64,
    pub(super) passenger: String,
    pub(super) leg: String,
    pub(super) at: String,
    pub(super) verdict: String,
    pub(super) rule: String,
    pub(super) reason: String,
}

pub(super) fn read(tx: &Transaction<'_>, state: &State, now_s: i64) -> rusqlite::Result<Report> {
    let mut report = tx.query_row(COUNTS, [], |row| {
        Ok(Report {
            pending: row.get(0)?,
            sent: row.get(1)?,
            refused: row.get(2)?,
            dropped: row.get(3)?,
            recalled: row.get(4)?,
            decisions: row.get(5)?,
            delivered: row.get(6)?,
            read: row.get(7)?,
            seats: row.get(8)?,
            ..Report::default()
        })
    })?;
    report.now_s = now_s;
    report.legs = state.watch.board().legs().len();
    report.sources = sources(tx)?;
    report.last_decisions = decisions(tx, None, i64::MAX)?;
    report.conversations = inbox::list(tx, Some("open"), 0, SHOWN_CONVERSATIONS)?;
    let mut rows = tx.prepare_cached(HOURS)?;
    let hours = rows.query_map([now_s - SHOWN_S], |row| Ok((row.get(0)?, row.get(1)?)))?;
    report.by_hour = hours.collect::<rusqlite::Result<_>>()?;
    let mut rows = tx.prepare_cached(LAGS)?;
    let lags = rows.query_map([now_s - SHOWN_S], |row| row.get(0))?;
    let lags: Vec<i64> = lags.collect::<rusqlite::Result<_>>()?;
    report.lag_p50_s = lags.get(lags.len() / 2).copied();
    report.lag_p99_s = lags.get(lags.len() * 99 / 100).copied();
    Ok(report)
}

fn sources(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Source>> {
    let mut rows = tx.prepare_cached(SOURCES)?;
    let read = rows.query_map([], |row| {
        Ok(Source {
            name: row.get(0)?,
            deliveries: row.get(1)?,
            last_s: row.get(2)?,
            faults: Vec::new(),
        })
    })?;
    let mut sources: Vec<Source> = read.collect::<rusqlite::Result<_>>()?;
    let mut rows = tx.prepare_cached(FAULTS)?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (name, reason): (String, String) = (row.get(0)?, row.get(1)?);
        let meaning = Reason::sentence(&reason);
        let fault =
            Counted { reason, n: row.get(2)?, last_s: row.get(3)?, what: row.get(4)?, meaning };
        if let Some(source) = sources.iter_mut().find(|source| source.name == name) {
            source.faults.push(fault);
        }
    }
    Ok(sources)
}

/// The latest decisions before `before`, newest first, 50 at most.
pub(super) fn decisions(
    tx: &Transaction<'_>,
    leg: Option<&str>,
    before: i64,
) -> rusqlite::Result<Vec<Decided>> {
    let decided = |row: &rusqlite::Row<'_>| {
        Ok(Decided {
            id: row.get(0)?,
            passenger: row.get(1)?,
            leg: row.get(2)?,
            at: Minute(row.get(3)?).timestamp().to_string(),
            verdict: row.get(4)?,
            rule: row.get(5)?,
            reason: row.get(6)?,
        })
    };
    let mut statement = tx.prepare_cached(if leg.is_some() { DECISIONS_OF } else { DECISIONS })?;
    let rows = match leg {
        Some(leg) => statement.query_map((before, leg), decided)?,
        None => statement.query_map([before], decided)?,
    };
    rows.collect()
}
