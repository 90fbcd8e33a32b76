//! The operator's desk.

use super::cold::NEXT_GENERATION;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::{PostgresStore, accounts, signals};
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
use serde::de::DeserializeOwned;

/// Lets one call of a person change her report about a business at a time.
pub(super) const LOCK_PAIR: &str =
    "SELECT 1 FROM relation WHERE person = $1 AND business = $2 FOR NO KEY UPDATE";
pub(super) const REPLACE_REPORT: &str =
    "DELETE FROM report WHERE person = $1 AND business = $2 AND handled_at IS NULL";
pub(super) const ADD_REPORT: &str = "INSERT INTO report (id, business, person, at, reason, \
     handled_at, has_shown, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(super) const SET_REPORT: &str =
    "UPDATE report SET handled_at = $2, has_shown = $3, data = $4 WHERE id = $1";
pub(super) const REPORT: &str = "SELECT data FROM report WHERE id = $1";
pub(super) const LOCK_REPORT: &str = "SELECT data FROM report WHERE id = $1 FOR UPDATE";
pub(super) const DELETE_REPORT: &str = "DELETE FROM report WHERE id = $1";
pub(super) const DELETE_COMPLAINT: &str =
    "DELETE FROM complaint WHERE business = $1 AND template = $2 AND person = $3 AND at = $4";
pub(super) const REPORTS: &str = "SELECT data FROM report WHERE (at, id) > ($1, $2) AND at <= $3 \
     AND ($4::bigint IS NULL OR business = $4) AND ($5::text IS NULL OR reason = $5) \
     AND ($6::boolean IS NULL OR (handled_at IS NOT NULL) = $6) ORDER BY at, id LIMIT $7";
pub(super) const REPORT_COUNTS: &str = "SELECT reason, count(*) FROM report \
     WHERE business = $1 AND at >= $2 AND at <= $3 GROUP BY reason ORDER BY 2 DESC, reason COLLATE \"C\"";
pub(super) const OLD_SHOWN: &str = "SELECT data FROM report \
     WHERE handled_at < $1 AND has_shown = 1 ORDER BY at, id LIMIT $2 FOR UPDATE";
pub(super) const ALL_REPORTS: &str = "SELECT data FROM report ORDER BY at, id";
pub(super) const ADD_MEASURE: &str = "INSERT INTO measure (id, business, at, state, kind, began_at, \
     data) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(super) const SET_MEASURE: &str = "UPDATE measure SET state = $3, began_at = $4, data = $5 \
     WHERE id = $1 AND state = $2";
pub(super) const MEASURE: &str = "SELECT data FROM measure WHERE id = $1";
pub(super) const MEASURES: &str = "SELECT data FROM measure \
     WHERE ($1::bigint IS NULL OR business = $1) ORDER BY at DESC, id DESC LIMIT $2";
pub(super) const ALL_MEASURES: &str = "SELECT data FROM measure ORDER BY at, id";
pub(super) const SUSPEND: &str = "UPDATE business SET suspended = $2 WHERE id = $1";
pub(super) const ADD_APPEAL: &str = "INSERT INTO appeal (id, business, measure, at, granted, data) \
     VALUES ($1, $2, $3, $4, $5, $6)";
pub(super) const SET_APPEAL: &str = "UPDATE appeal SET granted = $2, data = $3 WHERE id = $1";
pub(super) const APPEAL: &str = "SELECT data FROM appeal WHERE id = $1";
pub(super) const LOCK_APPEAL: &str = "SELECT data FROM appeal WHERE id = $1 FOR UPDATE";
pub(super) const APPEALS: &str = "SELECT data FROM appeal \
     WHERE ($1::bigint IS NULL OR business = $1) ORDER BY at DESC, id DESC LIMIT $2";
pub(super) const ALL_APPEALS: &str = "SELECT data FROM appeal ORDER BY at, id";
pub(super) const REPORT_NUMBERS: &str =
    "SELECT count(*), count(handled_at) FROM report WHERE at >= $1 AND at < $2";
