//! Campaigns: documents, and who is in their audiences.

use super::fault::{Fault, Work};
use super::load::LOCK_BUSINESSES;
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::templates::NEXT_EVENT;
use super::webhooks::INSERT_NOTICE;
use super::writes::small;
use super::{PostgresStore, admit, budgets, labels, pacing};
use crate::log::campaign::{PersonRow, answer_code, columns, count};
use crate::log::code;
use crate::log::export::{Lines, without_hint};
use crate::log::schedule::message_columns;
use crate::port::{CampaignStore, Result, StoreError};
use crate::record::{
    AudiencePage, CampaignCount, CampaignPerson, CampaignPersonLine, CampaignSettlement, Decided,
    IdempotencyKey, LabelCount, RollEntry, WhichPeople,
};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::admit::Verdict;
use kurier_policy::campaign::{Ahead, Audience, Campaign};
use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::notice::Notice;
use kurier_policy::outbound::{Outbound, Recipient};
use kurier_policy::permission::Permission;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::canary::Heard;
use kurier_policy::rules::zone::Zone;
use kurier_policy::time::Timestamp;
use std::collections::HashMap;
use std::pin::pin;
use tokio_postgres::Row;

macro_rules! columns {
    () => {
        "place, person, wa_id, foretold, state, refusal, decided_at, message_person, message_seq, message_hint, answer"
    };
}
macro_rules! people {
    ($which:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM campaign_person WHERE business = $1 AND campaign = $2 AND place > $3",
            $which,
            " ORDER BY place LIMIT $4"
        )
    };
}

pub(super) const AUDIENCE: &str = "SELECT r.person, r.wa_id, r.permissions FROM relation r WHERE r.business = $1 AND r.person > $2 \
     AND (cardinality($3::text[]) = 0 OR EXISTS (SELECT 1 FROM label l WHERE l.business = r.business \
     AND l.person = r.person AND l.label = ANY($3))) \
     AND NOT EXISTS (SELECT 1 FROM label l WHERE l.business = r.business AND l.person = r.person \
     AND l.label = ANY($4::text[])) ORDER BY r.person LIMIT $5";
pub(super) const COUNT: &str = "SELECT count(*) FROM campaign WHERE business = $1";
pub(super) const INSERT: &str =
    "INSERT INTO campaign (business, id, next_at, revision, document) VALUES ($1, $2, $3, $4, $5)";
pub(super) const ONE: &str = "SELECT id, document FROM campaign WHERE business = $1 AND id = $2";
pub(super) const SOME: &str =
    "SELECT id, document FROM campaign WHERE business = $1 AND id > $2 ORDER BY id LIMIT $3";
pub(super) const SET: &str = "UPDATE campaign SET next_at = $4, revision = $3::bigint + 1, document = $5 \
     WHERE business = $1 AND id = $2 AND revision = $3";
pub(super) const DUE: &str =
    "SELECT id, document FROM campaign WHERE next_at <= $1 ORDER BY next_at, business, id LIMIT $2";
pub(super) const NEXT: &str = "SELECT min(next_at) FROM campaign WHERE next_at IS NOT NULL";
pub(super) const ALL: &str = "SELECT id, document FROM campaign ORDER BY business, id";
pub(super) const FORGET_ROLL: &str =
    "DELETE FROM campaign_person WHERE business = $1 AND campaign = $2";
pub(super) const INSERT_PEOPLE: &str = "INSERT INTO campaign_person (business, campaign, place, person, wa_id, foretold, \
     state, message_person, message_seq, message_hint, answer) \
     SELECT $1, $2, new.place, new.person, new.wa_id, new.foretold, 0, 0, 0, 0, 0 \
     FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) AS new (place, person, wa_id, foretold)";
