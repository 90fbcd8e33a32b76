//! Numbers about messages, counted behind the way of a message.

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, ROLLBACK, Session, on, transact};
use super::writes::small;
use crate::log::tally::{
    CountRow, Entry, STEP_MAX, Sums, Told, category_codes, kind_codes, measure_code, talks,
    width_code,
};
use crate::port::{Result, TallyStore};
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::market::Market;
use kurier_policy::tally::{Count, CountsAsk};
use rustc_hash::FxHashMap;
use tokio_postgres::Row;

pub(super) const CURSOR: &str = "SELECT seq FROM tally_cursor WHERE business = $1";
pub(super) const MOVE_CURSOR: &str = "INSERT INTO tally_cursor (business, seq) VALUES ($1, $3) \
     ON CONFLICT (business) DO UPDATE SET seq = excluded.seq WHERE tally_cursor.seq = $2";
/// Bodies are read only where they may name a template or a button.
pub(super) const TOLD: &str = "SELECT e.seq, e.at, e.kind, e.status, e.person, \
     coalesce(p.market, '*'), l.kind, l.sender, l.category, l.price_kind, l.price, \
     CASE WHEN l.category <> 0 OR e.kind = 2 THEN l.body END, \
     a.kind, a.sender, a.category, a.price_kind, a.price, CASE WHEN a.category <> 0 THEN a.body END \
     FROM event e LEFT JOIN log l ON l.person = e.person AND l.seq = e.message \
     LEFT JOIN person p ON p.id = e.person \
     LEFT JOIN log a ON a.person = e.person AND a.seq = e.answered AND e.answered > 0 \
     WHERE e.business = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3";
pub(super) const BEGAN: &str = "SELECT c.person, c.category, c.began_at \
     FROM unnest($2::bigint[], $3::smallint[]) AS want (person, category) JOIN conversation c \
     ON c.business = $1 AND c.person = want.person AND c.category = want.category";
pub(super) const BEGIN_TALKS: &str = "INSERT INTO conversation (business, person, category, began_at) \
     SELECT $1::bigint, new.* FROM unnest($2::bigint[], $3::smallint[], $4::bigint[]) AS new \
     ON CONFLICT (business, person, category) DO UPDATE SET began_at = excluded.began_at";
pub(super) const ADD: &str = "INSERT INTO tally (business, width, at, measure, sender, market, category, kind, \
     template, label, count, micros) SELECT $1::bigint, new.* FROM unnest($2::smallint[], $3::bigint[], \
     $4::smallint[], $5::bigint[], $6::text[], $7::smallint[], $8::smallint[], $9::bigint[], \
     $10::text[], $11::bigint[], $12::bigint[]) AS new \
     ON CONFLICT (business, width, at, measure, sender, market, category, kind, template, label) \
     DO UPDATE SET count = tally.count + excluded.count, micros = tally.micros + excluded.micros";
pub(super) const COUNTS: &str = "SELECT at, measure, CASE WHEN $5::boolean THEN sender ELSE -1 END, \
     CASE WHEN $6::boolean THEN market ELSE '' END, \
     CASE WHEN $7::boolean THEN category ELSE -1::smallint END, \
     CASE WHEN $8::boolean THEN kind ELSE -1::smallint END, \
     CASE WHEN $9::boolean THEN template ELSE -1 END, CASE WHEN $9::boolean THEN label ELSE '' END, \
     sum(count)::bigint, sum(micros)::bigint FROM tally \
     WHERE business = $1 AND width = $2 AND at >= $3 AND at < $4 AND measure = ANY($10::smallint[]) \
     AND ($11::bigint[] IS NULL OR sender = ANY($11)) AND ($12::text[] IS NULL OR market = ANY($12)) \
     AND ($13::smallint[] IS NULL OR category = ANY($13)) \
     AND ($14::smallint[] IS NULL OR kind = ANY($14)) \
     AND ($15::bigint[] IS NULL OR template = ANY($15)) \
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8 LIMIT $16";

fn wide(row: &Row, at: usize) -> Work<i64> {
    Ok(i64::from(row.try_get::<_, i16>(at)?))
}

fn entry_at(row: &Row, at: usize) -> Work<Option<Entry>> {
    let Some(kind) = row.try_get::<_, Option<i16>>(at)? else { return Ok(None) };
    Ok(Some(Entry {
        kind: i64::from(kind),
        sender: row.try_get(at + 1)?,
        category: wide(row, at + 2)?,
        price_kind: wide(row, at + 3)?,
        price: row.try_get(at + 4)?,
        body: row.try_get(at + 5)?,
    }))
}

fn told_at(row: &Row) -> Work<Told> {
    Ok(Told {
        seq: row.try_get(0)?,
        at: row.try_get(1)?,
        kind: wide(row, 2)?,
        status: wide(row, 3)?,
        person: row.try_get(4)?,
        market: row.try_get(5)?,
        of: entry_at(row, 6)?,
        answered: entry_at(row, 12)?,
    })
}

