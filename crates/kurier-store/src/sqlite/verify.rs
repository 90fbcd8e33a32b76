//! The audit of the ledger: everything is computed again from the log and compared.

use super::fault::Work;
use super::load;
use super::money::read_transfer;
use super::{billing, templates};
use crate::log::audit::{Audit, Covered, Decided};
use crate::log::money::status_of;
use crate::log::{code, corrupt};
use crate::record::LedgerReport;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Invariant, Transfer};
use kurier_policy::money::Currency;
use kurier_policy::pricing::Category;
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) const ALL_TRANSFERS: &str = "SELECT id, at, kind, business, category, debit, credit, amount, currency, messages, \
     first_event, last_event FROM transfer ORDER BY business, id";
/// What the priced messages of a range of events cost.
pub(super) const COVERED: &str = "SELECT coalesce(sum(worth), 0), count(*) FROM (SELECT \
     CASE ?6 WHEN 2 THEN log.price - log.surcharge WHEN 4 THEN log.surcharge ELSE log.price END AS worth \
     FROM event JOIN log ON log.pos = event.pos WHERE event.business = ?1 AND event.seq BETWEEN ?2 AND ?3 \
     AND event.kind = 1 AND event.status = ?4 AND log.kind = 1 AND log.category = ?5) WHERE worth > 0";
pub(super) const EVENT_SUMS: &str = "SELECT event.business, event.status, log.category, \
     sum(log.price), count(*), sum(log.surcharge) FROM event JOIN log ON log.pos = event.pos WHERE event.kind = 1 \
     AND log.kind = 1 AND log.price > 0 GROUP BY event.business, event.status, log.category";
pub(super) const EVENT_GAPS: &str = "SELECT business, count(*), min(seq), max(seq) FROM event \
     GROUP BY business HAVING count(*) <> max(seq) OR min(seq) <> 1";
pub(super) const EVENTS_TWICE: &str = "SELECT business, pos, status FROM event WHERE kind = 1 \
     GROUP BY business, pos, status HAVING count(*) > 1 LIMIT 100";
/// Messages that were delivered and failed, or wait longer than any may: 32 days before the newest row.
pub(super) const UNRESOLVED: &str = "SELECT event.business, event.pos, \
     max(event.status = 2) AND max(event.status = 4) FROM event JOIN log ON log.pos = event.pos \
     WHERE event.kind = 1 AND event.status IN (1, 2, 4) AND log.kind = 1 AND log.price > 0 GROUP BY event.business, event.pos \
     HAVING (max(event.status = 2) AND max(event.status = 4)) OR (max(event.status) = 1 \
     AND max(event.at) < (SELECT max(at) FROM log) - 2764800000000) LIMIT 100";
pub(super) const LOST_REFERENCES: &str = "SELECT top_up.business, max(reference) FROM top_up LEFT JOIN transfer \
     ON transfer.business = top_up.business AND transfer.id = top_up.transfer \
     GROUP BY top_up.business, top_up.transfer HAVING count(*) > 1 OR max(transfer.id) IS NULL LIMIT 100";
/// Priced messages by what decided their price.
pub(super) const DECIDED: &str = "SELECT json_extract(evidence, '$.v'), json_extract(evidence, '$.m'), category, \
     price, surcharge, json_extract(evidence, '$.e'), count(*) FROM log \
     WHERE kind = 1 AND price > 0 AND evidence IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6";
pub(super) const INBOX_ROWS: &str =
    "SELECT person, seq, prev, pos FROM log WHERE seq > 0 ORDER BY pos";

pub(super) fn verify(conn: &Connection) -> Work<LedgerReport> {
    // One read transaction: messages that arrive meanwhile are not half seen.
    let snapshot = conn.unchecked_transaction()?;
    let mut audit = Audit::default();
    audit.statements(billing::statements(&snapshot, None, None, u32::MAX)?);
    check_transfers(&snapshot, &mut audit)?;
    audit.end_of_transfers();
    check_accounts(&snapshot, &mut audit)?;
    check_messages(&snapshot, &mut audit)?;
    check_prices(&snapshot, &mut audit)?;
    check_logs(&snapshot, &mut audit)?;
    Ok(audit.report())
}

