//! Who got marketing templates while they are assessed, and what waits for that.

use super::PostgresStore;
use super::cold::Cold;
use super::fault::Work;
use super::session::{Session, on};
use super::writes::small;
use crate::log::campaign::answer_code;
use crate::log::export::Lines;
use crate::log::pacing::answer;
use crate::port::{PacingStore, Result, StoreError};
use crate::record::{Assessment, FirstOf, PacedPerson, Round};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::rules::canary::Heard;
use kurier_policy::rules::pacing::{Seen, paces};
use kurier_policy::template::Template;
use kurier_policy::time::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
use std::pin::pin;
use std::sync::Arc;
use tokio_postgres::Row;

/// Under the locks of the businesses, so that nobody is counted too late.
pub(super) const SEEN: &str = "SELECT p.business, p.template, p.round, count(*), max(p.at), \
     coalesce(array_agg(p.person) FILTER (WHERE p.person = ANY($4)), '{}') \
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS want (business, template, round) \
     JOIN paced p ON p.business = want.business AND p.template = want.template AND p.round = want.round GROUP BY 1, 2, 3";
pub(super) const INSERT: &str = "INSERT INTO paced (business, template, round, person, seq, at, answer) \
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], \
     $7::smallint[]) ON CONFLICT DO NOTHING";
pub(super) const HEARD: &str = "SELECT count(*), count(*) FILTER (WHERE h.delivered >= p.seq), \
     count(*) FILTER (WHERE r.read >= p.seq), count(*) FILTER (WHERE p.answer = 1), \
     count(*) FILTER (WHERE p.answer = 2), count(c.person), max(p.at) FROM paced p \
     LEFT JOIN person_head h ON h.person = p.person \
     LEFT JOIN relation_head r ON r.business = p.business AND r.person = p.person \
     LEFT JOIN complaint c ON c.business = p.business AND c.template = p.template AND c.person = p.person \
     AND c.at >= p.at AND c.reported WHERE p.business = $1 AND p.template = $2 AND p.round = $3";
pub(super) const WAITING: &str = "SELECT held_template, count(*) FROM scheduled \
     WHERE business = $1 AND held_template <> 0 AND state < 2 GROUP BY held_template ORDER BY held_template";
pub(super) const WAKE: &str = "UPDATE scheduled SET due_at = $4 WHERE (business, id) IN (SELECT business, id \
     FROM scheduled WHERE business = $1 AND held_template = $2 AND held_template <> 0 AND state = 0 AND state < 2 \
     AND due_at > $4 ORDER BY id LIMIT $3) AND state = 0";
pub(super) const FIRST_OF: &str = "SELECT EXISTS (SELECT 1 FROM paced WHERE business = $1 AND person = $2 AND seq = $3), \
     (SELECT campaign FROM campaign_person WHERE business = $1 AND person = $2 AND message_seq = $3 AND state = 1 LIMIT 1)";
pub(super) const ANSWER: &str =
    "UPDATE paced SET answer = $4 WHERE business = $1 AND person = $2 AND seq = $3";
/// Not those of a guard, which stays until it is decided; they are few.
pub(super) const FORGET: &str = "DELETE FROM paced WHERE (business, template, round, person) IN \
     (SELECT business, template, round, person FROM paced WHERE at < $1 AND template > 0 LIMIT $2)";
pub(super) const ALL: &str = "SELECT business, template, round, person, seq, at, answer FROM paced \
     ORDER BY business, template, round, person";

/// Who got the templates of a step that are being assessed, of those whom it sends to.
#[derive(Default)]
pub(super) struct Paced(FxHashMap<Round, Got>);

#[derive(Default)]
struct Got {
    people: u32,
    last_at: Option<Timestamp>,
    among: FxHashSet<PersonId>,
}

impl Paced {
    /// Reads it for the templates that `cold` holds; nothing where none is assessed.
    pub(super) async fn load(
        &mut self,
        session: &Session,
        cold: &Cold,
        persons: &[i64],
        now: Timestamp,
    ) -> Work<()> {
        let rounds: Vec<Round> = assessed(cold, now).chain(guarded(cold)).collect();
        if rounds.is_empty() {
            return Ok(());
        }
        self.0.extend(rounds.iter().map(|round| (*round, Got::default())));
        let businesses: Vec<i64> = rounds.iter().map(|of| of.business.0).collect();
        let templates: Vec<i64> = rounds.iter().map(|of| of.template.0).collect();
        let rounds: Vec<i64> = rounds.iter().map(|of| of.round.into()).collect();
        for row in session.query(SEEN, &[&businesses, &templates, &rounds, &persons]).await? {
            let among: Vec<i64> = row.try_get(5)?;
            let got = Got {
                people: u32::try_from(row.try_get::<_, i64>(3)?).unwrap_or(u32::MAX),
                last_at: row.try_get::<_, Option<i64>>(4)?.map(Timestamp),
                among: among.into_iter().map(PersonId).collect(),
            };
            let round = Round {
                business: BusinessId(row.try_get(0)?),
                template: TemplateId(row.try_get(1)?),
                round: u32::try_from(row.try_get::<_, i64>(2)?).unwrap_or(u32::MAX),
            };
            self.0.insert(round, got);
        }
        Ok(())
    }

