//! Campaigns: documents, and who is in their audiences.

use super::fault::{Work, conflict};
use super::tx::Tx;
use super::{SqliteStore, budgets, idempotency, labels, pacing, relations};
use crate::log::campaign::{PersonRow, answer_code, columns, count};
use crate::log::code;
use crate::log::export::{Lines, without_hint};
use crate::log::schedule::message_columns;
use crate::log::state::Heads;
use crate::port::{CampaignStore, Result, StoreError};
use crate::record::{
    AudiencePage, CampaignCount, CampaignPerson, CampaignPersonLine, CampaignSettlement, Decided,
    IdempotencyKey, LabelCount, RollEntry, WhichPeople,
};
use crate::step;
use async_trait::async_trait;
use kurier_policy::admit::Verdict;
use kurier_policy::campaign::{Ahead, Audience, Campaign};
use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::notice::Notice;
use kurier_policy::outbound::{Outbound, Recipient};
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::canary::Heard;
use kurier_policy::rules::zone::Zone;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, Params, Row, params};
use std::collections::HashMap;

macro_rules! columns {
    () => {
        "place, person, wa_id, foretold, state, refusal, decided_at, message_person, message_seq, message_hint, answer"
    };
}

pub(super) const AUDIENCE: &str = "SELECT r.person, r.wa_id FROM relation r WHERE r.business = ?1 AND r.person > ?2 \
     AND (?3 = '[]' OR EXISTS (SELECT 1 FROM label l WHERE l.business = r.business AND l.person = r.person \
     AND l.label IN (SELECT value FROM json_each(?3)))) \
     AND (?4 = '[]' OR NOT EXISTS (SELECT 1 FROM label l WHERE l.business = r.business AND l.person = r.person \
     AND l.label IN (SELECT value FROM json_each(?4)))) ORDER BY r.person LIMIT ?5";
pub(super) const COUNT: &str = "SELECT count(*) FROM campaign WHERE business = ?1";
pub(super) const INSERT: &str =
    "INSERT INTO campaign (business, id, next_at, revision, document) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const ONE: &str = "SELECT id, document FROM campaign WHERE business = ?1 AND id = ?2";
pub(super) const SOME: &str =
    "SELECT id, document FROM campaign WHERE business = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
pub(super) const SET: &str = "UPDATE campaign SET next_at = ?4, revision = ?3 + 1, document = ?5 \
     WHERE business = ?1 AND id = ?2 AND revision = ?3";
pub(super) const DUE: &str =
    "SELECT id, document FROM campaign WHERE next_at <= ?1 ORDER BY next_at, business, id LIMIT ?2";
pub(super) const NEXT: &str = "SELECT min(next_at) FROM campaign WHERE next_at IS NOT NULL";
pub(super) const ALL: &str = "SELECT id, document FROM campaign ORDER BY business, id";
pub(super) const FORGET_ROLL: &str =
    "DELETE FROM campaign_person WHERE business = ?1 AND campaign = ?2";
pub(super) const INSERT_PERSON: &str = "INSERT INTO campaign_person (business, campaign, place, person, wa_id, foretold, \
     state, message_person, message_seq, message_hint, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, 0, 0)";
pub(super) const PEOPLE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM campaign_person WHERE business = ?1 AND campaign = ?2 AND place > ?3 ORDER BY place LIMIT ?4"
);
pub(super) const WAITING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM campaign_person WHERE business = ?1 AND campaign = ?2 AND place > ?3 AND state = 0 ORDER BY place LIMIT ?4"
);
pub(super) const WENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM campaign_person WHERE business = ?1 AND campaign = ?2 AND place > ?3 AND state = 1 ORDER BY place LIMIT ?4"
);
pub(super) const REFUSED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM campaign_person WHERE business = ?1 AND campaign = ?2 AND place > ?3 AND state = 2 ORDER BY place LIMIT ?4"
);
pub(super) const DRIFTED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM campaign_person WHERE business = ?1 AND campaign = ?2 AND place > ?3 AND state > 0 \
     AND foretold IS NOT refusal ORDER BY place LIMIT ?4"
);
pub(super) const SETTLE: &str = "UPDATE campaign_person SET state = ?4, refusal = ?5, decided_at = ?6, message_person = ?7, \
     message_seq = ?8, message_hint = ?9 WHERE business = ?1 AND campaign = ?2 AND place = ?3 AND state = 0";
