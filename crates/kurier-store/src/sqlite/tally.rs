//! Numbers about messages: read beside the writer, written by it in a few rows a step.

use super::SqliteStore;
use super::fault::Work;
use super::tx::Tx;
use crate::log::code;
use crate::log::tally::{
    CountRow, Entry, STEP_MAX, Sums, Told, category_codes, kind_codes, measure_code, talks,
    width_code,
};
use crate::port::{Result, TallyStore};
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::tally::{Count, CountsAsk};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use rustc_hash::FxHashMap;

pub(super) const CURSOR: &str = "SELECT seq FROM tally_cursor WHERE business = ?1";
pub(super) const MOVE_CURSOR: &str = "INSERT INTO tally_cursor (business, seq) VALUES (?1, ?3) \
     ON CONFLICT (business) DO UPDATE SET seq = excluded.seq WHERE seq = ?2";
/// Bodies are read only where they may name a template or a button.
pub(super) const TOLD: &str = "SELECT e.seq, e.at, e.kind, e.status, coalesce(l.person, 0), \
     coalesce(p.market, '*'), l.kind, l.sender, l.category, l.price_kind, l.price, \
     CASE WHEN l.category <> 0 OR e.kind = 2 THEN l.body END, \
     a.kind, a.sender, a.category, a.price_kind, a.price, CASE WHEN a.category <> 0 THEN a.body END \
     FROM event e LEFT JOIN log l ON l.pos = e.pos LEFT JOIN person p ON p.id = l.person \
     LEFT JOIN log a ON a.pos = e.ref_pos AND e.ref_pos > 0 \
     WHERE e.business = ?1 AND e.seq > ?2 ORDER BY e.seq LIMIT ?3";
pub(super) const BEGAN: &str = "SELECT began_at FROM conversation \
     WHERE business = ?1 AND person = ?2 AND category = ?3";
pub(super) const BEGIN: &str = "INSERT INTO conversation (business, person, category, began_at) \
     VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET began_at = excluded.began_at";
pub(super) const ADD: &str = "INSERT INTO tally (business, width, at, measure, sender, market, category, kind, \
     template, label, count, micros) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
     ON CONFLICT DO UPDATE SET count = count + excluded.count, micros = micros + excluded.micros";
pub(super) const COUNTS: &str = "SELECT at, measure, iif(:by_sender, sender, -1) AS whose, \
     iif(:by_market, market, '') AS place, iif(:by_category, category, -1) AS class, \
     iif(:by_kind, kind, -1) AS price, iif(:by_template, template, -1) AS made, \
     iif(:by_template, label, '') AS button, sum(count), sum(micros) FROM tally \
     WHERE business = :business AND width = :width AND at >= :from AND at < :until \
     AND measure IN (SELECT value FROM json_each(:measures)) \
     AND (:senders IS NULL OR sender IN (SELECT value FROM json_each(:senders))) \
     AND (:markets IS NULL OR market IN (SELECT value FROM json_each(:markets))) \
     AND (:categories IS NULL OR category IN (SELECT value FROM json_each(:categories))) \
     AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds))) \
     AND (:templates IS NULL OR template IN (SELECT value FROM json_each(:templates))) \
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8 LIMIT :limit";

fn entry_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Entry>> {
    let Some(kind) = row.get(at)? else { return Ok(None) };
    Ok(Some(Entry {
        kind,
        sender: row.get(at + 1)?,
        category: row.get(at + 2)?,
        price_kind: row.get(at + 3)?,
        price: row.get(at + 4)?,
        body: row.get(at + 5)?,
    }))
}

fn told_at(row: &Row<'_>) -> rusqlite::Result<Told> {
    Ok(Told {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        status: row.get(3)?,
        person: row.get(4)?,
        market: row.get(5)?,
        of: entry_at(row, 6)?,
        answered: entry_at(row, 12)?,
    })
}

