use rusqlite::Transaction;
use serde::Serialize;

use super::config::World;
use super::memory::Memory;
use super::trials::{self, TrialStatus};
use crate::PressError;
use crate::model::{Share, share};

const COUNTS: &str = "SELECT
    (SELECT count(*) FROM reader WHERE stopped = 0), (SELECT count(*) FROM reader WHERE stopped = 1),
    (SELECT count(*) FROM story WHERE state = 'ready'), (SELECT count(*) FROM story WHERE state = 'held'),
    (SELECT count(*) FROM outbox WHERE state = 'pending'), (SELECT count(*) FROM outbox WHERE state = 'sent'),
    (SELECT count(*) FROM outbox WHERE state IN ('refused', 'failed')), (SELECT count(*) FROM outbox WHERE state = 'dropped'),
    (SELECT count(*) FROM desk WHERE state = 'open')";
const EDITIONS: &str = "SELECT count(*), coalesce(sum(delivered), 0) FROM outbox WHERE kind = 'edition' AND state = 'sent'";
const READS: &str = "SELECT count(*), coalesce(sum(read), 0) FROM outbox WHERE kind = 'edition' AND delivered = 1 AND counts = 1";
const SOURCES: &str = "SELECT id, url, topic, title, answers, asked_s, next_s, trouble, items, state FROM source ORDER BY id LIMIT 200";
const FAULTS: &str = "SELECT reason, count, explanation FROM fault WHERE source = ?1 ORDER BY count DESC, reason LIMIT 40";
const LAST: &str = "SELECT reader, at_s, verdict, reason FROM decision ORDER BY id DESC LIMIT 20";
const BY_HOUR: &str = "SELECT sent_s / 3600, count(*) FROM outbox WHERE state = 'sent' AND sent_s > ?1 GROUP BY 1 ORDER BY 1";
const STORIES_BY_HOUR: &str = "SELECT seen_s / 3600, count(*) FROM story WHERE seen_s > ?1 AND state IN ('ready', 'held') GROUP BY 1 ORDER BY 1";

/// A source and its troubles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceStatus {
    /// Its address as configured.
    pub url: String,
    /// Its topic.
    pub topic: String,
    /// Its own title.
    pub title: String,
    /// Bodies that were read.
    pub answers: i64,
    /// When it was asked last, in seconds.
    pub asked_s: Option<i64>,
    /// When it is asked next, in seconds.
    pub next_s: i64,
    /// What is wrong with it now.
    pub trouble: Option<String>,
    /// Items it brought in all.
    pub items: i64,
    /// It is gone for good.
    pub is_gone: bool,
    /// Troubles counted by reason.
    pub faults: Vec<FaultCount>,
}

/// One kind of trouble of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultCount {
    /// Its name.
    pub reason: String,
    /// How often.
    pub count: i64,
    /// What it means.
    pub explanation: String,
}

/// One of the latest decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastDecision {
    /// Who: the end of her id.
    pub reader: String,
    /// When, in seconds.
    pub at_s: i64,
    /// `send`, `skip`, `start`, `stop`.
    pub verdict: String,
    /// Why.
    pub reason: String,
}

/// How the newsroom is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Now, in seconds.
    pub now_s: i64,
    /// Readers.
    pub readers: i64,
    /// Readers who stopped.
    pub stopped: i64,
    /// Stories that may go out, or went.
    pub stories: i64,
    /// Stories that wait for an editor.
    pub held: i64,
    /// Messages that wait to be sent.
    pub pending: i64,
    /// Messages that the server took.
    pub sent: i64,
    /// Messages that were refused or failed.
    pub refused: i64,
    /// Editions whose hour was over before they could go.
    pub dropped: i64,
    /// What waits at the editors' desk.
    pub desk: i64,
    /// Editions delivered, of those sent; nothing below twenty.
    pub delivered: Option<Share>,
    /// Editions read, of those delivered to readers who had let reading be seen before; nothing below twenty.
    pub read: Option<Share>,
    /// Trials of two headlines, newest first, 20 at most.
    pub trials: Vec<TrialStatus>,
    /// Messages sent by hour since 1970, the last two days.
    pub sent_by_hour: Vec<(i64, i64)>,
    /// Stories seen by hour since 1970, the last two days.
    pub stories_by_hour: Vec<(i64, i64)>,
    /// The sources.
    pub sources: Vec<SourceStatus>,
    /// The latest decisions, newest first, 20 at most.
    pub last_decisions: Vec<LastDecision>,
}

