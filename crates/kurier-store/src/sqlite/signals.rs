//! What people make of templates: counted on a read connection, written in a few rows a step.

use super::SqliteStore;
use super::fault::Work;
use super::pacing;
use super::tx::Tx;
use crate::log::code::{self, status_code};
use crate::log::export::Lines;
use crate::log::wanted;
use crate::port::{Result, SignalStore};
use crate::record::{Complaint, OptOuts, Signals, WantedAnswer, WantedCounts};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, PersonId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::rules::reason::Reason;
use kurier_policy::status::Status;
use kurier_policy::time::{HOUR_S, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) const CURSOR: &str = "SELECT seq FROM signal_cursor WHERE business = ?1";
pub(super) const MOVE: &str = "INSERT INTO signal_cursor (business, seq) VALUES (?1, ?3) \
     ON CONFLICT (business) DO UPDATE SET seq = excluded.seq WHERE seq = ?2";
/// Messages with a category were made from templates, which their bodies name.
pub(super) const COUNT: &str = "SELECT json_extract(l.body, '$.template'), e.at / ?4 * ?4, \
     count(*) FILTER (WHERE e.status = ?5), count(*) FILTER (WHERE e.status = ?6), \
     count(*) FILTER (WHERE e.status = ?6 AND e.at <= l.at + ?4) FROM event e JOIN log l ON l.pos = e.pos WHERE e.business = ?1 AND e.seq > ?2 AND e.seq <= ?3 \
     AND e.kind = 1 AND e.status IN (?5, ?6) AND l.category <> 0 GROUP BY 1, 2";
pub(super) const ADD: &str = "INSERT INTO signal (business, template, hour, delivered, read, read_soon) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (business, template, hour) DO UPDATE SET \
     delivered = delivered + excluded.delivered, read = read + excluded.read, \
     read_soon = read_soon + excluded.read_soon";
pub(super) const ALLOW: &str = "SELECT count(DISTINCT person) FROM permission WHERE business = ?1";
pub(super) const LEFT: &str = "SELECT count(DISTINCT l.person) FROM event e JOIN log l ON l.pos = e.pos \
     WHERE e.business = ?1 AND e.kind = 3 AND e.at >= ?2 AND NOT EXISTS \
     (SELECT 1 FROM permission p WHERE p.business = e.business AND p.person = l.person)";
pub(super) const COUNTED: &str = "SELECT template, sum(delivered), sum(read), sum(read_soon) FROM signal \
     WHERE business = ?1 AND template IN (SELECT value FROM json_each(?2)) AND hour >= ?3 \
     GROUP BY template ORDER BY template";
pub(super) const FORGET_HOURS: &str = "DELETE FROM signal WHERE (business, template, hour) IN \
     (SELECT business, template, hour FROM signal WHERE hour < ?1 LIMIT ?2)";
pub(super) const PUT: &str = "INSERT INTO complaint (business, template, person, at, sent_at, reported, reason, surcharge) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (business, template, person) DO UPDATE SET \
     at = excluded.at, sent_at = excluded.sent_at, reason = coalesce(complaint.reason, excluded.reason), \
     surcharge = CASE WHEN complaint.reported = 0 THEN excluded.surcharge ELSE complaint.surcharge END, \
     reported = max(complaint.reported, excluded.reported)";
pub(super) const SINCE: &str = "SELECT business, template, person, at, sent_at, reported, reason, surcharge FROM complaint \
     WHERE business = ?1 AND at >= ?2 ORDER BY at DESC, template, person LIMIT ?3";
pub(super) const FORGET: &str = "DELETE FROM complaint WHERE (business, template, person) IN \
     (SELECT business, template, person FROM complaint WHERE at < ?1 LIMIT ?2)";
pub(super) const ALL: &str = "SELECT business, template, person, at, sent_at, reported, reason, surcharge FROM complaint \
     ORDER BY business, template, person";
pub(super) const PUT_WANTED: &str = "INSERT INTO wanted (business, person, template, at, wanted) \
     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (business, person) DO UPDATE SET \
     template = excluded.template, at = excluded.at, wanted = excluded.wanted";
