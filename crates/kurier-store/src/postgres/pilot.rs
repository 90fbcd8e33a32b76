//! The pilot programme.

use super::PostgresStore;
use super::accounts::taken as is_taken;
use super::cold::NEXT_GENERATION;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
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
use tokio_postgres::Row;

pub(super) const ADD_PAPER: &str =
    "INSERT INTO pilot_paper (kind, name, at, data) VALUES ($1, $2, $3, $4)";
pub(super) const SET_PAPER: &str =
    "UPDATE pilot_paper SET data = $4 WHERE kind = $1 AND name = $2 AND data = $3";
pub(super) const PAPER: &str = "SELECT data FROM pilot_paper WHERE kind = $1 AND name = $2";
pub(super) const LOCK_PAPER: &str =
    "SELECT data FROM pilot_paper WHERE kind = $1 AND name = $2 FOR UPDATE";
pub(super) const PAPERS: &str = "SELECT data FROM pilot_paper WHERE kind = $1 \
     AND (at, name COLLATE \"C\") < ($2, $3) ORDER BY at DESC, name COLLATE \"C\" DESC LIMIT $4";
pub(super) const ALL_PAPERS: &str =
    "SELECT data FROM pilot_paper ORDER BY kind, name COLLATE \"C\"";
pub(super) const LOCK_ACCESS: &str = "SELECT access FROM business WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const SET_ACCESS: &str = "UPDATE business SET access = $2 WHERE id = $1";
pub(super) const PUT_SEAT: &str = "INSERT INTO pilot_seat (business, cohort, taken) \
     VALUES ($1, $2, $3) ON CONFLICT (business) DO UPDATE SET cohort = $2, taken = $3";
pub(super) const TAKEN: &str = "SELECT count(*) FROM pilot_seat WHERE cohort = $1 AND taken = 1";
pub(super) const SEATS: &str = "SELECT business, cohort, taken FROM pilot_seat \
     WHERE ($1::bigint IS NULL OR cohort = $1) AND business > $2 ORDER BY business LIMIT $3";
/// Lets one survey ask her at a time.
pub(super) const LOCK_PERSON: &str = "SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const LAST_ASK: &str = "SELECT max(asked_at) FROM survey_ask WHERE person = $1";
pub(super) const ASK: &str = "SELECT person, survey, asked_at, settled_at, said FROM survey_ask \
     WHERE person = $1 AND survey = $2";
pub(super) const ADD_ASK: &str = "INSERT INTO survey_ask (person, survey, asked_at, settled_at, \
     said) VALUES ($1, $2, $3, $4, $5)";
pub(super) const SETTLE_ASK: &str = "UPDATE survey_ask SET settled_at = $3, said = $4 \
     WHERE person = $1 AND survey = $2 AND settled_at IS NULL";
pub(super) const ASKED: &str = "SELECT count(*) FROM survey_ask WHERE survey = $1";
pub(super) const SAID: &str = "SELECT said, count(*) FROM survey_ask WHERE survey = $1 \
     AND settled_at >= $2 GROUP BY said ORDER BY said COLLATE \"C\" NULLS FIRST";
pub(super) const ALL_ASKS: &str = "SELECT person, survey, asked_at, settled_at, said \
     FROM survey_ask ORDER BY person, survey";

type Counts = (u64, Vec<(Option<Said>, u64)>);

async fn papers(session: &Session, sql: &str, given: Given<'_>) -> Work<Vec<Paper>> {
    let rows = session.query(sql, given).await?;
    rows.iter().map(|row| Ok(from_json("pilot_paper", "", row.try_get(0)?)?)).collect()
}

async fn paper(
    session: &Session,
    sql: &str,
    (kind, name): (PaperKind, &str),
) -> Work<Option<Paper>> {
    Ok(papers(session, sql, &[&kind_code(kind), &name]).await?.pop())
}

pub(super) async fn file(session: &Session, paper: &Paper) -> Work<()> {
    let given: Given<'_> =
        &[&kind_code(paper.kind()), &paper.key(), &paper.at().0, &to_json(paper)?];
    session.run(ADD_PAPER, given).await.map_err(is_taken("paper")).map(drop)
}

async fn change(session: &Session, was: &Paper, to: &Paper) -> Work<()> {
    let given: Given<'_> = &[&kind_code(to.kind()), &to.key(), &to_json(was)?, &to_json(to)?];
    match session.run(SET_PAPER, given).await? {
        0 => Err(CHANGED.into()),
        _ => Ok(()),
    }
}

/// What a business may do, under its lock.
async fn access(session: &Session, business: BusinessId) -> Work<Option<Access>> {
    let row = session.one(LOCK_ACCESS, &[&business.0]).await?;
    let row = row.ok_or(StoreError::NotFound("business"))?;
    access_at(&row, 0)
}

pub(super) fn access_at(row: &Row, at: usize) -> Work<Option<Access>> {
    let text: Option<&str> = row.try_get(at)?;
    Ok(text.map(|text| from_json("business", "", text)).transpose()?)
}