/// Asks a running newsroom how it is doing. Cheap to clone.
#[derive(Clone)]
pub struct StatusHandle {
    pub(super) memory: Memory,
    pub(super) world: World,
}

impl StatusHandle {
    /// A snapshot.
    pub async fn snapshot(&self) -> Result<Status, PressError> {
        let now_s = self.world.now();
        self.memory.work(move |tx| read(tx, now_s)).await
    }
}

pub(super) fn read(tx: &Transaction<'_>, now_s: i64) -> rusqlite::Result<Status> {
    let mut status = tx.query_row(COUNTS, [], |row| {
        Ok(Status {
            now_s,
            readers: row.get(0)?,
            stopped: row.get(1)?,
            stories: row.get(2)?,
            held: row.get(3)?,
            pending: row.get(4)?,
            sent: row.get(5)?,
            refused: row.get(6)?,
            dropped: row.get(7)?,
            desk: row.get(8)?,
            ..Status::default()
        })
    })?;
    status.delivered = part(tx, EDITIONS)?;
    status.read = part(tx, READS)?;
    status.trials = trials::all(tx)?;
    let since = now_s - 48 * 3600;
    for (query, kept) in
        [(BY_HOUR, &mut status.sent_by_hour), (STORIES_BY_HOUR, &mut status.stories_by_hour)]
    {
        *kept = tx
            .prepare_cached(query)?
            .query_map([since], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
    }
    status.sources = sources(tx)?;
    let mut rows = tx.prepare_cached(LAST)?;
    let last = rows.query_map([], |row| {
        let reader: String = row.get(0)?;
        let end: String = reader.chars().skip(reader.chars().count().saturating_sub(4)).collect();
        Ok(LastDecision {
            reader: format!("…{end}"),
            at_s: row.get(1)?,
            verdict: row.get(2)?,
            reason: row.get(3)?,
        })
    })?;
    status.last_decisions = last.collect::<rusqlite::Result<_>>()?;
    Ok(status)
}

fn part(tx: &Transaction<'_>, query: &str) -> rusqlite::Result<Option<Share>> {
    let (of, part): (i64, i64) = tx.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(share(u64::try_from(part).unwrap_or(0), u64::try_from(of).unwrap_or(0)))
}

fn sources(tx: &Transaction<'_>) -> rusqlite::Result<Vec<SourceStatus>> {
    let mut rows = tx.prepare_cached(SOURCES)?;
    let read = rows.query_map([], |row| {
        let state: crate::fetch::SourceState = super::memory::json(&row.get::<_, String>(9)?)?;
        let source = SourceStatus {
            url: row.get(1)?,
            topic: row.get(2)?,
            title: row.get(3)?,
            answers: row.get(4)?,
            asked_s: row.get(5)?,
            next_s: row.get(6)?,
            trouble: row.get(7)?,
            items: row.get(8)?,
            is_gone: state.is_gone,
            faults: Vec::new(),
        };
        Ok((row.get::<_, i64>(0)?, source))
    })?;
    let mut all = Vec::new();
    for found in read {
        let (id, mut source) = found?;
        let mut faults = tx.prepare_cached(FAULTS)?;
        let counts = faults.query_map([id], |row| {
            Ok(FaultCount { reason: row.get(0)?, count: row.get(1)?, explanation: row.get(2)? })
        })?;
        source.faults = counts.collect::<rusqlite::Result<_>>()?;
        all.push(source);
    }
    Ok(all)
}
