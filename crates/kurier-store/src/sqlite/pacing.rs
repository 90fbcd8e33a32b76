//! Who got marketing templates while they are assessed, and what waits for that.

use super::SqliteStore;
use super::fault::Work;
use super::tx::Tx;
use crate::log::campaign::answer_code;
use crate::log::export::Lines;
use crate::log::pacing::answer;
use crate::log::state::Heads;
use crate::port::{PacingStore, Result};
use crate::record::{Assessment, FirstOf, PacedPerson, Round};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::rules::canary::Heard;
use kurier_policy::rules::pacing::Seen;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) const SEEN: &str = "SELECT count(*), max(at), coalesce(max(person = ?4), 0) FROM paced \
     WHERE business = ?1 AND template = ?2 AND round = ?3";
pub(super) const PUT: &str = "INSERT INTO paced (business, template, round, person, seq, at, answer) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
pub(super) const OF_ROUND: &str = "SELECT business, template, round, person, seq, at, answer FROM paced \
     WHERE business = ?1 AND template = ?2 AND round = ?3";
pub(super) const REPORTS: &str = "SELECT count(*) FROM paced p JOIN complaint c ON c.business = p.business \
     AND c.template = p.template AND c.person = p.person AND c.at >= p.at AND c.reported \
     WHERE p.business = ?1 AND p.template = ?2 AND p.round = ?3";
pub(super) const WAITING: &str = "SELECT held_template, count(*) FROM scheduled \
     WHERE business = ?1 AND held_template <> 0 AND state < 2 GROUP BY held_template ORDER BY held_template";
pub(super) const WAKE: &str = "UPDATE scheduled SET due_at = ?4 WHERE (business, id) IN (SELECT business, id \
     FROM scheduled WHERE business = ?1 AND held_template = ?2 AND held_template <> 0 AND state = 0 AND state < 2 \
     AND due_at > ?4 ORDER BY id LIMIT ?3)";
pub(super) const IS_ONE: &str =
    "SELECT 1 FROM paced WHERE business = ?1 AND person = ?2 AND seq = ?3 LIMIT 1";
pub(super) const CAMPAIGN: &str = "SELECT campaign FROM campaign_person \
     WHERE business = ?1 AND person = ?2 AND message_seq = ?3 AND state = 1 LIMIT 1";
pub(super) const ANSWER: &str =
    "UPDATE paced SET answer = ?4 WHERE business = ?1 AND person = ?2 AND seq = ?3";
/// Not those of a guard, which stays until it is decided; they are few.
pub(super) const FORGET: &str = "DELETE FROM paced WHERE (business, template, round, person) IN \
     (SELECT business, template, round, person FROM paced WHERE at < ?1 AND template > 0 LIMIT ?2)";
pub(super) const ALL: &str = "SELECT business, template, round, person, seq, at, answer FROM paced \
     ORDER BY business, template, round, person";

fn read(row: &Row<'_>) -> rusqlite::Result<PacedPerson> {
    Ok(PacedPerson {
        business: BusinessId(row.get(0)?),
        template: TemplateId(row.get(1)?),
        round: row.get(2)?,
        person: PersonId(row.get(3)?),
        seq: InboxSeq(row.get(4)?),
        at: Timestamp(row.get(5)?),
        wanted: answer(row.get(6)?),
    })
}

pub(super) fn seen(conn: &Connection, of: Round, person: PersonId) -> Work<Seen> {
    let given = (of.business.0, of.template.0, of.round, person.0);
    Ok(conn.prepare_cached(SEEN)?.query_row(given, |row| {
        let last_at: Option<i64> = row.get(1)?;
        let (people, last_at) = (row.get(0)?, last_at.map(Timestamp));
        Ok(Seen { people, last_at, is_among: row.get(2)?, is_young: false })
    })?)
}

pub(super) fn put(tx: &Tx<'_>, of: &PacedPerson) -> Work<()> {
    let answer = answer_code(of.wanted);
    let given =
        params![of.business.0, of.template.0, of.round, of.person.0, of.seq.0, of.at.0, answer];
    tx.conn.prepare_cached(PUT)?.execute(given)?;
    Ok(())
}