async fn put_access(session: &Session, business: BusinessId, access: &Access) -> Work<()> {
    session.run(SET_ACCESS, &[&business.0, &to_json(access)?]).await?;
    if let Some(enrolment) = &access.enrolment {
        let taken = enrolment.stage.takes_a_seat();
        put_seat(session, &Seat { business, cohort: enrolment.cohort, taken }).await?;
    }
    Ok(())
}

pub(super) async fn put_seat(session: &Session, seat: &Seat) -> Work<()> {
    let given: Given<'_> = &[&seat.business.0, &seat.cohort.0, &i64::from(seat.taken)];
    session.run(PUT_SEAT, given).await.map(drop)
}

async fn move_cohort(
    store: &PostgresStore,
    was: &Cohort,
    to: &Cohort,
    step: &PilotStep,
) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        change(session, &Paper::Cohort(was.clone()), &Paper::Cohort(to.clone())).await?;
        file(session, &Paper::Step(step.clone())).await?;
        for seat in seats(session, Some(to.id), None, u32::MAX).await? {
            let known = access(session, seat.business).await?;
            if let Some(next) = known.and_then(|known| known.under(to, step.at)) {
                put_access(session, seat.business, &next).await?;
            }
        }
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })?;
    store.lookups.forget_all();
    Ok(())
}

async fn take_seat(
    store: &PostgresStore,
    business: BusinessId,
    (code_hash, email): (&str, &str),
    step: &PilotStep,
) -> Work<Access> {
    let now = step.at;
    let next = transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let was = paper(session, LOCK_PAPER, (PaperKind::Invitation, code_hash)).await?;
        let was = was.ok_or(NO_INVITATION)?;
        let given = invitation(was.clone())?;
        may_accept(&given, email, now)?;
        let key = given.cohort.to_string();
        let into = paper(session, LOCK_PAPER, (PaperKind::Cohort, &key)).await?;
        let into = cohort(into.ok_or(StoreError::NotFound("cohort"))?)?;
        let row = session.one(TAKEN, &[&into.id.0]).await?;
        let taken: i64 = row.ok_or(StoreError::NotFound("cohort"))?.try_get(0)?;
        let known = access(session, business).await?.unwrap_or_default();
        let (used, next) = accepted(&given, &into, (business, known), taken, now)?;
        change(session, &was, &Paper::Invitation(used)).await?;
        put_access(session, business, &next).await?;
        let step = PilotStep { cohort: Some(into.id), ..step.clone() };
        file(session, &Paper::Step(step)).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await?;
        Ok(next)
    })?;
    store.lookups.forget_all();
    Ok(next)
}

async fn set_access(
    store: &PostgresStore,
    business: BusinessId,
    to: &Access,
    step: &PilotStep,
) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        follows(access(session, business).await?.as_ref(), to)?;
        put_access(session, business, to).await?;
        file(session, &Paper::Step(step.clone())).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })?;
    store.lookups.forget_all();
    Ok(())
}

async fn seats(
    session: &Session,
    cohort: Option<CohortId>,
    after: Option<BusinessId>,
    limit: u32,
) -> Work<Vec<Seat>> {
    let after = after.map_or(i64::MIN, |id| id.0);
    let given: Given<'_> = &[&cohort.map(|id| id.0), &after, &i64::from(limit)];
    let rows = session.query(SEATS, given).await?;
    let seat = |row: &Row| {
        Ok(Seat {
            business: BusinessId(row.try_get(0)?),
            cohort: CohortId(row.try_get(1)?),
            taken: row.try_get::<_, i64>(2)? == 1,
        })
    };
    rows.iter().map(seat).collect()
}

fn said_at(row: &Row, at: usize) -> Work<Option<Said>> {
    let text: Option<&str> = row.try_get(at)?;
    Ok(text.map(|text| from_json("survey_ask", "", text)).transpose()?)
}

fn ask_at(row: &Row) -> Work<SurveyAsk> {
    Ok(SurveyAsk {
        person: PersonId(row.try_get(0)?),
        survey: SurveyId(row.try_get(1)?),
        asked_at: Timestamp(row.try_get(2)?),
        settled_at: row.try_get::<_, Option<i64>>(3)?.map(Timestamp),
        said: said_at(row, 4)?,
    })
}

pub(super) async fn put_ask(session: &Session, ask: &SurveyAsk) -> Work<()> {
    let said = ask.said.as_ref().map(to_json).transpose()?;
    let settled_at = ask.settled_at.map(|at| at.0);
    let given: Given<'_> = &[&ask.person.0, &ask.survey.0, &ask.asked_at.0, &settled_at, &said];
    session.run(ADD_ASK, given).await.map(drop)
}

