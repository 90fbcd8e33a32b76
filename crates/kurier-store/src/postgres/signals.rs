//! What people make of templates.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::pacing;
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::writes::small;
use crate::log::code::status_code;
use crate::log::corrupt;
use crate::log::export::Lines;
use crate::log::wanted;
use crate::port::{Result, SignalStore};
use crate::record::{Complaint, OptOuts, Signals, WantedAnswer, WantedCounts};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, PersonId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::rules::reason::Reason;
use kurier_policy::status::Status;
use kurier_policy::time::{HOUR_S, Timestamp};
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const FIRST: &str =
    "INSERT INTO signal_cursor (business, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING";
/// One call at a time counts the events of a business.
pub(super) const CURSOR: &str = "SELECT c.seq, h.event FROM signal_cursor c \
     JOIN business_head h ON h.business = c.business WHERE c.business = $1 FOR UPDATE OF c";
pub(super) const MOVE: &str = "UPDATE signal_cursor SET seq = $2 WHERE business = $1";
/// Messages with a category were made from templates, which their bodies name.
pub(super) const COUNT: &str = "INSERT INTO signal AS old (business, template, hour, delivered, read, read_soon) \
     SELECT e.business, (l.body::jsonb ->> 'template')::bigint, e.at / $4 * $4, \
     count(*) FILTER (WHERE e.status = $5), count(*) FILTER (WHERE e.status = $6), \
     count(*) FILTER (WHERE e.status = $6 AND e.at <= l.at + $4) FROM event e JOIN log l ON l.person = e.person AND l.seq = e.message \
     WHERE e.business = $1 AND e.seq > $2 AND e.seq <= $3 \
     AND e.kind = 1 AND e.status IN ($5, $6) AND l.category <> 0 GROUP BY 1, 2, 3 \
     ON CONFLICT (business, template, hour) DO UPDATE SET \
     delivered = old.delivered + excluded.delivered, read = old.read + excluded.read, \
     read_soon = old.read_soon + excluded.read_soon";
pub(super) const ALLOW: &str =
    "SELECT count(*) FROM relation WHERE business = $1 AND permissions <> '[]'";
pub(super) const LEFT: &str = "SELECT count(DISTINCT e.person) FROM event e \
     JOIN relation r ON r.business = e.business AND r.person = e.person \
     WHERE e.business = $1 AND e.kind = 3 AND e.at >= $2 AND r.permissions = '[]'";
pub(super) const COUNTED: &str = "SELECT template, sum(delivered)::bigint, sum(read)::bigint, \
     sum(read_soon)::bigint FROM signal WHERE business = $1 AND template = ANY($2) AND hour >= $3 GROUP BY template ORDER BY template";
pub(super) const FORGET_HOURS: &str = "DELETE FROM signal WHERE (business, template, hour) IN \
     (SELECT business, template, hour FROM signal WHERE hour < $1 LIMIT $2)";
pub(super) const PUT: &str = "INSERT INTO complaint (business, template, person, at, sent_at, reported, reason, surcharge) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (business, template, person) DO UPDATE SET \
     at = excluded.at, sent_at = excluded.sent_at, reason = coalesce(complaint.reason, excluded.reason), \
     surcharge = CASE WHEN complaint.reported THEN complaint.surcharge ELSE excluded.surcharge END, \
     reported = complaint.reported OR excluded.reported";
pub(super) const SINCE: &str = "SELECT business, template, person, at, sent_at, reported, reason, surcharge FROM complaint \
     WHERE business = $1 AND at >= $2 ORDER BY at DESC, template, person LIMIT $3";
pub(super) const FORGET: &str = "DELETE FROM complaint WHERE (business, template, person) IN \
     (SELECT business, template, person FROM complaint WHERE at < $1 LIMIT $2)";
pub(super) const ALL: &str = "SELECT business, template, person, at, sent_at, reported, reason, surcharge FROM complaint \
     ORDER BY business, template, person";