pub(super) const MEDIAN: &str = "SELECT (handled_at - at) / 1000000 FROM report WHERE at >= $1 \
     AND at < $2 AND handled_at IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET $3";
pub(super) const MEASURE_NUMBERS: &str = "SELECT count(*) FILTER (WHERE kind = 0), \
     count(*) FILTER (WHERE kind = 1) FROM measure WHERE began_at >= $1 AND began_at < $2";
pub(super) const APPEAL_NUMBERS: &str = "SELECT count(*), count(*) FILTER (WHERE granted = 1) \
     FROM appeal WHERE at >= $1 AND at < $2";

async fn one<T: DeserializeOwned>(
    session: &Session,
    sql: &str,
    (table, id): (&'static str, i64),
) -> Work<T> {
    let row = session.one(sql, &[&id]).await?.ok_or(StoreError::NotFound(table))?;
    Ok(from_json(table, id, row.try_get(0)?)?)
}

async fn list<T: DeserializeOwned>(
    session: &Session,
    sql: &str,
    table: &'static str,
    given: Given<'_>,
) -> Work<Vec<T>> {
    let rows = session.query(sql, given).await?;
    rows.iter().map(|row| Ok(from_json(table, "", row.try_get(0)?)?)).collect()
}

pub(super) async fn add_report(session: &Session, report: &Report) -> Work<()> {
    let given: Given<'_> = &[
        &report.id.0,
        &report.business.0,
        &report.person.0,
        &report.at.0,
        &report.reason.name(),
        &report.handled.as_ref().map(|handled| handled.at.0),
        &i64::from(!report.shown.is_empty()),
        &to_json(report)?,
    ];
    session.run(ADD_REPORT, given).await.map_err(accounts::taken("report")).map(drop)
}

async fn set_report(session: &Session, report: &Report) -> Work<()> {
    let handled_at = report.handled.as_ref().map(|handled| handled.at.0);
    let has_shown = i64::from(!report.shown.is_empty());
    let given: Given<'_> = &[&report.id.0, &handled_at, &has_shown, &to_json(report)?];
    session.run(SET_REPORT, given).await.map(drop)
}

async fn file(store: &PostgresStore, report: &Report, complaint: Option<&Complaint>) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let pair: Given<'_> = &[&report.person.0, &report.business.0];
        session.one(LOCK_PAIR, pair).await?;
        session.run(REPLACE_REPORT, pair).await?;
        add_report(session, report).await?;
        if let Some(complaint) = complaint {
            signals::put(session, complaint).await?;
        }
        session.batch(COMMIT).await
    })
}

async fn take_back(
    store: &PostgresStore,
    person: PersonId,
    id: ReportId,
    since: Timestamp,
) -> Work<Report> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let report: Report = one(session, LOCK_REPORT, ("report", id.0)).await?;
        if report.person != person {
            return Err(StoreError::NotFound("report").into());
        }
        if report.at < since || report.handled.is_some() {
            return Err(StoreError::Conflict("too late").into());
        }
        session.run(DELETE_REPORT, &[&id.0]).await?;
        if let Some(template) = report.template {
            let given: Given<'_> = &[&report.business.0, &template.0, &person.0, &report.at.0];
            session.run(DELETE_COMPLAINT, given).await?;
        }
        session.batch(COMMIT).await?;
        Ok(report)
    })
}

async fn reports(session: &Session, filter: &ReportFilter, limit: u32) -> Work<Vec<Report>> {
    let (at, id) = filter.after.map_or((i64::MIN, 0), |(at, id)| (at.0, id.0));
    let given: Given<'_> = &[
        &at,
        &id,
        &filter.until.0,
        &filter.business.map(|business| business.0),
        &filter.reason.map(Reason::name),
        &filter.handled,
        &i64::from(limit),
    ];
    list(session, REPORTS, "report", given).await
}

