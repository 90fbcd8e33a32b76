//! The operator's desk.

use super::SqliteStore;
use super::fault::{Work, conflict};
use super::signals;
use super::tx::Tx;
use crate::log::code::{from_json, named, to_json};
use crate::log::desk::{answer, began_at, handle, kind_code, state_code};
use crate::log::export::Lines;
use crate::port::{DeskStore, Result, StoreError};
use crate::record::{
    Appeal, AppealAnswer, Complaint, DeskNumbers, Handled, Measure, Report, ReportFilter,
};
use async_trait::async_trait;
use kurier_policy::desk::MeasureState;
use kurier_policy::id::{AppealId, BusinessId, MeasureId, PersonId, ReportId};
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, params};
use serde::de::DeserializeOwned;

pub(super) const REPLACE_REPORT: &str =
    "DELETE FROM report WHERE person = ?1 AND business = ?2 AND handled_at IS NULL";
pub(super) const ADD_REPORT: &str = "INSERT INTO report (id, business, person, at, reason, \
     handled_at, has_shown, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
pub(super) const SET_REPORT: &str =
    "UPDATE report SET handled_at = ?2, has_shown = ?3, data = ?4 WHERE id = ?1";
pub(super) const REPORT: &str = "SELECT data FROM report WHERE id = ?1";
pub(super) const DELETE_REPORT: &str = "DELETE FROM report WHERE id = ?1";
pub(super) const DELETE_COMPLAINT: &str =
    "DELETE FROM complaint WHERE business = ?1 AND template = ?2 AND person = ?3 AND at = ?4";
pub(super) const REPORTS: &str = "SELECT data FROM report WHERE (at, id) > (?1, ?2) AND at <= ?3 \
     AND (?4 IS NULL OR business = ?4) AND (?5 IS NULL OR reason = ?5) \
     AND (?6 IS NULL OR (handled_at IS NOT NULL) = ?6) ORDER BY at, id LIMIT ?7";
pub(super) const REPORT_COUNTS: &str = "SELECT reason, count(*) FROM report \
     WHERE business = ?1 AND at >= ?2 AND at <= ?3 GROUP BY reason ORDER BY 2 DESC, 1";
pub(super) const OLD_SHOWN: &str = "SELECT data FROM report \
     WHERE handled_at < ?1 AND has_shown = 1 ORDER BY at, id LIMIT ?2";
pub(super) const ALL_REPORTS: &str = "SELECT data FROM report ORDER BY at, id";
pub(super) const ADD_MEASURE: &str = "INSERT INTO measure (id, business, at, state, kind, began_at, \
     data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const SET_MEASURE: &str = "UPDATE measure SET state = ?3, began_at = ?4, data = ?5 \
     WHERE id = ?1 AND state = ?2";
pub(super) const MEASURE: &str = "SELECT data FROM measure WHERE id = ?1";
pub(super) const MEASURES: &str = "SELECT data FROM measure WHERE (?1 IS NULL OR business = ?1) \
     ORDER BY at DESC, id DESC LIMIT ?2";
pub(super) const ALL_MEASURES: &str = "SELECT data FROM measure ORDER BY at, id";
pub(super) const SUSPEND: &str = "UPDATE business SET suspended = ?2 WHERE id = ?1";
pub(super) const ADD_APPEAL: &str = "INSERT INTO appeal (id, business, measure, at, granted, data) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
pub(super) const SET_APPEAL: &str = "UPDATE appeal SET granted = ?2, data = ?3 WHERE id = ?1";
pub(super) const APPEAL: &str = "SELECT data FROM appeal WHERE id = ?1";
pub(super) const APPEALS: &str = "SELECT data FROM appeal WHERE (?1 IS NULL OR business = ?1) \
     ORDER BY at DESC, id DESC LIMIT ?2";
pub(super) const ALL_APPEALS: &str = "SELECT data FROM appeal ORDER BY at, id";
pub(super) const REPORT_NUMBERS: &str =
    "SELECT count(*), count(handled_at) FROM report WHERE at >= ?1 AND at < ?2";
pub(super) const MEDIAN: &str = "SELECT (handled_at - at) / 1000000 FROM report WHERE at >= ?1 \
     AND at < ?2 AND handled_at IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET ?3";
pub(super) const MEASURE_NUMBERS: &str = "SELECT count(*) FILTER (WHERE kind = 0), \
     count(*) FILTER (WHERE kind = 1) FROM measure WHERE began_at >= ?1 AND began_at < ?2";
pub(super) const APPEAL_NUMBERS: &str = "SELECT count(*), count(*) FILTER (WHERE granted = 1) \
     FROM appeal WHERE at >= ?1 AND at < ?2";