pub(super) const PUT_WANTED: &str = "INSERT INTO wanted (business, person, template, at, wanted) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (business, person) DO UPDATE SET \
     template = excluded.template, at = excluded.at, wanted = excluded.wanted";
pub(super) const ONE_WANTED: &str = "SELECT business, person, template, at, wanted FROM wanted \
     WHERE business = $1 AND person = $2";
pub(super) const COUNT_WANTED: &str = "SELECT coalesce(sum(wanted), 0)::bigint, count(*) FROM wanted \
     WHERE business = $1 AND at >= $2";
pub(super) const FORGET_WANTED: &str = "DELETE FROM wanted WHERE (business, person) IN \
     (SELECT business, person FROM wanted WHERE at < $1 LIMIT $2)";
pub(super) const ALL_WANTED: &str =
    "SELECT business, person, template, at, wanted FROM wanted ORDER BY business, person";

fn complaint_at(row: &Row) -> Work<Complaint> {
    let reason: Option<&str> = row.try_get(6)?;
    Ok(Complaint {
        business: BusinessId(row.try_get(0)?),
        template: TemplateId(row.try_get(1)?),
        person: PersonId(row.try_get(2)?),
        at: Timestamp(row.try_get(3)?),
        sent_at: Timestamp(row.try_get(4)?),
        reported: row.try_get(5)?,
        // A reason that a later program knows is one that this one does not count.
        reason: reason.and_then(Reason::named),
        surcharge: Micros(row.try_get(7)?),
    })
}

fn wanted_at(row: &Row) -> Work<WantedAnswer> {
    Ok(WantedAnswer {
        business: BusinessId(row.try_get(0)?),
        person: PersonId(row.try_get(1)?),
        template: TemplateId(row.try_get(2)?),
        at: Timestamp(row.try_get(3)?),
        wanted: wanted::of_code(row.try_get(4)?),
    })
}

pub(super) async fn put(session: &Session, of: &Complaint) -> Work<()> {
    let reason = of.reason.map(Reason::name);
    let given: Given<'_> = &[
        &of.business.0,
        &of.template.0,
        &of.person.0,
        &of.at.0,
        &of.sent_at.0,
        &of.reported,
        &reason,
        &of.surcharge.0,
    ];
    session.run(PUT, given).await.map(drop)
}

pub(super) async fn put_wanted(session: &Session, of: &WantedAnswer) -> Work<()> {
    let code = wanted::code(of.wanted);
    let given: Given<'_> = &[&of.business.0, &of.person.0, &of.template.0, &of.at.0, &code];
    session.run(PUT_WANTED, given).await.map(drop)
}

async fn one_wanted(
    session: &Session,
    business: BusinessId,
    person: PersonId,
) -> Work<Option<WantedAnswer>> {
    let row = session.one(ONE_WANTED, &[&business.0, &person.0]).await?;
    row.as_ref().map(wanted_at).transpose()
}

async fn count_wanted(
    session: &Session,
    business: BusinessId,
    since: Timestamp,
) -> Work<WantedCounts> {
    let row = session.one(COUNT_WANTED, &[&business.0, &since.0]).await?;
    row.map_or(Ok(WantedCounts::default()), |row| {
        Ok(wanted::counts(row.try_get(0)?, row.try_get(1)?))
    })
}

async fn since(
    session: &Session,
    business: BusinessId,
    since: Timestamp,
    limit: u32,
) -> Work<Vec<Complaint>> {
    let given: Given<'_> = &[&business.0, &since.0, &i64::from(limit)];
    session.query(SINCE, given).await?.iter().map(complaint_at).collect()
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("complaint", &complaint_at(&row)?)?;
    }
    let mut rows = pin!(session.stream(ALL_WANTED, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("wanted", &wanted_at(&row)?)?;
    }
    Ok(())
}

/// An hour in the unit of times.
const HOUR_US: i64 = HOUR_S * 1_000_000;