pub(super) const COUNTS: &str = "SELECT foretold, state, refusal, count(*) FROM campaign_person \
     WHERE business = ?1 AND campaign = ?2 GROUP BY 1, 2, 3 ORDER BY 2, 1, 3";
pub(super) const SENT: &str = "SELECT person, message_seq FROM campaign_person \
     WHERE business = ?1 AND campaign = ?2 AND state = 1";
pub(super) const ANSWERS: &str = "SELECT count(*) FILTER (WHERE answer = 1), count(*) FILTER (WHERE answer = 2) \
     FROM campaign_person WHERE business = ?1 AND campaign = ?2 AND answer > 0";
pub(super) const REPORTS: &str = "SELECT count(*) FROM complaint c JOIN campaign_person p ON p.business = c.business \
     AND p.person = c.person AND p.campaign = ?2 WHERE c.business = ?1 AND c.at >= ?4 AND c.template = ?3 \
     AND c.reported AND p.state = 1";
pub(super) const ANSWER: &str = "UPDATE campaign_person SET answer = ?4 WHERE business = ?1 AND person = ?2 \
     AND message_seq = ?3 AND state = 1";
pub(super) const ALL_PEOPLE: &str = concat!(
    "SELECT ",
    columns!(),
    ", business, campaign FROM campaign_person ORDER BY business, campaign, place"
);

fn read_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    Ok(PersonRow {
        place: row.get(0)?,
        person: row.get(1)?,
        wa_id: row.get(2)?,
        foretold: row.get(3)?,
        state: row.get(4)?,
        refusal: row.get(5)?,
        decided_at: row.get(6)?,
        message: (row.get(7)?, row.get(8)?, row.get(9)?),
        answer: row.get(10)?,
    })
}

fn documents(conn: &Connection, sql: &str, given: impl Params) -> Work<Vec<Campaign>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows =
        statement.query_map(given, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (id, text) = row?;
        Ok(code::from_json("campaign", id, &text)?)
    })
    .collect()
}

fn one(conn: &Connection, business: BusinessId, id: CampaignId) -> Work<Campaign> {
    let found = documents(conn, ONE, (business.0, id.0))?.pop();
    Ok(found.ok_or(StoreError::NotFound("campaign"))?)
}

fn people(conn: &Connection, sql: &str, given: impl Params) -> Work<Vec<CampaignPerson>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(given, read_row)?;
    rows.map(|row| Ok(row?.person()?)).collect()
}