/// What the next events add up to, and after which event they come.
fn next_sums(conn: &Connection, business: BusinessId, limit: u32) -> Work<(i64, Sums, bool)> {
    let mut statement = conn.prepare_cached(CURSOR)?;
    let after: Option<i64> = statement.query_row([business.0], |row| row.get(0)).optional()?;
    let after = after.unwrap_or(0);
    let limit = limit.clamp(1, STEP_MAX);
    let mut statement = conn.prepare_cached(TOLD)?;
    let told: Vec<Told> = statement
        .query_map((business.0, after, limit), told_at)?
        .collect::<rusqlite::Result<_>>()?;
    let mut known = FxHashMap::default();
    let mut statement = conn.prepare_cached(BEGAN)?;
    for talk in talks(&told) {
        let given = (business.0, talk.0, talk.1);
        if let Some(began) = statement.query_row(given, |row| row.get(0)).optional()? {
            known.insert(talk, began);
        }
    }
    let is_full = told.len() >= limit as usize;
    Ok((after, Sums::of(&told, known)?, is_full))
}

fn write(tx: &Tx<'_>, business: BusinessId, after: i64, sums: &Sums) -> Work<()> {
    let moved = tx.conn.prepare_cached(MOVE_CURSOR)?.execute((business.0, after, sums.last))?;
    if moved == 0 {
        return Ok(());
    }
    let mut add = tx.conn.prepare_cached(ADD)?;
    for (key, (count, micros)) in &sums.rows {
        add.execute(params![
            business.0,
            key.width,
            key.at,
            key.measure,
            key.sender,
            key.market,
            key.category,
            key.kind,
            key.template,
            key.label,
            count,
            micros,
        ])?;
    }
    let mut begin = tx.conn.prepare_cached(BEGIN)?;
    for ((person, category), at) in &sums.began {
        begin.execute((business.0, person, category, at))?;
    }
    Ok(())
}

fn list<T: serde::Serialize>(wanted: Option<Vec<T>>) -> Result<Option<String>> {
    wanted.map(|wanted| code::to_json(&wanted)).transpose()
}

fn counts(conn: &Connection, ask: &CountsAsk, limit: u32) -> Work<Vec<Count>> {
    let measures: Vec<i64> = ask.measures.iter().map(|one| measure_code(*one)).collect();
    let mut statement = conn.prepare_cached(COUNTS)?;
    let rows = statement.query_map(
        named_params! {
            ":business": ask.business.0,
            ":width": width_code(ask.granularity),
            ":from": ask.from.0,
            ":until": ask.until.0,
            ":by_sender": ask.apart.sender,
            ":by_market": ask.apart.market,
            ":by_category": ask.apart.category,
            ":by_kind": ask.apart.kind,
            ":by_template": ask.apart.template,
            ":measures": code::to_json(&measures)?,
            ":senders": list(ask.senders.clone().map(|all| all.iter().map(|one| one.0).collect()))?,
            ":markets": list(ask.markets.clone())?,
            ":categories": list(ask.categories.as_deref().map(category_codes))?,
            ":kinds": list(ask.kinds.as_deref().map(kind_codes))?,
            ":templates":
                list(ask.templates.clone().map(|all| all.iter().map(|one| one.0).collect()))?,
            ":limit": limit,
        },
        count_row,
    )?;
    rows.map(|row| Ok(row?.count()?)).collect()
}

fn count_row(row: &Row<'_>) -> rusqlite::Result<CountRow> {
    Ok(CountRow {
        at: row.get(0)?,
        measure: row.get(1)?,
        sender: row.get(2)?,
        market: row.get(3)?,
        category: row.get(4)?,
        kind: row.get(5)?,
        template: row.get(6)?,
        label: row.get(7)?,
        count: row.get(8)?,
        micros: row.get(9)?,
    })
}

#[async_trait]
impl TallyStore for SqliteStore {
    async fn tally(&self, business: BusinessId, limit: u32) -> Result<bool> {
        let read = move |conn: &Connection| next_sums(conn, business, limit);
        let (after, sums, is_full) = self.readers.run(read).await?;
        if sums.last > 0 {
            self.writer.run(1, move |tx| write(tx, business, after, &sums)).await?;
        }
        Ok(is_full)
    }
    async fn counts(&self, ask: CountsAsk, limit: u32) -> Result<Vec<Count>> {
        self.readers.run(move |conn| counts(conn, &ask, limit)).await
    }
}