async fn count(store: &PostgresStore, business: BusinessId, limit: u32) -> Work<bool> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.run(FIRST, &[&business.0]).await?;
        let row = session.one(CURSOR, &[&business.0]).await?;
        let row = row.ok_or_else(|| corrupt("signal_cursor", business, "no row"))?;
        let (after, head): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let to = head.min(after.saturating_add(i64::from(limit)));
        if to > after {
            let delivered = small(status_code(Status::Delivered));
            let read = small(status_code(Status::Read));
            let given: Given<'_> = &[&business.0, &after, &to, &HOUR_US, &delivered, &read];
            session.run(COUNT, given).await?;
            session.run(MOVE, &[&business.0, &to]).await?;
        }
        session.batch(COMMIT).await?;
        Ok(to < head)
    })
}

async fn counted(
    session: &Session,
    business: BusinessId,
    templates: &[TemplateId],
    since: Timestamp,
) -> Work<Vec<Signals>> {
    let ids: Vec<i64> = templates.iter().map(|one| one.0).collect();
    let rows = session.query(COUNTED, &[&business.0, &ids, &since.0]).await?;
    let read = |row: &Row| -> Work<Signals> {
        let number =
            |at: usize| -> Work<u64> { Ok(u64::try_from(row.try_get::<_, i64>(at)?).unwrap_or(0)) };
        let template = TemplateId(row.try_get(0)?);
        let (delivered, read, read_soon) = (number(1)?, number(2)?, number(3)?);
        Ok(Signals { template, delivered, read, read_soon })
    };
    rows.iter().map(read).collect()
}

async fn opt_outs(session: &Session, business: BusinessId, since: Timestamp) -> Work<OptOuts> {
    let number = |row: Option<Row>| -> Work<u64> {
        let count = row.map(|row| row.try_get::<_, i64>(0)).transpose()?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    };
    let allow = number(session.one(ALLOW, &[&business.0]).await?)?;
    let left = number(session.one(LEFT, &[&business.0, &since.0]).await?)?;
    Ok(OptOuts { allow, left })
}

async fn forget(session: &Session, before: Timestamp, limit: u32) -> Work<u64> {
    let given: Given<'_> = &[&before.0, &i64::from(limit)];
    let hours = session.run(FORGET_HOURS, given).await?;
    let complaints = session.run(FORGET, given).await?;
    let answers = session.run(FORGET_WANTED, given).await?;
    let paced = session.run(pacing::FORGET, given).await?;
    let all = hours.saturating_add(complaints).saturating_add(answers);
    Ok(all.saturating_add(paced))
}

#[async_trait]
impl SignalStore for PostgresStore {
    async fn count_signals(&self, business: BusinessId, limit: u32) -> Result<bool> {
        self.ensure_open()?;
        count(self, business, limit).await.map_err(Fault::into_store_error)
    }
    async fn signals(
        &self,
        business: BusinessId,
        templates: Vec<TemplateId>,
        from: Timestamp,
    ) -> Result<Vec<Signals>> {
        on!(self, session => counted(session, business, &templates, from))
    }
    async fn opt_outs(&self, business: BusinessId, since: Timestamp) -> Result<OptOuts> {
        on!(self, session => opt_outs(session, business, since))
    }
    async fn complain(&self, complaint: Complaint) -> Result<()> {
        on!(self, session => put(session, &complaint))
    }
    async fn complaints(
        &self,
        business: BusinessId,
        from: Timestamp,
        limit: u32,
    ) -> Result<Vec<Complaint>> {
        on!(self, session => since(session, business, from, limit))
    }
    async fn answer_wanted(&self, answer: WantedAnswer) -> Result<()> {
        on!(self, session => put_wanted(session, &answer))
    }
    async fn wanted_of(
        &self,
        business: BusinessId,
        person: PersonId,
    ) -> Result<Option<WantedAnswer>> {
        on!(self, session => one_wanted(session, business, person))
    }
    async fn wanted_counts(&self, business: BusinessId, from: Timestamp) -> Result<WantedCounts> {
        on!(self, session => count_wanted(session, business, from))
    }
    async fn forget_signals(&self, before: Timestamp, limit: u32) -> Result<u64> {
        on!(self, session => forget(session, before, limit))
    }
}