pub(super) const PEOPLE: &str = people!("");
pub(super) const WAITING: &str = people!(" AND state = 0");
pub(super) const WENT: &str = people!(" AND state = 1");
pub(super) const REFUSED: &str = people!(" AND state = 2");
pub(super) const DRIFTED: &str = people!(" AND state > 0 AND foretold IS DISTINCT FROM refusal");
pub(super) const SETTLE: &str = "UPDATE campaign_person SET state = $4, refusal = $5, decided_at = $6, message_person = $7, \
     message_seq = $8, message_hint = $9 WHERE business = $1 AND campaign = $2 AND place = $3 AND state = 0";
pub(super) const FORGET_KEYS: &str =
    "DELETE FROM idempotency WHERE business = $1 AND key = ANY($2)";
pub(super) const COUNTS: &str = "SELECT foretold, state, refusal, count(*) FROM campaign_person \
     WHERE business = $1 AND campaign = $2 GROUP BY 1, 2, 3 \
     ORDER BY 2, foretold COLLATE \"C\" NULLS FIRST, refusal COLLATE \"C\" NULLS FIRST";
pub(super) const HEARD: &str = "SELECT count(*), count(*) FILTER (WHERE h.delivered >= p.message_seq), \
     count(*) FILTER (WHERE r.read >= p.message_seq), count(*) FILTER (WHERE p.answer = 1), \
     count(*) FILTER (WHERE p.answer = 2), count(c.person) FROM campaign_person p \
     LEFT JOIN person_head h ON h.person = p.person \
     LEFT JOIN relation_head r ON r.business = p.business AND r.person = p.person \
     LEFT JOIN complaint c ON c.business = p.business AND c.template = $3 AND c.person = p.person \
     AND c.at >= $4 AND c.reported WHERE p.business = $1 AND p.campaign = $2 AND p.state = 1";
pub(super) const ANSWER: &str = "UPDATE campaign_person SET answer = $4 WHERE business = $1 AND person = $2 \
     AND message_seq = $3 AND state = 1";
pub(super) const ALL_PEOPLE: &str = concat!(
    "SELECT ",
    columns!(),
    ", business, campaign FROM campaign_person ORDER BY business, campaign, place"
);
pub(super) const IMPORT_PERSON: &str = concat!(
    "INSERT INTO campaign_person (",
    columns!(),
    ", business, campaign) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
);

fn person_at(row: &Row) -> Work<CampaignPerson> {
    let row = PersonRow {
        place: row.try_get(0)?,
        person: row.try_get(1)?,
        wa_id: row.try_get(2)?,
        foretold: row.try_get(3)?,
        state: i64::from(row.try_get::<_, i16>(4)?),
        refusal: row.try_get(5)?,
        decided_at: row.try_get(6)?,
        message: (row.try_get(7)?, row.try_get(8)?, row.try_get(9)?),
        answer: i64::from(row.try_get::<_, i16>(10)?),
    };
    Ok(row.person()?)
}

fn document_at(row: &Row) -> Work<Campaign> {
    let id: i64 = row.try_get(0)?;
    Ok(code::from_json("campaign", id, row.try_get(1)?)?)
}

async fn documents(session: &Session, sql: &'static str, given: Given<'_>) -> Work<Vec<Campaign>> {
    session.query(sql, given).await?.iter().map(document_at).collect()
}

async fn one(session: &Session, business: BusinessId, id: CampaignId) -> Work<Campaign> {
    let found = documents(session, ONE, &[&business.0, &id.0]).await?.pop();
    Ok(found.ok_or(StoreError::NotFound("campaign"))?)
}

async fn audience(
    session: &Session,
    business: BusinessId,
    wanted: &Audience,
    after: Option<PersonId>,
    limit: u32,
    now: Timestamp,
) -> Work<AudiencePage> {
    let after = after.map_or(i64::MIN, |person| person.0);
    let given: Given<'_> =
        &[&business.0, &after, &wanted.labels, &wanted.without, &i64::from(limit)];
    let rows = session.query(AUDIENCE, given).await?;
    let mut page = AudiencePage::default();
    for row in &rows {
        let (person, wa_id) = (PersonId(row.try_get(0)?), row.try_get::<_, i64>(1)?);
        let permissions: Vec<Permission> = code::from_json("relation", person, row.try_get(2)?)?;
        page.next = Some(person);
        if wanted.takes(&permissions, now) {
            page.people.push((person, wa_id.unsigned_abs()));
        }
    }
    let is_full = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= limit;
    page.next = page.next.filter(|_| is_full);
    Ok(page)
}