/// What the next events add up to, and after which event they come.
async fn next_sums(session: &Session, business: BusinessId, limit: u32) -> Work<(i64, Sums, bool)> {
    let row = session.one(CURSOR, &[&business.0]).await?;
    let after: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
    let limit = limit.clamp(1, STEP_MAX);
    let rows = session.query(TOLD, &[&business.0, &after, &i64::from(limit)]).await?;
    let told: Vec<Told> = rows.iter().map(told_at).collect::<Work<_>>()?;
    let (people, categories): (Vec<i64>, Vec<i16>) =
        talks(&told).into_iter().map(|(person, category)| (person, small(category))).unzip();
    let mut known = FxHashMap::default();
    if !people.is_empty() {
        for row in &session.query(BEGAN, &[&business.0, &people, &categories]).await? {
            known.insert((row.try_get(0)?, wide(row, 1)?), row.try_get(2)?);
        }
    }
    let is_full = told.len() >= limit as usize;
    Ok((after, Sums::of(&told, known)?, is_full))
}

async fn add(session: &Session, business: BusinessId, sums: &Sums) -> Work<()> {
    macro_rules! column {
        ($key:ident => $value:expr) => {
            sums.rows.keys().map(|$key| $value).collect::<Vec<_>>()
        };
    }
    let counts: Vec<i64> = sums.rows.values().map(|sum| sum.0).collect();
    let micros: Vec<i64> = sums.rows.values().map(|sum| sum.1).collect();
    session
        .run(
            ADD,
            &[
                &business.0,
                &column!(key => small(key.width)),
                &column!(key => key.at),
                &column!(key => small(key.measure)),
                &column!(key => key.sender),
                &column!(key => key.market.as_str()),
                &column!(key => small(key.category)),
                &column!(key => small(key.kind)),
                &column!(key => key.template),
                &column!(key => key.label.as_str()),
                &counts,
                &micros,
            ],
        )
        .await?;
    let people: Vec<i64> = sums.began.keys().map(|talk| talk.0).collect();
    let categories: Vec<i16> = sums.began.keys().map(|talk| small(talk.1)).collect();
    let began: Vec<i64> = sums.began.values().copied().collect();
    session.run(BEGIN_TALKS, &[&business.0, &people, &categories, &began]).await?;
    Ok(())
}

async fn tally(store: &PostgresStore, business: BusinessId, limit: u32) -> Work<bool> {
    let reading = Session::open(&store.pool).await?;
    let (after, sums, is_full) = next_sums(&reading, business, limit).await?;
    drop(reading);
    if sums.last == 0 {
        return Ok(is_full);
    }
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if session.run(MOVE_CURSOR, &[&business.0, &after, &sums.last]).await? == 0 {
            session.batch(ROLLBACK).await?;
            return Ok(is_full);
        }
        add(session, business, &sums).await?;
        session.batch(COMMIT).await?;
        Ok(is_full)
    })
}

fn count_at(row: &Row) -> Work<Count> {
    let row = CountRow {
        at: row.try_get(0)?,
        measure: wide(row, 1)?,
        sender: row.try_get(2)?,
        market: row.try_get(3)?,
        category: wide(row, 4)?,
        kind: wide(row, 5)?,
        template: row.try_get(6)?,
        label: row.try_get(7)?,
        count: row.try_get(8)?,
        micros: row.try_get(9)?,
    };
    Ok(row.count()?)
}

fn smalls(codes: Vec<i64>) -> Vec<i16> {
    codes.into_iter().map(small).collect()
}

async fn counts(session: &Session, ask: &CountsAsk, limit: u32) -> Work<Vec<Count>> {
    let measures: Vec<i16> = ask.measures.iter().map(|one| small(measure_code(*one))).collect();
    let senders: Option<Vec<i64>> =
        ask.senders.as_ref().map(|all| all.iter().map(|one| one.0).collect());
    let markets: Option<Vec<&str>> =
        ask.markets.as_ref().map(|all| all.iter().map(Market::code).collect());
    let templates: Option<Vec<i64>> =
        ask.templates.as_ref().map(|all| all.iter().map(|one| one.0).collect());
    let rows = session
        .query(
            COUNTS,
            &[
                &ask.business.0,
                &small(width_code(ask.granularity)),
                &ask.from.0,
                &ask.until.0,
                &ask.apart.sender,
                &ask.apart.market,
                &ask.apart.category,
                &ask.apart.kind,
                &ask.apart.template,
                &measures,
                &senders,
                &markets,
                &ask.categories.as_deref().map(|all| smalls(category_codes(all))),
                &ask.kinds.as_deref().map(|all| smalls(kind_codes(all))),
                &templates,
                &i64::from(limit),
            ],
        )
        .await?;
    rows.iter().map(count_at).collect()
}

#[async_trait]
impl TallyStore for PostgresStore {
    async fn tally(&self, business: BusinessId, limit: u32) -> Result<bool> {
        self.ensure_open()?;
        tally(self, business, limit).await.map_err(Fault::into_store_error)
    }
    async fn counts(&self, ask: CountsAsk, limit: u32) -> Result<Vec<Count>> {
        on!(self, session => counts(session, &ask, limit))
    }
}