/// Keeps her answer; whether the message was one of an assessment.
pub(super) fn note(
    tx: &Tx<'_>,
    business: BusinessId,
    (person, seq): (PersonId, InboxSeq),
    wanted: bool,
) -> Work<bool> {
    let given = (business.0, person.0, seq.0, answer_code(Some(wanted)));
    Ok(tx.conn.prepare_cached(ANSWER)?.execute(given)? > 0)
}

pub(super) fn forget(tx: &Tx<'_>, before: Timestamp, limit: u32) -> Work<usize> {
    Ok(tx.conn.prepare_cached(FORGET)?.execute((before.0, limit))?)
}

fn of_round(
    conn: &Connection,
    business: BusinessId,
    template: TemplateId,
    round: u32,
) -> Work<(Vec<PacedPerson>, u64)> {
    let given = (business.0, template.0, round);
    let mut statement = conn.prepare_cached(OF_ROUND)?;
    let people = statement.query_map(given, read)?.collect::<rusqlite::Result<_>>()?;
    let reports: i64 = conn.prepare_cached(REPORTS)?.query_row(given, |row| row.get(0))?;
    Ok((people, u64::try_from(reports).unwrap_or(0)))
}

fn waiting(conn: &Connection, business: BusinessId) -> Work<Vec<(TemplateId, u64)>> {
    let mut statement = conn.prepare_cached(WAITING)?;
    let read = |row: &Row<'_>| {
        let count: i64 = row.get(1)?;
        Ok((TemplateId(row.get(0)?), u64::try_from(count).unwrap_or(0)))
    };
    Ok(statement.query_map([business.0], read)?.collect::<rusqlite::Result<_>>()?)
}

fn first_of(
    conn: &Connection,
    business: BusinessId,
    person: PersonId,
    seq: InboxSeq,
) -> Work<FirstOf> {
    let given = (business.0, person.0, seq.0);
    let is_one: Option<i64> =
        conn.prepare_cached(IS_ONE)?.query_row(given, |row| row.get(0)).optional()?;
    let campaign: Option<i64> =
        conn.prepare_cached(CAMPAIGN)?.query_row(given, |row| row.get(0)).optional()?;
    Ok(FirstOf { is_assessed: is_one.is_some(), campaign: campaign.map(CampaignId) })
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    for person in statement.query_map([], read)? {
        lines.line("paced", &person?)?;
    }
    Ok(())
}

#[async_trait]
impl PacingStore for SqliteStore {
    async fn assessment(
        &self,
        business: BusinessId,
        template: TemplateId,
        round: u32,
    ) -> Result<Assessment> {
        let read = move |conn: &Connection| of_round(conn, business, template, round);
        let (people, reports) = self.readers.run(read).await?;
        let mut found = Assessment { heard: Heard { reports, ..Heard::default() }, last_at: None };
        let hot = self.shared.read_hot();
        for one in people {
            let heard = &mut found.heard;
            let delivered = Heads::person(&*hot, one.person).delivered_seq;
            let read = Heads::relation(&*hot, (business, one.person)).read_seq;
            heard.sent += 1;
            heard.delivered += u64::from(delivered >= one.seq.0);
            heard.read += u64::from(read >= one.seq.0);
            heard.yes += u64::from(one.wanted == Some(true));
            heard.no += u64::from(one.wanted == Some(false));
            found.last_at = found.last_at.max(Some(one.at));
        }
        Ok(found)
    }
    async fn waiting_for_assessment(&self, business: BusinessId) -> Result<Vec<(TemplateId, u64)>> {
        self.readers.run(move |conn| waiting(conn, business)).await
    }
    async fn wake_assessed(
        &self,
        business: BusinessId,
        template: TemplateId,
        limit: u32,
        now: Timestamp,
    ) -> Result<u64> {
        let work = move |tx: &mut Tx<'_>| {
            let given = (business.0, template.0, limit, now.0);
            let woken = tx.conn.prepare_cached(WAKE)?.execute(given)?;
            Ok(u64::try_from(woken).unwrap_or(u64::MAX))
        };
        self.writer.run(1, work).await
    }
    async fn first_of(
        &self,
        business: BusinessId,
        person: PersonId,
        seq: InboxSeq,
    ) -> Result<FirstOf> {
        self.readers.run(move |conn| first_of(conn, business, person, seq)).await
    }
}