async fn counts(session: &Session, given: Given<'_>) -> Work<Vec<(Reason, u64)>> {
    let rows = session.query(REPORT_COUNTS, given).await?;
    rows.iter().map(|row| Ok((named("report", row.try_get(0)?)?, count(row.try_get(1)?)))).collect()
}

async fn handle_one(store: &PostgresStore, id: ReportId, handled: &Handled) -> Work<Report> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut report: Report = one(session, LOCK_REPORT, ("report", id.0)).await?;
        handle(&mut report, handled.clone())?;
        set_report(session, &report).await?;
        session.batch(COMMIT).await?;
        Ok(report)
    })
}

async fn forget(store: &PostgresStore, before: Timestamp, limit: u32) -> Work<u64> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let given: Given<'_> = &[&before.0, &i64::from(limit)];
        let mut old: Vec<Report> = list(session, OLD_SHOWN, "report", given).await?;
        for report in &mut old {
            report.shown.clear();
            set_report(session, report).await?;
        }
        session.batch(COMMIT).await?;
        Ok(u64::try_from(old.len()).unwrap_or(u64::MAX))
    })
}

pub(super) async fn add_measure(session: &Session, to: &Measure) -> Work<()> {
    let given: Given<'_> = &[
        &to.id.0,
        &to.business.0,
        &to.at.0,
        &state_code(to.state),
        &kind_code(to.kind),
        &began_at(to),
        &to_json(to)?,
    ];
    session.run(ADD_MEASURE, given).await.map_err(accounts::taken("measure")).map(drop)
}

async fn propose(session: &Session, to: &Measure) -> Work<()> {
    accounts::business(session, to.business).await?.ok_or(StoreError::NotFound("business"))?;
    add_measure(session, to).await
}

async fn move_measure(store: &PostgresStore, was: MeasureState, to: &Measure) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let given: Given<'_> =
            &[&to.id.0, &state_code(was), &state_code(to.state), &began_at(to), &to_json(to)?];
        if session.run(SET_MEASURE, given).await? == 0 {
            return Err(StoreError::Conflict("measure").into());
        }
        let suspended = to.state == MeasureState::InForce;
        session.run(SUSPEND, &[&to.business.0, &suspended]).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })?;
    store.lookups.forget_all();
    Ok(())
}

pub(super) async fn add_appeal(session: &Session, appeal: &Appeal) -> Work<()> {
    let granted = appeal.answer.as_ref().map(|answer| i64::from(answer.granted));
    let given: Given<'_> = &[
        &appeal.id.0,
        &appeal.business.0,
        &appeal.measure.0,
        &appeal.at.0,
        &granted,
        &to_json(appeal)?,
    ];
    session.run(ADD_APPEAL, given).await.map_err(accounts::taken("appeal")).map(drop)
}

async fn answer_one(store: &PostgresStore, id: AppealId, given: &AppealAnswer) -> Work<Appeal> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut appeal: Appeal = one(session, LOCK_APPEAL, ("appeal", id.0)).await?;
        answer(&mut appeal, given.clone())?;
        let granted = i64::from(given.granted);
        session.run(SET_APPEAL, &[&id.0, &granted, &to_json(&appeal)?]).await?;
        session.batch(COMMIT).await?;
        Ok(appeal)
    })
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