fn audience(
    conn: &Connection,
    business: BusinessId,
    wanted: &Audience,
    after: Option<PersonId>,
    limit: u32,
    now: Timestamp,
) -> Work<AudiencePage> {
    let (labels, without) = (code::to_json(&wanted.labels)?, code::to_json(&wanted.without)?);
    let after = after.map_or(i64::MIN, |person| person.0);
    let mut statement = conn.prepare_cached(AUDIENCE)?;
    let mut rows = statement.query(params![business.0, after, labels, without, limit])?;
    let mut page = AudiencePage::default();
    let mut seen = 0_u32;
    while let Some(row) = rows.next()? {
        let (person, wa_id) = (PersonId(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs());
        seen = seen.saturating_add(1);
        page.next = Some(person);
        let is_meant = wanted.purpose.is_none()
            || relations::relation_cold(conn, (business, person))?
                .is_some_and(|cold| wanted.takes(&cold.permissions, now));
        if is_meant {
            page.people.push((person, wa_id));
        }
    }
    page.next = page.next.filter(|_| seen >= limit);
    Ok(page)
}

fn create(tx: &mut Tx<'_>, new: &Campaign, max: u32) -> Work<()> {
    let all: i64 = tx.conn.prepare_cached(COUNT)?.query_row([new.business.0], |row| row.get(0))?;
    if all >= i64::from(max) {
        return Err(StoreError::Conflict("campaigns").into());
    }
    put(tx.conn, new)
}

fn put(conn: &Connection, new: &Campaign) -> Work<()> {
    let next_at = new.next_at.map(|at| at.0);
    conn.prepare_cached(INSERT)?
        .execute(params![new.business.0, new.id.0, next_at, new.revision, code::to_json(new)?])
        .map_err(conflict("campaign"))?;
    Ok(())
}

fn change(
    tx: &mut Tx<'_>,
    mut changed: Campaign,
    told: Option<&Notice>,
    now: Timestamp,
) -> Work<Campaign> {
    let was = changed.revision;
    changed.revision = was.saturating_add(1);
    let next_at = changed.next_at.map(|at| at.0);
    let given = params![changed.business.0, changed.id.0, was, next_at, code::to_json(&changed)?];
    if tx.conn.prepare_cached(SET)?.execute(given)? == 0 {
        one(tx.conn, changed.business, changed.id)?;
        return Err(StoreError::Conflict("campaign").into());
    }
    if let Some(notice) = told {
        super::webhooks::tell(tx, changed.business, notice, now)?;
    }
    Ok(changed)
}

fn write_roll(
    tx: &Tx<'_>,
    business: BusinessId,
    id: CampaignId,
    people: &[RollEntry],
    is_first: bool,
) -> Work<()> {
    if is_first {
        tx.conn.prepare_cached(FORGET_ROLL)?.execute((business.0, id.0))?;
    }
    let mut insert = tx.conn.prepare_cached(INSERT_PERSON)?;
    for one in people {
        let wa_id = i64::try_from(one.wa_id).unwrap_or(0);
        let foretold = one.foretold.map(Refusal::name);
        insert.execute(params![business.0, id.0, one.place, one.person.0, wa_id, foretold])?;
    }
    Ok(())
}

fn settle(
    tx: &Tx<'_>,
    business: BusinessId,
    id: CampaignId,
    settled: &[CampaignSettlement],
    now: Timestamp,
) -> Work<()> {
    let mut settle = tx.conn.prepare_cached(SETTLE)?;
    for one in settled.iter().filter(|one| one.decided != Decided::Waits) {
        let (state, refusal) = columns(one.decided);
        let (person, seq, hint) = message_columns(one.message);
        let given = params![business.0, id.0, one.place, state, refusal, now.0, person, seq, hint];
        if settle.execute(given)? > 0 {
            idempotency::forget(tx, business, &IdempotencyKey::of_campaign(id, one.place).key)?;
        }
    }
    Ok(())
}

fn counts(conn: &Connection, business: BusinessId, id: CampaignId) -> Work<Vec<CampaignCount>> {
    let mut statement = conn.prepare_cached(COUNTS)?;
    let mut rows = statement.query((business.0, id.0))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (foretold, refusal): (Option<String>, Option<String>) = (row.get(0)?, row.get(2)?);
        found.push(count(foretold.as_deref(), row.get(1)?, refusal.as_deref(), row.get(3)?)?);
    }
    Ok(found)
}