    pub(super) fn seen(&self, of: Round, person: PersonId) -> Option<Seen> {
        let got = self.0.get(&of)?;
        let is_among = got.among.contains(&person);
        Some(Seen { people: got.people, is_among, last_at: got.last_at, is_young: false })
    }

    pub(super) fn add(&mut self, of: &PacedPerson) {
        let PacedPerson { business, template, round, .. } = *of;
        let got = self.0.entry(Round { business, template, round }).or_default();
        if got.among.insert(of.person) {
            got.people = got.people.saturating_add(1);
            got.last_at = got.last_at.max(Some(of.at));
        }
    }
}

/// The guards over the businesses of a step.
fn guarded(cold: &Cold) -> impl Iterator<Item = Round> {
    cold.businesses.values().flatten().filter_map(|business| {
        let guard = business.standing.takeover.guard.as_ref()?;
        Some(Round::guarded(business.id, guard))
    })
}

fn assessed(cold: &Cold, now: Timestamp) -> impl Iterator<Item = Round> {
    let limits = cold.rules.as_ref().map(|(_, limits)| *limits).unwrap_or_default();
    let is_paced = move |template: &&Arc<Template>| {
        let business = cold.businesses.get(&template.business).and_then(Option::as_ref);
        business.is_some_and(|of| paces(&limits, template, of.created_at, now).is_some())
    };
    cold.templates.values().flatten().filter(is_paced).map(|template| Round::of(template))
}

fn person_at(row: &Row) -> Work<PacedPerson> {
    let whole = |at: usize| -> Work<u32> {
        let number: i64 = row.try_get(at)?;
        let bad = || crate::log::corrupt("paced", number, "this is no small number");
        Ok(u32::try_from(number).map_err(|_| bad())?)
    };
    Ok(PacedPerson {
        business: BusinessId(row.try_get(0)?),
        template: TemplateId(row.try_get(1)?),
        round: whole(2)?,
        person: PersonId(row.try_get(3)?),
        seq: InboxSeq(whole(4)?),
        at: Timestamp(row.try_get(5)?),
        wanted: answer(i64::from(row.try_get::<_, i16>(6)?)),
    })
}

async fn heard(
    session: &Session,
    business: BusinessId,
    template: TemplateId,
    round: u32,
) -> Work<Assessment> {
    let row = session.one(HEARD, &[&business.0, &template.0, &i64::from(round)]).await?;
    let row = row.ok_or(StoreError::NotFound("template"))?;
    let number =
        |at: usize| -> Work<u64> { Ok(u64::try_from(row.try_get::<_, i64>(at)?).unwrap_or(0)) };
    let heard = Heard {
        sent: number(0)?,
        delivered: number(1)?,
        read: number(2)?,
        yes: number(3)?,
        no: number(4)?,
        reports: number(5)?,
    };
    Ok(Assessment { heard, last_at: row.try_get::<_, Option<i64>>(6)?.map(Timestamp) })
}

async fn waiting(session: &Session, business: BusinessId) -> Work<Vec<(TemplateId, u64)>> {
    let read = |row: &Row| {
        let count: i64 = row.try_get(1)?;
        Ok((TemplateId(row.try_get(0)?), u64::try_from(count).unwrap_or(0)))
    };
    session.query(WAITING, &[&business.0]).await?.iter().map(read).collect()
}

async fn first_of(
    session: &Session,
    business: BusinessId,
    person: PersonId,
    seq: InboxSeq,
) -> Work<FirstOf> {
    let row = session.one(FIRST_OF, &[&business.0, &person.0, &i64::from(seq.0)]).await?;
    let Some(row) = row else { return Ok(FirstOf::default()) };
    let campaign: Option<i64> = row.try_get(1)?;
    Ok(FirstOf { is_assessed: row.try_get(0)?, campaign: campaign.map(CampaignId) })
}

/// Keeps her answer; whether the message was one of an assessment.
pub(super) async fn note(
    session: &Session,
    business: BusinessId,
    (person, seq): (PersonId, InboxSeq),
    wanted: bool,
) -> Work<bool> {
    let answer = small(answer_code(Some(wanted)));
    let given: super::session::Given<'_> = &[&business.0, &person.0, &i64::from(seq.0), &answer];
    Ok(session.run(ANSWER, given).await? > 0)
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("paced", &person_at(&row)?)?;
    }
    Ok(())
}

#[async_trait]
impl PacingStore for PostgresStore {
    async fn assessment(
        &self,
        business: BusinessId,
        template: TemplateId,
        round: u32,
    ) -> Result<Assessment> {
        on!(self, session => heard(session, business, template, round))
    }
    async fn waiting_for_assessment(&self, business: BusinessId) -> Result<Vec<(TemplateId, u64)>> {
        on!(self, session => waiting(session, business))
    }
    async fn wake_assessed(
        &self,
        business: BusinessId,
        template: TemplateId,
        limit: u32,
        now: Timestamp,
    ) -> Result<u64> {
        let limit = i64::from(limit);
        on!(self, session => session.run(WAKE, &[&business.0, &template.0, &limit, &now.0]))
    }
    async fn first_of(
        &self,
        business: BusinessId,
        person: PersonId,
        seq: InboxSeq,
    ) -> Result<FirstOf> {
        on!(self, session => first_of(session, business, person, seq))
    }
}
