//! The audit of the ledger: everything is computed again from the log and compared.

use super::fault::Work;
use super::load;
use super::money::read_transfer;
use crate::log::audit::{Audit, Covered};
use crate::log::money::status_of;
use crate::log::{code, corrupt};
use crate::record::LedgerReport;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::Transfer;
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
pub(super) const INBOX_ROWS: &str =
    "SELECT person, seq, prev, pos FROM log WHERE seq > 0 ORDER BY pos";

pub(super) fn verify(conn: &Connection) -> Work<LedgerReport> {
    // One read transaction: messages that arrive meanwhile are not half seen.
    let snapshot = conn.unchecked_transaction()?;
    let mut audit = Audit::default();
    check_transfers(&snapshot, &mut audit)?;
    check_accounts(&snapshot, &mut audit)?;
    check_messages(&snapshot, &mut audit)?;
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
        audit.transfer(&transfer, covered);
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

/// Both kinds of log are free of gaps, and no status is told twice.
fn check_logs(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(EVENT_GAPS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, count): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (first, last): (i64, i64) = (row.get(2)?, row.get(3)?);
        audit.find(format!(
            "The event log of business {business} has gaps: {count} events from {first} to {last}."
        ));
    }
    let mut statement = conn.prepare(EVENTS_TWICE)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, pos): (i64, i64) = (row.get(0)?, row.get(1)?);
        audit.find(format!(
            "Business {business} was told the same status twice for the message at row {pos}."
        ));
    }
    let mut heads: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    let mut statement = conn.prepare(INBOX_ROWS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (person, seq): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (prev, pos): (i64, i64) = (row.get(2)?, row.get(3)?);
        let (head_seq, head_pos) = heads.insert(person, (seq, pos)).unwrap_or((0, 0));
        if seq != head_seq.saturating_add(1) || prev != head_pos {
            audit.find(format!("The inbox of person {person} is broken at row {pos}."));
        }
    }
    Ok(())
}