fn check_transfers(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(ALL_TRANSFERS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let transfer = read_transfer(row)?;
        let covers = transfer.kind.covers_messages();
        let covered = if covers { Some(covered(conn, &transfer)?) } else { None };
        audit.transfer(&transfer, covered)?;
    }
    Ok(())
}

fn covered(conn: &Connection, transfer: &Transfer) -> Work<Covered> {
    let category = transfer.category.unwrap_or(Category::Service);
    let given = (
        transfer.business.0,
        transfer.first_event.0,
        transfer.last_event.0,
        status_of(transfer.kind),
        code::category_code(category),
        code::transfer_kind_code(transfer.kind),
    );
    let mut statement = conn.prepare_cached(COVERED)?;
    let read = |row: &rusqlite::Row<'_>| Ok(Covered { sum: row.get(0)?, count: row.get(1)? });
    Ok(statement.query_row(given, read)?)
}

fn check_accounts(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(load::ACCOUNTS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, currency): (String, String) = (row.get(0)?, row.get(1)?);
        let account = code::account(&name).ok_or_else(|| corrupt("account", &name, "bad name"))?;
        let currency =
            Currency::parse(&currency).ok_or_else(|| corrupt("account", &name, "bad currency"))?;
        audit.account(account, currency, row.get(2)?);
    }
    audit.end_of_accounts();
    Ok(())
}

fn check_messages(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(EVENT_SUMS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, status): (i64, i64) = (row.get(0)?, row.get(1)?);
        let covered = Covered { sum: row.get(3)?, count: row.get(4)? };
        if let Some(category) = code::category(row.get(2)?) {
            audit.messages(BusinessId(business), status, category, covered, row.get(5)?);
        }
    }
    audit.end_of_messages();
    Ok(())
}

/// Every price follows from a rate card, every reservation is resolved once, every reference has its transfer.
fn check_prices(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let cards = templates::rate_cards(conn)?;
    let mut statement = conn.prepare(DECIDED)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let market: String = row.get(1)?;
        let decided = Decided {
            rate_card: row.get(0)?,
            market: &market,
            category: row.get(2)?,
            price: row.get(3)?,
            surcharge: row.get(4)?,
            quoted: row.get(5)?,
            count: row.get(6)?,
        };
        audit.decided(&cards, &decided);
    }
    let mut statement = conn.prepare(UNRESOLVED)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        audit.unresolved(
            row.get(0)?,
            format_args!("at row {}", row.get::<_, i64>(1)?),
            row.get(2)?,
        );
    }
    let mut statement = conn.prepare(LOST_REFERENCES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        audit.reference(row.get(0)?, &row.get::<_, String>(1)?);
    }
    Ok(())
}

/// Both kinds of log are free of gaps, and no status is told twice.
fn check_logs(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(EVENT_GAPS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, count): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (first, last): (i64, i64) = (row.get(2)?, row.get(3)?);
        audit.find(Invariant::I11, format_args!(
            "The event log of business {business} has gaps: {count} events from {first} to {last}."
        ));
    }
    let mut statement = conn.prepare(EVENTS_TWICE)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, pos): (i64, i64) = (row.get(0)?, row.get(1)?);
        audit.find(
            Invariant::I5,
            format_args!(
                "Business {business} was told the same status twice for the message at row {pos}."
            ),
        );
    }
    let mut heads: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    let mut statement = conn.prepare(INBOX_ROWS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (person, seq): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (prev, pos): (i64, i64) = (row.get(2)?, row.get(3)?);
        let (head_seq, head_pos) = heads.insert(person, (seq, pos)).unwrap_or((0, 0));
        if seq != head_seq.saturating_add(1) || prev != head_pos {
            audit.find(
                Invariant::I11,
                format_args!("The inbox of person {person} is broken at row {pos}."),
            );
        }
    }
    Ok(())
}