async fn ask_person(store: &PostgresStore, ask: &SurveyAsk, rested: Timestamp) -> Work<bool> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_PERSON, &[&ask.person.0]).await?;
        let known = session.one(ASK, &[&ask.person.0, &ask.survey.0]).await?;
        let is_asked = if let Some(known) = known.as_ref().map(ask_at).transpose()? {
            known.settled_at.is_none()
        } else {
            let row = session.one(LAST_ASK, &[&ask.person.0]).await?;
            let last: Option<i64> = row.map(|row| row.try_get(0)).transpose()?.flatten();
            let may = last.is_none_or(|last| last <= rested.0);
            if may {
                put_ask(session, ask).await?;
            }
            may
        };
        session.batch(COMMIT).await?;
        Ok(is_asked)
    })
}

async fn settle(
    session: &Session,
    (person, survey): (PersonId, SurveyId),
    said: Option<&Said>,
    now: Timestamp,
) -> Work<()> {
    let said = said.map(to_json).transpose()?;
    if session.run(SETTLE_ASK, &[&person.0, &survey.0, &now.0, &said]).await? > 0 {
        return Ok(());
    }
    let fault = match session.one(ASK, &[&person.0, &survey.0]).await? {
        Some(_) => StoreError::Conflict("answered"),
        None => StoreError::NotFound("ask"),
    };
    Err(fault.into())
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

async fn counts(session: &Session, survey: SurveyId, since: Timestamp) -> Work<Counts> {
    let row = session.one(ASKED, &[&survey.0]).await?.ok_or(StoreError::NotFound("survey"))?;
    let rows = session.query(SAID, &[&survey.0, &since.0]).await?;
    let said = rows.iter().map(|row| Ok((said_at(row, 0)?, count(row.try_get(1)?))));
    Ok((count(row.try_get(0)?), said.collect::<Work<_>>()?))
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    for paper in papers(session, ALL_PAPERS, &[]).await? {
        lines.line("pilot_paper", &paper)?;
    }
    for seat in seats(session, None, None, u32::MAX).await? {
        lines.line("pilot_seat", &seat)?;
    }
    for row in &session.query(ALL_ASKS, &[]).await? {
        lines.line("survey_ask", &ask_at(row)?)?;
    }
    Ok(())
}

/// So many records at once and no more.
async fn page(
    session: &Session,
    kind: PaperKind,
    before: Option<(Timestamp, String)>,
    limit: u32,
) -> Work<Vec<Paper>> {
    let (at, name) = before.map_or((i64::MAX, String::new()), |(at, name)| (at.0, name));
    papers(session, PAPERS, &[&kind_code(kind), &at, &name, &i64::from(limit)]).await
}

#[async_trait]
impl PilotStore for PostgresStore {
    async fn file_paper(&self, paper: Paper) -> Result<()> {
        on!(self, session => file(session, &paper))
    }
    async fn change_paper(&self, was: Paper, to: Paper) -> Result<()> {
        on!(self, session => change(session, &was, &to))
    }
    async fn paper(&self, kind: PaperKind, key: String) -> Result<Paper> {
        let found = on!(self, session => paper(session, PAPER, (kind, &key)))?;
        found.ok_or(StoreError::NotFound("paper"))
    }
    async fn papers(
        &self,
        kind: PaperKind,
        before: Option<(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<Paper>> {
        on!(self, session => page(session, kind, before, limit))
    }
    async fn move_cohort(&self, was: Cohort, to: Cohort, step: PilotStep) -> Result<()> {
        self.ensure_open()?;
        move_cohort(self, &was, &to, &step).await.map_err(Fault::into_store_error)
    }
    async fn take_seat(
        &self,
        business: BusinessId,
        code_hash: String,
        email: String,
        step: PilotStep,
    ) -> Result<Access> {
        self.ensure_open()?;
        let done = take_seat(self, business, (&code_hash, &email), &step).await;
        done.map_err(Fault::into_store_error)
    }
    async fn set_access(&self, business: BusinessId, to: Access, step: PilotStep) -> Result<()> {
        self.ensure_open()?;
        set_access(self, business, &to, &step).await.map_err(Fault::into_store_error)
    }
    async fn seats(
        &self,
        cohort: Option<CohortId>,
        after: Option<BusinessId>,
        limit: u32,
    ) -> Result<Vec<Seat>> {
        on!(self, session => seats(session, cohort, after, limit))
    }
    async fn ask_person(&self, ask: SurveyAsk, rested: Timestamp) -> Result<bool> {
        self.ensure_open()?;
        ask_person(self, &ask, rested).await.map_err(Fault::into_store_error)
    }
    async fn settle_ask(
        &self,
        person: PersonId,
        survey: SurveyId,
        said: Option<Said>,
        now: Timestamp,
    ) -> Result<()> {
        on!(self, session => settle(session, (person, survey), said.as_ref(), now))
    }
    async fn survey_counts(&self, survey: SurveyId, since: Timestamp) -> Result<Counts> {
        on!(self, session => counts(session, survey, since))
    }
}