pub(super) const ONE_WANTED: &str = "SELECT business, person, template, at, wanted FROM wanted \
     WHERE business = ?1 AND person = ?2";
pub(super) const COUNT_WANTED: &str = "SELECT coalesce(sum(wanted), 0), count(*) FROM wanted \
     WHERE business = ?1 AND at >= ?2";
pub(super) const FORGET_WANTED: &str = "DELETE FROM wanted WHERE (business, person) IN \
     (SELECT business, person FROM wanted WHERE at < ?1 LIMIT ?2)";
pub(super) const ALL_WANTED: &str =
    "SELECT business, person, template, at, wanted FROM wanted ORDER BY business, person";

fn read(row: &Row<'_>) -> rusqlite::Result<Complaint> {
    let reason: Option<String> = row.get(6)?;
    Ok(Complaint {
        business: BusinessId(row.get(0)?),
        template: TemplateId(row.get(1)?),
        person: PersonId(row.get(2)?),
        at: Timestamp(row.get(3)?),
        sent_at: Timestamp(row.get(4)?),
        reported: row.get(5)?,
        // A reason that a later program knows is one that this one does not count.
        reason: reason.as_deref().and_then(Reason::named),
        surcharge: Micros(row.get(7)?),
    })
}

fn read_wanted(row: &Row<'_>) -> rusqlite::Result<WantedAnswer> {
    Ok(WantedAnswer {
        business: BusinessId(row.get(0)?),
        person: PersonId(row.get(1)?),
        template: TemplateId(row.get(2)?),
        at: Timestamp(row.get(3)?),
        wanted: wanted::of_code(row.get(4)?),
    })
}

pub(super) fn put(tx: &Tx<'_>, of: &Complaint) -> Work<()> {
    tx.conn.prepare_cached(PUT)?.execute(params![
        of.business.0,
        of.template.0,
        of.person.0,
        of.at.0,
        of.sent_at.0,
        of.reported,
        of.reason.map(Reason::name),
        of.surcharge.0,
    ])?;
    Ok(())
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    for complaint in statement.query_map([], read)? {
        lines.line("complaint", &complaint?)?;
    }
    let mut statement = conn.prepare(ALL_WANTED)?;
    for answer in statement.query_map([], read_wanted)? {
        lines.line("wanted", &answer?)?;
    }
    Ok(())
}

/// What the next events add to one hour of one template.
struct Added {
    template: i64,
    hour: i64,
    delivered: i64,
    read: i64,
    read_soon: i64,
}

/// An hour in the unit of times.
const HOUR_US: i64 = HOUR_S * 1_000_000;

fn cursor(conn: &Connection, business: BusinessId) -> Work<i64> {
    let mut statement = conn.prepare_cached(CURSOR)?;
    let seq = statement.query_row([business.0], |row| row.get(0)).optional()?;
    Ok(seq.unwrap_or(0))
}