async fn create(store: &PostgresStore, new: &Campaign, max: u32) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        // Lets one call count at a time.
        session.query(LOCK_BUSINESSES, &[&vec![new.business.0]]).await?;
        let row = session.one(COUNT, &[&new.business.0]).await?;
        let all: i64 = row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
        if all >= i64::from(max) {
            return Err(StoreError::Conflict("campaigns").into());
        }
        insert(session, new).await?;
        session.batch(COMMIT).await
    })
}

pub(super) async fn insert(session: &Session, new: &Campaign) -> Work<()> {
    let (next_at, document) = (new.next_at.map(|at| at.0), code::to_json(new)?);
    let given: Given<'_> = &[&new.business.0, &new.id.0, &next_at, &new.revision, &document];
    session.run(INSERT, given).await.map(drop)
}

async fn change(
    store: &PostgresStore,
    was: &Campaign,
    told: Option<&Notice>,
    now: Timestamp,
) -> Work<Campaign> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let changed = Campaign { revision: was.revision.saturating_add(1), ..was.clone() };
        let (business, document) = (changed.business, code::to_json(&changed)?);
        let next_at = changed.next_at.map(|at| at.0);
        let given: Given<'_> = &[&business.0, &changed.id.0, &was.revision, &next_at, &document];
        if session.run(SET, given).await? == 0 {
            one(session, business, changed.id).await?;
            return Err(StoreError::Conflict("campaign").into());
        }
        if let Some(notice) = told {
            let row = session.one(NEXT_EVENT, &[&business.0]).await?;
            let seq: i64 = row.ok_or(StoreError::NotFound("business"))?.try_get(0)?;
            let given: Given<'_> = &[&business.0, &seq, &now.0, &code::to_json(notice)?];
            session.run(INSERT_NOTICE, given).await?;
        }
        session.batch(COMMIT).await?;
        Ok(changed)
    })
}

async fn write_roll(
    store: &PostgresStore,
    business: BusinessId,
    id: CampaignId,
    people: &[RollEntry],
    is_first: bool,
) -> Work<()> {
    let places: Vec<i64> = people.iter().map(|one| i64::from(one.place)).collect();
    let persons: Vec<i64> = people.iter().map(|one| one.person.0).collect();
    let wa_ids: Vec<i64> = people.iter().map(|one| i64::try_from(one.wa_id).unwrap_or(0)).collect();
    let foretold: Vec<Option<&str>> =
        people.iter().map(|one| one.foretold.map(Refusal::name)).collect();
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if is_first {
            session.run(FORGET_ROLL, &[&business.0, &id.0]).await?;
        }
        let given: Given<'_> = &[&business.0, &id.0, &places, &persons, &wa_ids, &foretold];
        session.run(INSERT_PEOPLE, given).await?;
        session.batch(COMMIT).await
    })
}

async fn settle(
    store: &PostgresStore,
    business: BusinessId,
    id: CampaignId,
    settled: &[CampaignSettlement],
    now: Timestamp,
) -> Work<()> {
    let decided = || settled.iter().filter(|one| one.decided != Decided::Waits);
    let keys: Vec<String> =
        decided().map(|one| IdempotencyKey::of_campaign(id, one.place).key).collect();
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        for one in decided() {
            let (state, refusal) = columns(one.decided);
            let (person, seq, hint) = message_columns(one.message);
            let (place, state) = (i64::from(one.place), small(state));
            let given: Given<'_> =
                &[&business.0, &id.0, &place, &state, &refusal, &now.0, &person, &seq, &hint];
            session.run(SETTLE, given).await?;
        }
        session.run(FORGET_KEYS, &[&business.0, &keys]).await?;
        session.batch(COMMIT).await
    })
}

