//! The pilot programme.

use super::fault::{Work, conflict};
use super::tx::Tx;
use super::{SqliteStore, accounts};
use crate::log::code::{from_json, to_json};
use crate::log::export::Lines;
use crate::log::pilot::{
    CHANGED, NO_INVITATION, accepted, cohort, follows, invitation, kind_code, may_accept,
};
use crate::port::{PilotStore, Result, StoreError};
use crate::record::{Paper, PaperKind, PilotStep, Seat, SurveyAsk};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, CohortId, PersonId, SurveyId};
use kurier_policy::pilot::{Access, Cohort, Said};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

pub(super) const ADD_PAPER: &str =
    "INSERT INTO pilot_paper (kind, name, at, data) VALUES (?1, ?2, ?3, ?4)";
pub(super) const SET_PAPER: &str =
    "UPDATE pilot_paper SET data = ?4 WHERE kind = ?1 AND name = ?2 AND data = ?3";
pub(super) const PAPER: &str = "SELECT data FROM pilot_paper WHERE kind = ?1 AND name = ?2";
pub(super) const PAPERS: &str = "SELECT data FROM pilot_paper WHERE kind = ?1 \
     AND (at, name) < (?2, ?3) ORDER BY at DESC, name DESC LIMIT ?4";
pub(super) const ALL_PAPERS: &str = "SELECT data FROM pilot_paper ORDER BY kind, name";
pub(super) const SET_ACCESS: &str = "UPDATE business SET access = ?2 WHERE id = ?1";
pub(super) const PUT_SEAT: &str = "INSERT INTO pilot_seat (business, cohort, taken) \
     VALUES (?1, ?2, ?3) ON CONFLICT (business) DO UPDATE SET cohort = ?2, taken = ?3";
pub(super) const TAKEN: &str = "SELECT count(*) FROM pilot_seat WHERE cohort = ?1 AND taken = 1";
pub(super) const SEATS: &str = "SELECT business, cohort, taken FROM pilot_seat \
     WHERE (?1 IS NULL OR cohort = ?1) AND business > ?2 ORDER BY business LIMIT ?3";
pub(super) const LAST_ASK: &str = "SELECT max(asked_at) FROM survey_ask WHERE person = ?1";
pub(super) const ASK: &str = "SELECT person, survey, asked_at, settled_at, said FROM survey_ask \
     WHERE person = ?1 AND survey = ?2";
pub(super) const ADD_ASK: &str = "INSERT INTO survey_ask (person, survey, asked_at, settled_at, \
     said) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const SETTLE_ASK: &str = "UPDATE survey_ask SET settled_at = ?3, said = ?4 \
     WHERE person = ?1 AND survey = ?2 AND settled_at IS NULL";
pub(super) const ASKED: &str = "SELECT count(*) FROM survey_ask WHERE survey = ?1";
pub(super) const SAID: &str = "SELECT said, count(*) FROM survey_ask \
     WHERE survey = ?1 AND settled_at >= ?2 GROUP BY said ORDER BY said";
pub(super) const ALL_ASKS: &str = "SELECT person, survey, asked_at, settled_at, said \
     FROM survey_ask ORDER BY person, survey";