async fn pair(session: &Session, sql: &str, given: Given<'_>) -> Work<(i64, i64)> {
    let row = session.one(sql, given).await?.ok_or(StoreError::NotFound("numbers"))?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

async fn numbers(session: &Session, from: Timestamp, to: Timestamp) -> Work<DeskNumbers> {
    let given: Given<'_> = &[&from.0, &to.0];
    let (reports, handled) = pair(session, REPORT_NUMBERS, given).await?;
    let (suspensions, closures) = pair(session, MEASURE_NUMBERS, given).await?;
    let (appeals, granted) = pair(session, APPEAL_NUMBERS, given).await?;
    let place = handled.saturating_sub(1).max(0) / 2;
    let median = session.one(MEDIAN, &[&from.0, &to.0, &place]).await?;
    let median = median.map(|row| row.try_get(0)).transpose()?;
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

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    for report in list::<Report>(session, ALL_REPORTS, "report", &[]).await? {
        lines.line("report", &report)?;
    }
    for measure in list::<Measure>(session, ALL_MEASURES, "measure", &[]).await? {
        lines.line("measure", &measure)?;
    }
    for appeal in list::<Appeal>(session, ALL_APPEALS, "appeal", &[]).await? {
        lines.line("appeal", &appeal)?;
    }
    Ok(())
}

#[async_trait]
impl DeskStore for PostgresStore {
    async fn file_report(&self, report: Report, complaint: Option<Complaint>) -> Result<()> {
        self.ensure_open()?;
        file(self, &report, complaint.as_ref()).await.map_err(Fault::into_store_error)
    }
    async fn take_back_report(
        &self,
        person: PersonId,
        id: ReportId,
        since: Timestamp,
    ) -> Result<Report> {
        self.ensure_open()?;
        take_back(self, person, id, since).await.map_err(Fault::into_store_error)
    }
    async fn report(&self, id: ReportId) -> Result<Report> {
        on!(self, session => one(session, REPORT, ("report", id.0)))
    }
    async fn reports(&self, filter: ReportFilter, limit: u32) -> Result<Vec<Report>> {
        on!(self, session => reports(session, &filter, limit))
    }
    async fn report_counts(
        &self,
        business: BusinessId,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(Reason, u64)>> {
        on!(self, session => counts(session, &[&business.0, &since.0, &until.0]))
    }
    async fn handle_report(&self, id: ReportId, handled: Handled) -> Result<Report> {
        self.ensure_open()?;
        handle_one(self, id, &handled).await.map_err(Fault::into_store_error)
    }
    async fn forget_shown(&self, before: Timestamp, limit: u32) -> Result<u64> {
        self.ensure_open()?;
        forget(self, before, limit).await.map_err(Fault::into_store_error)
    }
    async fn propose(&self, measure: Measure) -> Result<()> {
        on!(self, session => propose(session, &measure))
    }
    async fn measure(&self, id: MeasureId) -> Result<Measure> {
        on!(self, session => one(session, MEASURE, ("measure", id.0)))
    }
    async fn measures(&self, business: Option<BusinessId>, limit: u32) -> Result<Vec<Measure>> {
        let of = business.map(|one| one.0);
        on!(self, session => list(session, MEASURES, "measure", &[&of, &i64::from(limit)]))
    }
    async fn move_measure(&self, was: MeasureState, to: Measure) -> Result<()> {
        self.ensure_open()?;
        move_measure(self, was, &to).await.map_err(Fault::into_store_error)
    }
    async fn file_appeal(&self, appeal: Appeal) -> Result<()> {
        on!(self, session => add_appeal(session, &appeal))
    }
    async fn appeal(&self, id: AppealId) -> Result<Appeal> {
        on!(self, session => one(session, APPEAL, ("appeal", id.0)))
    }
    async fn appeals(&self, business: Option<BusinessId>, limit: u32) -> Result<Vec<Appeal>> {
        let of = business.map(|one| one.0);
        on!(self, session => list(session, APPEALS, "appeal", &[&of, &i64::from(limit)]))
    }
    async fn answer_appeal(&self, id: AppealId, answer: AppealAnswer) -> Result<Appeal> {
        self.ensure_open()?;
        answer_one(self, id, &answer).await.map_err(Fault::into_store_error)
    }
    async fn desk_numbers(&self, from: Timestamp, to: Timestamp) -> Result<DeskNumbers> {
        on!(self, session => numbers(session, from, to))
    }
}