/// What of it lies in tables, and to whom it went as which message.
fn heard(
    conn: &Connection,
    business: BusinessId,
    id: CampaignId,
    template: TemplateId,
    since: Timestamp,
) -> Work<(Heard, Vec<(PersonId, u32)>)> {
    let mut statement = conn.prepare_cached(SENT)?;
    let sent =
        statement.query_map((business.0, id.0), |row| Ok((PersonId(row.get(0)?), row.get(1)?)))?;
    let sent: Vec<(PersonId, u32)> = sent.collect::<rusqlite::Result<_>>()?;
    let number = |of: i64| u64::try_from(of).unwrap_or(0);
    let (yes, no): (i64, i64) = conn
        .prepare_cached(ANSWERS)?
        .query_row((business.0, id.0), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let given = (business.0, id.0, template.0, since.0);
    let reports: i64 = conn.prepare_cached(REPORTS)?.query_row(given, |row| row.get(0))?;
    let heard = Heard {
        sent: u64::try_from(sent.len()).unwrap_or(u64::MAX),
        yes: number(yes),
        no: number(no),
        reports: number(reports),
        ..Heard::default()
    };
    Ok((heard, sent))
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    for campaign in documents(conn, ALL, [])? {
        lines.line("campaign", &campaign)?;
    }
    let mut statement = conn.prepare(ALL_PEOPLE)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut is = read_row(row)?.person()?;
        is.message = is.message.map(without_hint);
        let (business, campaign) = (BusinessId(row.get(11)?), CampaignId(row.get(12)?));
        lines.line("campaign_person", &CampaignPersonLine { business, campaign, is })?;
    }
    Ok(())
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
impl CampaignStore for SqliteStore {
    async fn set_label(
        &self,
        business: BusinessId,
        label: String,
        people: Vec<Recipient>,
        is_on: bool,
    ) -> Result<u64> {
        self.writer.run(1, move |tx| labels::set(tx, business, &label, &people, is_on)).await
    }
    async fn labels(&self, business: BusinessId, limit: u32) -> Result<Vec<LabelCount>> {
        self.readers.run(move |conn| labels::all(conn, business, limit)).await
    }
    async fn audience(
        &self,
        business: BusinessId,
        wanted: Audience,
        after: Option<PersonId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<AudiencePage> {
        self.readers.run(move |conn| audience(conn, business, &wanted, after, limit, now)).await
    }
    async fn zones(&self, people: Vec<PersonId>) -> Result<HashMap<PersonId, Zone>> {
        self.readers.run(move |conn| budgets::zones(conn, &people)).await
    }
    async fn rehearse_after(
        &self,
        batch: Vec<Outbound>,
        mut ahead: Ahead,
        now: Timestamp,
    ) -> Result<(Vec<Verdict>, Ahead)> {
        let work = move |tx: &mut Tx<'_>| {
            let verdicts = step::admit::rehearse_after(tx, &batch, &mut ahead, now)?;
            Ok((verdicts, ahead))
        };
        self.writer.run(1, work).await
    }
    async fn create_campaign(&self, new: Campaign, max: u32) -> Result<()> {
        self.writer.run(1, move |tx| create(tx, &new, max)).await
    }
    async fn campaign(&self, business: BusinessId, id: CampaignId) -> Result<Campaign> {
        self.readers.run(move |conn| one(conn, business, id)).await
    }
    async fn campaigns(
        &self,
        business: BusinessId,
        after: Option<CampaignId>,
        limit: u32,
    ) -> Result<Vec<Campaign>> {
        let after = after.map_or(i64::MIN, |id| id.0);
        self.readers.run(move |conn| documents(conn, SOME, (business.0, after, limit))).await
    }
    async fn change_campaign(
        &self,
        changed: Campaign,
        told: Option<Notice>,
        now: Timestamp,
    ) -> Result<Campaign> {
        self.writer.run(1, move |tx| change(tx, changed, told.as_ref(), now)).await
    }
    async fn due_campaigns(&self, now: Timestamp, limit: u32) -> Result<Vec<Campaign>> {
        self.readers.run(move |conn| documents(conn, DUE, (now.0, limit))).await
    }
    async fn next_campaign(&self) -> Result<Option<Timestamp>> {
        let read = |conn: &Connection| {
            let next: Option<i64> = conn.prepare_cached(NEXT)?.query_row([], |row| row.get(0))?;
            Ok(next.map(Timestamp))
        };
        self.readers.run(read).await
    }
    async fn write_roll(
        &self,
        business: BusinessId,
        id: CampaignId,
        people: Vec<RollEntry>,
        is_first: bool,
    ) -> Result<()> {
        self.writer.run(1, move |tx| write_roll(tx, business, id, &people, is_first)).await
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
        self.readers.run(move |conn| people(conn, sql, (business.0, id.0, after, limit))).await
    }
    async fn settle_people(
        &self,
        business: BusinessId,
        id: CampaignId,
        settled: Vec<CampaignSettlement>,
        now: Timestamp,
    ) -> Result<()> {
        self.writer.run(1, move |tx| settle(tx, business, id, &settled, now)).await
    }
    async fn campaign_counts(
        &self,
        business: BusinessId,
        id: CampaignId,
    ) -> Result<Vec<CampaignCount>> {
        self.readers.run(move |conn| counts(conn, business, id)).await
    }
    async fn heard(
        &self,
        business: BusinessId,
        id: CampaignId,
        template: TemplateId,
        since: Timestamp,
    ) -> Result<Heard> {
        let read = move |conn: &Connection| heard(conn, business, id, template, since);
        let (mut heard, sent) = self.readers.run(read).await?;
        let hot = self.shared.read_hot();
        for (person, seq) in sent {
            heard.delivered += u64::from(Heads::person(&*hot, person).delivered_seq >= seq);
            heard.read += u64::from(Heads::relation(&*hot, (business, person)).read_seq >= seq);
        }
        Ok(heard)
    }
    async fn note_wanted(
        &self,
        business: BusinessId,
        person: PersonId,
        seq: InboxSeq,
        wanted: bool,
    ) -> Result<bool> {
        let work = move |tx: &mut Tx<'_>| {
            let given = (business.0, person.0, seq.0, answer_code(Some(wanted)));
            let is_of_campaign = tx.conn.prepare_cached(ANSWER)?.execute(given)? > 0;
            Ok(pacing::note(tx, business, (person, seq), wanted)? || is_of_campaign)
        };
        self.writer.run(1, work).await
    }
}