fn papers(conn: &Connection, sql: &str, given: impl Params) -> Work<Vec<Paper>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(given)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(from_json("pilot_paper", "", &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

fn paper(conn: &Connection, kind: PaperKind, name: &str) -> Work<Option<Paper>> {
    Ok(papers(conn, PAPER, (kind_code(kind), name))?.pop())
}

fn file(tx: &Tx<'_>, paper: &Paper) -> Work<()> {
    let given = params![kind_code(paper.kind()), paper.key(), paper.at().0, to_json(paper)?];
    tx.conn.prepare_cached(ADD_PAPER)?.execute(given).map_err(conflict("paper"))?;
    Ok(())
}

fn change(tx: &Tx<'_>, was: &Paper, to: &Paper) -> Work<()> {
    let given = params![kind_code(to.kind()), to.key(), to_json(was)?, to_json(to)?];
    match tx.conn.prepare_cached(SET_PAPER)?.execute(given)? {
        0 => Err(CHANGED.into()),
        _ => Ok(()),
    }
}

fn put_access(tx: &mut Tx<'_>, business: BusinessId, access: &Access) -> Work<()> {
    tx.cold.touch();
    tx.cold.forget_business(business);
    tx.conn.prepare_cached(SET_ACCESS)?.execute((business.0, to_json(access)?))?;
    if let Some(enrolment) = &access.enrolment {
        let seat =
            Seat { business, cohort: enrolment.cohort, taken: enrolment.stage.takes_a_seat() };
        put_seat(tx.conn, &seat)?;
    }
    Ok(())
}

fn put_seat(conn: &Connection, seat: &Seat) -> Work<()> {
    let given = (seat.business.0, seat.cohort.0, i64::from(seat.taken));
    conn.prepare_cached(PUT_SEAT)?.execute(given)?;
    Ok(())
}

fn access(tx: &Tx<'_>, business: BusinessId) -> Work<Option<Access>> {
    let found = accounts::business(tx.conn, business)?;
    Ok(found.ok_or(StoreError::NotFound("business"))?.access.map(|access| *access))
}

fn move_cohort(
    tx: &mut Tx<'_>,
    was: Cohort,
    to: &Cohort,
    step: PilotStep,
) -> Work<Vec<BusinessId>> {
    let now = step.at;
    change(tx, &Paper::Cohort(was), &Paper::Cohort(to.clone()))?;
    file(tx, &Paper::Step(step))?;
    let mut touched = Vec::new();
    for seat in seats(tx.conn, Some(to.id), None, u32::MAX)? {
        let known = access(tx, seat.business)?;
        if let Some(next) = known.and_then(|known| known.under(to, now)) {
            put_access(tx, seat.business, &next)?;
            touched.push(seat.business);
        }
    }
    Ok(touched)
}

fn take_seat(
    tx: &mut Tx<'_>,
    business: BusinessId,
    (code_hash, email): (&str, &str),
    step: PilotStep,
) -> Work<Access> {
    let now = step.at;
    let was = paper(tx.conn, PaperKind::Invitation, code_hash)?.ok_or(NO_INVITATION)?;
    let given = invitation(was.clone())?;
    may_accept(&given, email, now)?;
    let into = paper(tx.conn, PaperKind::Cohort, &given.cohort.to_string())?;
    let into = cohort(into.ok_or(StoreError::NotFound("cohort"))?)?;
    let mut statement = tx.conn.prepare_cached(TAKEN)?;
    let taken: i64 = statement.query_row([into.id.0], |row| row.get(0))?;
    drop(statement);
    let known = access(tx, business)?.unwrap_or_default();
    let (used, next) = accepted(&given, &into, (business, known), taken, now)?;
    change(tx, &was, &Paper::Invitation(used))?;
    put_access(tx, business, &next)?;
    file(tx, &Paper::Step(PilotStep { cohort: Some(into.id), ..step }))?;
    Ok(next)
}

fn set_access(tx: &mut Tx<'_>, business: BusinessId, to: &Access, step: PilotStep) -> Work<()> {
    follows(access(tx, business)?.as_ref(), to)?;
    put_access(tx, business, to)?;
    file(tx, &Paper::Step(step))
}

fn seats(
    conn: &Connection,
    cohort: Option<CohortId>,
    after: Option<BusinessId>,
    limit: u32,
) -> Work<Vec<Seat>> {
    let mut statement = conn.prepare_cached(SEATS)?;
    let given = (cohort.map(|id| id.0), after.map_or(i64::MIN, |id| id.0), limit);
    let rows = statement.query_map(given, |row| {
        Ok(Seat {
            business: BusinessId(row.get(0)?),
            cohort: CohortId(row.get(1)?),
            taken: row.get::<_, i64>(2)? == 1,
        })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn said_at(text: Option<String>) -> Work<Option<Said>> {
    Ok(text.map(|text| from_json("survey_ask", "", &text)).transpose()?)
}

fn read_ask(row: &Row<'_>) -> Work<SurveyAsk> {
    Ok(SurveyAsk {
        person: PersonId(row.get(0)?),
        survey: SurveyId(row.get(1)?),
        asked_at: Timestamp(row.get(2)?),
        settled_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
        said: said_at(row.get(4)?)?,
    })
}

fn put_ask(conn: &Connection, ask: &SurveyAsk) -> Work<()> {
    let said = ask.said.as_ref().map(to_json).transpose()?;
    let settled_at = ask.settled_at.map(|at| at.0);
    let given = params![ask.person.0, ask.survey.0, ask.asked_at.0, settled_at, said];
    conn.prepare_cached(ADD_ASK)?.execute(given)?;
    Ok(())
}

fn ask_person(tx: &Tx<'_>, ask: &SurveyAsk, rested: Timestamp) -> Work<bool> {
    let mut statement = tx.conn.prepare_cached(ASK)?;
    let mut rows = statement.query((ask.person.0, ask.survey.0))?;
    if let Some(row) = rows.next()? {
        return Ok(read_ask(row)?.settled_at.is_none());
    }
    let mut statement = tx.conn.prepare_cached(LAST_ASK)?;
    let last: Option<i64> = statement.query_row([ask.person.0], |row| row.get(0))?;
    if last.is_some_and(|last| last > rested.0) {
        return Ok(false);
    }
    put_ask(tx.conn, ask)?;
    Ok(true)
}

fn settle(
    tx: &Tx<'_>,
    (person, survey): (PersonId, SurveyId),
    said: Option<&Said>,
    now: Timestamp,
) -> Work<()> {
    let said = said.map(to_json).transpose()?;
    let given = params![person.0, survey.0, now.0, said];
    if tx.conn.prepare_cached(SETTLE_ASK)?.execute(given)? > 0 {
        return Ok(());
    }
    let mut statement = tx.conn.prepare_cached(ASK)?;
    let known = statement.query_row((person.0, survey.0), |_| Ok(())).optional()?;
    let fault = match known {
        Some(()) => StoreError::Conflict("answered"),
        None => StoreError::NotFound("ask"),
    };
    Err(fault.into())
}

type Counts = (u64, Vec<(Option<Said>, u64)>);

fn counts(conn: &Connection, survey: SurveyId, since: Timestamp) -> Work<Counts> {
    let mut statement = conn.prepare_cached(ASKED)?;
    let asked: i64 = statement.query_row([survey.0], |row| row.get(0))?;
    let mut statement = conn.prepare_cached(SAID)?;
    let mut rows = statement.query((survey.0, since.0))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((said_at(row.get(0)?)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0)));
    }
    Ok((u64::try_from(asked).unwrap_or(0), found))
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    for paper in papers(conn, ALL_PAPERS, [])? {
        lines.line("pilot_paper", &paper)?;
    }
    for seat in seats(conn, None, None, u32::MAX)? {
        lines.line("pilot_seat", &seat)?;
    }
    let mut statement = conn.prepare(ALL_ASKS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("survey_ask", &read_ask(row)?)?;
    }
    Ok(())
}

/// So many records at once and no more.
fn page(
    conn: &Connection,
    kind: PaperKind,
    before: Option<(Timestamp, String)>,
    limit: u32,
) -> Work<Vec<Paper>> {
    let (at, name) = before.map_or((i64::MAX, String::new()), |(at, name)| (at.0, name));
    papers(conn, PAPERS, params![kind_code(kind), at, name, limit])
}

#[async_trait]
impl PilotStore for SqliteStore {
    async fn file_paper(&self, paper: Paper) -> Result<()> {
        self.writer.run(1, move |tx| file(tx, &paper)).await
    }
    async fn change_paper(&self, was: Paper, to: Paper) -> Result<()> {
        self.writer.run(1, move |tx| change(tx, &was, &to)).await
    }
    async fn paper(&self, kind: PaperKind, key: String) -> Result<Paper> {
        let found = self.readers.run(move |conn| paper(conn, kind, &key)).await?;
        found.ok_or(StoreError::NotFound("paper"))
    }
    async fn papers(
        &self,
        kind: PaperKind,
        before: Option<(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<Paper>> {
        self.readers.run(move |conn| page(conn, kind, before, limit)).await
    }
    async fn move_cohort(&self, was: Cohort, to: Cohort, step: PilotStep) -> Result<()> {
        let shared = self.shared.clone();
        let forget = move |touched: &Vec<BusinessId>| {
            for business in touched {
                shared.lookups.businesses.forget(business);
            }
        };
        let work = move |tx: &mut Tx<'_>| move_cohort(tx, was, &to, step);
        self.writer.run_then(1, work, forget).await.map(drop)
    }
    async fn take_seat(
        &self,
        business: BusinessId,
        code_hash: String,
        email: String,
        step: PilotStep,
    ) -> Result<Access> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| take_seat(tx, business, (&code_hash, &email), step);
        let forget = move |_: &Access| shared.lookups.businesses.forget(&business);
        self.writer.run_then(1, work, forget).await
    }
    async fn set_access(&self, business: BusinessId, to: Access, step: PilotStep) -> Result<()> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| set_access(tx, business, &to, step);
        let forget = move |(): &()| shared.lookups.businesses.forget(&business);
        self.writer.run_then(1, work, forget).await
    }
    async fn seats(
        &self,
        cohort: Option<CohortId>,
        after: Option<BusinessId>,
        limit: u32,
    ) -> Result<Vec<Seat>> {
        self.readers.run(move |conn| seats(conn, cohort, after, limit)).await
    }
    async fn ask_person(&self, ask: SurveyAsk, rested: Timestamp) -> Result<bool> {
        self.writer.run(1, move |tx| ask_person(tx, &ask, rested)).await
    }
    async fn settle_ask(
        &self,
        person: PersonId,
        survey: SurveyId,
        said: Option<Said>,
        now: Timestamp,
    ) -> Result<()> {
        self.writer.run(1, move |tx| settle(tx, (person, survey), said.as_ref(), now)).await
    }
    async fn survey_counts(&self, survey: SurveyId, since: Timestamp) -> Result<Counts> {
        self.readers.run(move |conn| counts(conn, survey, since)).await
    }
}