fn one<T: DeserializeOwned>(
    conn: &Connection,
    sql: &str,
    (table, id): (&'static str, i64),
) -> Work<T> {
    let data: Option<String> =
        conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    let data = data.ok_or(StoreError::NotFound(table))?;
    Ok(from_json(table, id, &data)?)
}

fn list<T: DeserializeOwned>(
    conn: &Connection,
    sql: &str,
    table: &'static str,
    given: impl Params,
) -> Work<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(given)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(from_json(table, "", &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

fn add_report(tx: &Tx<'_>, report: &Report) -> Work<()> {
    let given = params![
        report.id.0,
        report.business.0,
        report.person.0,
        report.at.0,
        report.reason.name(),
        report.handled.as_ref().map(|handled| handled.at.0),
        i64::from(!report.shown.is_empty()),
        to_json(report)?,
    ];
    tx.conn.prepare_cached(ADD_REPORT)?.execute(given).map_err(conflict("report"))?;
    Ok(())
}

fn set_report(tx: &Tx<'_>, report: &Report) -> Work<()> {
    let handled_at = report.handled.as_ref().map(|handled| handled.at.0);
    let given = (report.id.0, handled_at, i64::from(!report.shown.is_empty()), to_json(report)?);
    tx.conn.prepare_cached(SET_REPORT)?.execute(given)?;
    Ok(())
}

fn file(tx: &Tx<'_>, report: &Report, complaint: Option<&Complaint>) -> Work<()> {
    tx.conn.prepare_cached(REPLACE_REPORT)?.execute((report.person.0, report.business.0))?;
    add_report(tx, report)?;
    if let Some(complaint) = complaint {
        signals::put(tx, complaint)?;
    }
    Ok(())
}

fn take_back(tx: &Tx<'_>, person: PersonId, id: ReportId, since: Timestamp) -> Work<Report> {
    let report: Report = one(tx.conn, REPORT, ("report", id.0))?;
    if report.person != person {
        return Err(StoreError::NotFound("report").into());
    }
    if report.at < since || report.handled.is_some() {
        return Err(StoreError::Conflict("too late").into());
    }
    tx.conn.prepare_cached(DELETE_REPORT)?.execute([id.0])?;
    if let Some(template) = report.template {
        let given = (report.business.0, template.0, person.0, report.at.0);
        tx.conn.prepare_cached(DELETE_COMPLAINT)?.execute(given)?;
    }
    Ok(report)
}

fn reports(conn: &Connection, filter: &ReportFilter, limit: u32) -> Work<Vec<Report>> {
    let (at, id) = filter.after.map_or((i64::MIN, 0), |(at, id)| (at.0, id.0));
    let given = params![
        at,
        id,
        filter.until.0,
        filter.business.map(|business| business.0),
        filter.reason.map(Reason::name),
        filter.handled,
        limit,
    ];
    list(conn, REPORTS, "report", given)
}

fn counts(conn: &Connection, given: (i64, i64, i64)) -> Work<Vec<(Reason, u64)>> {
    let mut statement = conn.prepare_cached(REPORT_COUNTS)?;
    let mut rows = statement.query(given)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let reason = named("report", &row.get::<_, String>(0)?)?;
        found.push((reason, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0)));
    }
    Ok(found)
}

fn move_measure(tx: &mut Tx<'_>, was: MeasureState, to: &Measure) -> Work<()> {
    let given = (to.id.0, state_code(was), state_code(to.state), began_at(to), to_json(to)?);
    if tx.conn.prepare_cached(SET_MEASURE)?.execute(given)? == 0 {
        return Err(StoreError::Conflict("measure").into());
    }
    tx.cold.touch();
    tx.cold.forget_business(to.business);
    let suspended = to.state == MeasureState::InForce;
    tx.conn.prepare_cached(SUSPEND)?.execute((to.business.0, suspended))?;
    Ok(())
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn numbers(conn: &Connection, from: Timestamp, to: Timestamp) -> Work<DeskNumbers> {
    let pair = |sql: &str| -> Work<(i64, i64)> {
        let mut statement = conn.prepare_cached(sql)?;
        Ok(statement.query_row((from.0, to.0), |row| Ok((row.get(0)?, row.get(1)?)))?)
    };
    let (reports, handled) = pair(REPORT_NUMBERS)?;
    let (suspensions, closures) = pair(MEASURE_NUMBERS)?;
    let (appeals, granted) = pair(APPEAL_NUMBERS)?;
    let mut median = conn.prepare_cached(MEDIAN)?;
    let place = handled.saturating_sub(1).max(0) / 2;
    let median = median.query_row((from.0, to.0, place), |row| row.get(0)).optional()?;
    Ok(DeskNumbers {
        reports: count(reports),
        handled: count(handled),
        median_handling_s: median,
        suspensions: count(suspensions),
        closures: count(closures),
        appeals: count(appeals),
        appeals_granted: count(granted),
    })
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    for report in list::<Report>(conn, ALL_REPORTS, "report", [])? {
        lines.line("report", &report)?;
    }
    for measure in list::<Measure>(conn, ALL_MEASURES, "measure", [])? {
        lines.line("measure", &measure)?;
    }
    for appeal in list::<Appeal>(conn, ALL_APPEALS, "appeal", [])? {
        lines.line("appeal", &appeal)?;
    }
    Ok(())
}

#[async_trait]
impl DeskStore for SqliteStore {
    async fn file_report(&self, report: Report, complaint: Option<Complaint>) -> Result<()> {
        self.writer.run(1, move |tx| file(tx, &report, complaint.as_ref())).await
    }
    async fn take_back_report(
        &self,
        person: PersonId,
        id: ReportId,
        since: Timestamp,
    ) -> Result<Report> {
        self.writer.run(1, move |tx| take_back(tx, person, id, since)).await
    }
    async fn report(&self, id: ReportId) -> Result<Report> {
        self.readers.run(move |conn| one(conn, REPORT, ("report", id.0))).await
    }
    async fn reports(&self, filter: ReportFilter, limit: u32) -> Result<Vec<Report>> {
        self.readers.run(move |conn| reports(conn, &filter, limit)).await
    }
    async fn report_counts(
        &self,
        business: BusinessId,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(Reason, u64)>> {
        self.readers.run(move |conn| counts(conn, (business.0, since.0, until.0))).await
    }
    async fn handle_report(&self, id: ReportId, handled: Handled) -> Result<Report> {
        let work = move |tx: &mut Tx<'_>| {
            let mut report: Report = one(tx.conn, REPORT, ("report", id.0))?;
            handle(&mut report, handled)?;
            set_report(tx, &report)?;
            Ok(report)
        };
        self.writer.run(1, work).await
    }
    async fn forget_shown(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let work = move |tx: &mut Tx<'_>| {
            let old: Vec<Report> = list(tx.conn, OLD_SHOWN, "report", (before.0, limit))?;
            for mut report in old.clone() {
                report.shown.clear();
                set_report(tx, &report)?;
            }
            Ok(u64::try_from(old.len()).unwrap_or(u64::MAX))
        };
        self.writer.run(1, work).await
    }
    async fn propose(&self, to: Measure) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| {
            tx.business(to.business)?.ok_or(StoreError::NotFound("business"))?;
            let (state, kind) = (state_code(to.state), kind_code(to.kind));
            let given =
                (to.id.0, to.business.0, to.at.0, state, kind, began_at(&to), to_json(&to)?);
            tx.conn.prepare_cached(ADD_MEASURE)?.execute(given).map_err(conflict("measure"))?;
            Ok(())
        };
        self.writer.run(1, work).await
    }
    async fn measure(&self, id: MeasureId) -> Result<Measure> {
        self.readers.run(move |conn| one(conn, MEASURE, ("measure", id.0))).await
    }
    async fn measures(&self, business: Option<BusinessId>, limit: u32) -> Result<Vec<Measure>> {
        let business = business.map(|one| one.0);
        self.readers.run(move |conn| list(conn, MEASURES, "measure", (business, limit))).await
    }
    async fn move_measure(&self, was: MeasureState, to: Measure) -> Result<()> {
        let (shared, business) = (self.shared.clone(), to.business);
        let forget = move |(): &()| shared.lookups.businesses.forget(&business);
        self.writer.run_then(1, move |tx| move_measure(tx, was, &to), forget).await
    }
    async fn file_appeal(&self, appeal: Appeal) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| {
            let granted = appeal.answer.as_ref().map(|answer| i64::from(answer.granted));
            let (id, business, measure) = (appeal.id.0, appeal.business.0, appeal.measure.0);
            let given = (id, business, measure, appeal.at.0, granted, to_json(&appeal)?);
            tx.conn.prepare_cached(ADD_APPEAL)?.execute(given).map_err(conflict("appeal"))?;
            Ok(())
        };
        self.writer.run(1, work).await
    }
    async fn appeal(&self, id: AppealId) -> Result<Appeal> {
        self.readers.run(move |conn| one(conn, APPEAL, ("appeal", id.0))).await
    }
    async fn appeals(&self, business: Option<BusinessId>, limit: u32) -> Result<Vec<Appeal>> {
        let business = business.map(|one| one.0);
        self.readers.run(move |conn| list(conn, APPEALS, "appeal", (business, limit))).await
    }
    async fn answer_appeal(&self, id: AppealId, given: AppealAnswer) -> Result<Appeal> {
        let work = move |tx: &mut Tx<'_>| {
            let mut appeal: Appeal = one(tx.conn, APPEAL, ("appeal", id.0))?;
            let granted = i64::from(given.granted);
            answer(&mut appeal, given)?;
            tx.conn.prepare_cached(SET_APPEAL)?.execute((id.0, granted, to_json(&appeal)?))?;
            Ok(appeal)
        };
        self.writer.run(1, work).await
    }
    async fn desk_numbers(&self, from: Timestamp, to: Timestamp) -> Result<DeskNumbers> {
        self.readers.run(move |conn| numbers(conn, from, to)).await
    }
}