async fn people(
    session: &Session,
    sql: &'static str,
    given: Given<'_>,
) -> Work<Vec<CampaignPerson>> {
    session.query(sql, given).await?.iter().map(person_at).collect()
}

async fn counts(
    session: &Session,
    business: BusinessId,
    id: CampaignId,
) -> Work<Vec<CampaignCount>> {
    let read = |row: &Row| {
        let state = i64::from(row.try_get::<_, i16>(1)?);
        Ok(count(row.try_get(0)?, state, row.try_get(2)?, row.try_get(3)?)?)
    };
    session.query(COUNTS, &[&business.0, &id.0]).await?.iter().map(read).collect()
}

async fn heard(
    session: &Session,
    business: BusinessId,
    id: CampaignId,
    template: TemplateId,
    since: Timestamp,
) -> Work<Heard> {
    let row = session.one(HEARD, &[&business.0, &id.0, &template.0, &since.0]).await?;
    let row = row.ok_or(StoreError::NotFound("campaign"))?;
    let number =
        |at: usize| -> Work<u64> { Ok(u64::try_from(row.try_get::<_, i64>(at)?).unwrap_or(0)) };
    Ok(Heard {
        sent: number(0)?,
        delivered: number(1)?,
        read: number(2)?,
        yes: number(3)?,
        no: number(4)?,
        reports: number(5)?,
    })
}

/// Of the campaign, or of the assessment of a template, that the message belongs to.
async fn note(
    session: &Session,
    business: BusinessId,
    (person, seq): (PersonId, InboxSeq),
    wanted: bool,
) -> Work<bool> {
    let answer = small(answer_code(Some(wanted)));
    let given: Given<'_> = &[&business.0, &person.0, &i64::from(seq.0), &answer];
    let noted = session.run(ANSWER, given).await?;
    Ok(pacing::note(session, business, (person, seq), wanted).await? || noted > 0)
}

async fn next(session: &Session) -> Work<Option<Timestamp>> {
    let row = session.one(NEXT, &[]).await?;
    Ok(row.map(|row| row.try_get::<_, Option<i64>>(0)).transpose()?.flatten().map(Timestamp))
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("campaign", &document_at(&row)?)?;
    }
    let mut rows = pin!(session.stream(ALL_PEOPLE, none).await?);
    while let Some(row) = rows.try_next().await? {
        let mut is = person_at(&row)?;
        is.message = is.message.map(without_hint);
        let (business, campaign) = (BusinessId(row.try_get(11)?), CampaignId(row.try_get(12)?));
        lines.line("campaign_person", &CampaignPersonLine { business, campaign, is })?;
    }
    Ok(())
}

pub(super) async fn import_person(session: &Session, line: &CampaignPersonLine) -> Work<()> {
    let is = &line.is;
    let (state, refusal) = columns(is.decided);
    let (person, seq, hint) = message_columns(is.message);
    let given: Given<'_> = &[
        &i64::from(is.place),
        &is.person.0,
        &i64::try_from(is.wa_id).unwrap_or(0),
        &is.foretold.map(Refusal::name),
        &small(state),
        &refusal,
        &is.decided_at.map(|at| at.0),
        &person,
        &seq,
        &hint,
        &small(answer_code(is.wanted)),
        &line.business.0,
        &line.campaign.0,
    ];
    session.run(IMPORT_PERSON, given).await.map(drop)
}

fn statement_of(which: WhichPeople) -> &'static str {
    match which {
        WhichPeople::All => PEOPLE,
        WhichPeople::Waiting => WAITING,
        WhichPeople::Went => WENT,
        WhichPeople::Refused => REFUSED,
        WhichPeople::Drifted => DRIFTED,
    }
}