fn added(conn: &Connection, business: BusinessId, (after, to): (i64, i64)) -> Work<Vec<Added>> {
    let (delivered, read) = (status_code(Status::Delivered), status_code(Status::Read));
    let mut statement = conn.prepare_cached(COUNT)?;
    let given = params![business.0, after, to, HOUR_US, delivered, read];
    let rows = statement.query_map(given, |row| {
        Ok(Added {
            template: row.get(0)?,
            hour: row.get(1)?,
            delivered: row.get(2)?,
            read: row.get(3)?,
            read_soon: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn write(tx: &Tx<'_>, business: BusinessId, (after, to): (i64, i64), all: &[Added]) -> Work<()> {
    if tx.conn.prepare_cached(MOVE)?.execute((business.0, after, to))? == 0 {
        return Ok(());
    }
    let mut add = tx.conn.prepare_cached(ADD)?;
    for one in all {
        let counts = (one.delivered, one.read, one.read_soon);
        add.execute((business.0, one.template, one.hour, counts.0, counts.1, counts.2))?;
    }
    Ok(())
}

fn counted(
    conn: &Connection,
    business: BusinessId,
    templates: &[TemplateId],
    since: Timestamp,
) -> Work<Vec<Signals>> {
    let ids: Vec<i64> = templates.iter().map(|one| one.0).collect();
    let mut statement = conn.prepare_cached(COUNTED)?;
    let given = (business.0, code::to_json(&ids)?, since.0);
    let rows = statement.query_map(given, |row| {
        let number = |at: usize| -> rusqlite::Result<u64> {
            Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
        };
        Ok(Signals {
            template: TemplateId(row.get(0)?),
            delivered: number(1)?,
            read: number(2)?,
            read_soon: number(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn opt_outs(conn: &Connection, business: BusinessId, since: Timestamp) -> Work<OptOuts> {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let allow = conn.prepare_cached(ALLOW)?.query_row([business.0], |row| row.get(0))?;
    let left = conn.prepare_cached(LEFT)?.query_row((business.0, since.0), |row| row.get(0))?;
    Ok(OptOuts { allow: number(allow), left: number(left) })
}

#[async_trait]
impl SignalStore for SqliteStore {
    async fn count_signals(&self, business: BusinessId, limit: u32) -> Result<bool> {
        let head = self.shared.read_hot().events.get(&business).copied().unwrap_or(0);
        let read = move |conn: &Connection| {
            let after = cursor(conn, business)?;
            let to = head.min(after.saturating_add(i64::from(limit)));
            Ok((after, to, added(conn, business, (after, to))?))
        };
        let (after, to, all) = self.readers.run(read).await?;
        if to > after {
            let work = move |tx: &mut Tx<'_>| write(tx, business, (after, to), &all);
            self.writer.run(1, work).await?;
        }
        Ok(to < head)
    }
    async fn signals(
        &self,
        business: BusinessId,
        templates: Vec<TemplateId>,
        since: Timestamp,
    ) -> Result<Vec<Signals>> {
        self.readers.run(move |conn| counted(conn, business, &templates, since)).await
    }
    async fn opt_outs(&self, business: BusinessId, since: Timestamp) -> Result<OptOuts> {
        self.readers.run(move |conn| opt_outs(conn, business, since)).await
    }
    async fn complain(&self, of: Complaint) -> Result<()> {
        self.writer.run(1, move |tx| put(tx, &of)).await
    }
    async fn complaints(
        &self,
        business: BusinessId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Complaint>> {
        let work = move |conn: &Connection| {
            let mut statement = conn.prepare_cached(SINCE)?;
            let rows = statement.query_map((business.0, since.0, limit), read)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.readers.run(work).await
    }
    async fn answer_wanted(&self, of: WantedAnswer) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| {
            let given =
                (of.business.0, of.person.0, of.template.0, of.at.0, wanted::code(of.wanted));
            tx.conn.prepare_cached(PUT_WANTED)?.execute(given)?;
            Ok(())
        };
        self.writer.run(1, work).await
    }
    async fn wanted_of(
        &self,
        business: BusinessId,
        person: PersonId,
    ) -> Result<Option<WantedAnswer>> {
        let work = move |conn: &Connection| {
            let mut statement = conn.prepare_cached(ONE_WANTED)?;
            Ok(statement.query_row((business.0, person.0), read_wanted).optional()?)
        };
        self.readers.run(work).await
    }
    async fn wanted_counts(&self, business: BusinessId, since: Timestamp) -> Result<WantedCounts> {
        let work = move |conn: &Connection| {
            let mut statement = conn.prepare_cached(COUNT_WANTED)?;
            let given = (business.0, since.0);
            Ok(statement.query_row(given, |row| Ok(wanted::counts(row.get(0)?, row.get(1)?)))?)
        };
        self.readers.run(work).await
    }
    async fn forget_signals(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let work = move |tx: &mut Tx<'_>| {
            let hours = tx.conn.prepare_cached(FORGET_HOURS)?.execute((before.0, limit))?;
            let complaints = tx.conn.prepare_cached(FORGET)?.execute((before.0, limit))?;
            let answers = tx.conn.prepare_cached(FORGET_WANTED)?.execute((before.0, limit))?;
            let paced = pacing::forget(tx, before, limit)?;
            let all = hours.saturating_add(complaints).saturating_add(answers);
            let all = all.saturating_add(paced);
            Ok(u64::try_from(all).unwrap_or(u64::MAX))
        };
        self.writer.run(1, work).await
    }
}