#[async_trait]
impl CampaignStore for PostgresStore {
    async fn set_label(
        &self,
        business: BusinessId,
        label: String,
        people: Vec<Recipient>,
        is_on: bool,
    ) -> Result<u64> {
        self.ensure_open()?;
        labels::set(self, business, &label, &people, is_on).await.map_err(Fault::into_store_error)
    }
    async fn labels(&self, business: BusinessId, limit: u32) -> Result<Vec<LabelCount>> {
        on!(self, session => labels::all(session, business, limit))
    }
    async fn audience(
        &self,
        business: BusinessId,
        wanted: Audience,
        after: Option<PersonId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<AudiencePage> {
        on!(self, session => audience(session, business, &wanted, after, limit, now))
    }
    async fn zones(&self, people: Vec<PersonId>) -> Result<HashMap<PersonId, Zone>> {
        on!(self, session => budgets::zones(session, &people))
    }
    async fn rehearse_after(
        &self,
        batch: Vec<Outbound>,
        ahead: Ahead,
        now: Timestamp,
    ) -> Result<(Vec<Verdict>, Ahead)> {
        self.ensure_open()?;
        admit::rehearse_after(self, &batch, ahead, now).await.map_err(Fault::into_store_error)
    }
    async fn create_campaign(&self, new: Campaign, max: u32) -> Result<()> {
        self.ensure_open()?;
        create(self, &new, max).await.map_err(Fault::into_store_error)
    }
    async fn campaign(&self, business: BusinessId, id: CampaignId) -> Result<Campaign> {
        on!(self, session => one(session, business, id))
    }
    async fn campaigns(
        &self,
        business: BusinessId,
        after: Option<CampaignId>,
        limit: u32,
    ) -> Result<Vec<Campaign>> {
        let after = after.map_or(i64::MIN, |id| id.0);
        on!(self, session => documents(session, SOME, &[&business.0, &after, &i64::from(limit)]))
    }
    async fn change_campaign(
        &self,
        changed: Campaign,
        told: Option<Notice>,
        now: Timestamp,
    ) -> Result<Campaign> {
        self.ensure_open()?;
        change(self, &changed, told.as_ref(), now).await.map_err(Fault::into_store_error)
    }
    async fn due_campaigns(&self, now: Timestamp, limit: u32) -> Result<Vec<Campaign>> {
        on!(self, session => documents(session, DUE, &[&now.0, &i64::from(limit)]))
    }
    async fn next_campaign(&self) -> Result<Option<Timestamp>> {
        on!(self, session => next(session))
    }
    async fn write_roll(
        &self,
        business: BusinessId,
        id: CampaignId,
        people: Vec<RollEntry>,
        is_first: bool,
    ) -> Result<()> {
        self.ensure_open()?;
        write_roll(self, business, id, &people, is_first).await.map_err(Fault::into_store_error)
    }
    async fn campaign_people(
        &self,
        business: BusinessId,
        id: CampaignId,
        which: WhichPeople,
        after: u32,
        limit: u32,
    ) -> Result<Vec<CampaignPerson>> {
        let sql = statement_of(which);
        let (after, limit) = (i64::from(after), i64::from(limit));
        on!(self, session => people(session, sql, &[&business.0, &id.0, &after, &limit]))
    }
    async fn settle_people(
        &self,
        business: BusinessId,
        id: CampaignId,
        settled: Vec<CampaignSettlement>,
        now: Timestamp,
    ) -> Result<()> {
        self.ensure_open()?;
        settle(self, business, id, &settled, now).await.map_err(Fault::into_store_error)
    }
    async fn campaign_counts(
        &self,
        business: BusinessId,
        id: CampaignId,
    ) -> Result<Vec<CampaignCount>> {
        on!(self, session => counts(session, business, id))
    }
    async fn heard(
        &self,
        business: BusinessId,
        id: CampaignId,
        template: TemplateId,
        since: Timestamp,
    ) -> Result<Heard> {
        on!(self, session => heard(session, business, id, template, since))
    }
    async fn note_wanted(
        &self,
        business: BusinessId,
        person: PersonId,
        seq: InboxSeq,
        wanted: bool,
    ) -> Result<bool> {
        on!(self, session => note(session, business, (person, seq), wanted))
    }
}
