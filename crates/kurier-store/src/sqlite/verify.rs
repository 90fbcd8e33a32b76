//! The audit of the ledger: everything is computed again from the log and compared.

use super::fault::Work;
use super::load;
use super::money::read_transfer;
use crate::log::code;
use crate::log::money::{accounts_of, status_of};
use crate::record::LedgerReport;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Account, Transfer, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::pricing::Category;
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) const ALL_TRANSFERS: &str = "SELECT id, at, kind, business, category, debit, credit, amount, currency, messages, \
     first_event, last_event FROM transfer ORDER BY business, id";
/// What the priced messages of a range of events cost.
pub(super) const COVERED: &str = "SELECT coalesce(sum(log.price), 0), count(*) FROM event \
     JOIN log ON log.pos = event.pos WHERE event.business = ?1 AND event.seq BETWEEN ?2 AND ?3 \
     AND event.kind = 1 AND event.status = ?4 AND log.kind = 1 AND log.category = ?5 \
     AND log.price > 0";
pub(super) const EVENT_SUMS: &str = "SELECT event.business, event.status, log.category, \
     sum(log.price), count(*) FROM event JOIN log ON log.pos = event.pos WHERE event.kind = 1 \
     AND log.kind = 1 AND log.price > 0 GROUP BY event.business, event.status, log.category";
pub(super) const EVENT_GAPS: &str = "SELECT business, count(*), min(seq), max(seq) FROM event \
     GROUP BY business HAVING count(*) <> max(seq) OR min(seq) <> 1";
pub(super) const EVENTS_TWICE: &str = "SELECT business, pos, status FROM event WHERE kind = 1 \
     GROUP BY business, pos, status HAVING count(*) > 1 LIMIT 100";
pub(super) const INBOX_ROWS: &str =
    "SELECT person, seq, prev, pos FROM log WHERE seq > 0 ORDER BY pos";

/// Most findings that are told; the first ones say what is wrong.
const FINDINGS_MAX: usize = 100;

type Key = (BusinessId, TransferKind, Category);

#[derive(Default)]
struct Audit {
    report: LedgerReport,
    /// Sum of the transfers per account and currency.
    accounts: BTreeMap<(String, String), i64>,
    /// Sum of the transfers, and the last event they cover.
    covered: BTreeMap<Key, (i64, i64)>,
}

pub(super) fn verify(conn: &Connection) -> Work<LedgerReport> {
    // One read transaction: messages that arrive meanwhile are not half seen.
    let snapshot = conn.unchecked_transaction()?;
    let mut audit = Audit::default();
    check_transfers(&snapshot, &mut audit)?;
    check_accounts(&snapshot, &mut audit)?;
    check_messages(&snapshot, &mut audit)?;
    check_logs(&snapshot, &mut audit)?;
    audit.report.findings.truncate(FINDINGS_MAX);
    Ok(audit.report)
}

impl Audit {
    fn find(&mut self, finding: String) {
        if self.report.findings.len() < FINDINGS_MAX {
            self.report.findings.push(finding);
        }
    }
}

fn check_transfers(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(ALL_TRANSFERS)?;
    let mut rows = statement.query([])?;
    let mut expected = (BusinessId(0), 1);
    while let Some(row) = rows.next()? {
        let transfer = read_transfer(row)?;
        let id = transfer.id;
        if expected.0 != transfer.business {
            expected = (transfer.business, 1);
        }
        if id != expected.1 {
            audit.find(format!(
                "Transfer {} of business {} is missing; the next one is {id}.",
                expected.1, transfer.business
            ));
        }
        expected.1 = id.saturating_add(1);
        audit.report.transfers = audit.report.transfers.saturating_add(1);
        if transfer.amount <= Micros::ZERO {
            audit
                .find(format!("Transfer {id} moves {}, which is not above zero.", transfer.amount));
        }
        let category = transfer.category.unwrap_or(Category::Service);
        if (transfer.debit, transfer.credit)
            != accounts_of(transfer.kind, transfer.business, category)
        {
            audit.find(format!(
                "Transfer {id} does not move money between the accounts of its kind."
            ));
        }
        let currency = transfer.currency.code().to_owned();
        let debit = (code::account_name(transfer.debit), currency.clone());
        *audit.accounts.entry(debit).or_default() -= transfer.amount.0;
        let credit = (code::account_name(transfer.credit), currency);
        *audit.accounts.entry(credit).or_default() += transfer.amount.0;
        if transfer.kind != TransferKind::TopUp {
            check_range(conn, audit, &transfer, category)?;
        }
    }
    Ok(())
}

/// A transfer must be worth exactly the messages of its range.
fn check_range(
    conn: &Connection,
    audit: &mut Audit,
    transfer: &Transfer,
    category: Category,
) -> Work<()> {
    let id = transfer.id;
    let (first, last) = (transfer.first_event.0, transfer.last_event.0);
    let given =
        (transfer.business.0, first, last, status_of(transfer.kind), code::category_code(category));
    let mut statement = conn.prepare_cached(COVERED)?;
    let (sum, count): (i64, i64) =
        statement.query_row(given, |row| Ok((row.get(0)?, row.get(1)?)))?;
    if sum != transfer.amount.0 || count != i64::from(transfer.messages) {
        audit.find(format!(
            "Transfer {id} moves {} for {} messages, but the events {first} to {last} of business {} hold {count} worth {}.",
            transfer.amount, transfer.messages, transfer.business, Micros(sum)
        ));
    }
    let key = (transfer.business, transfer.kind, category);
    let covered = audit.covered.entry(key).or_default();
    let overlaps = first <= covered.1;
    *covered = (covered.0.saturating_add(transfer.amount.0), last);
    if overlaps {
        audit.find(format!("Transfer {id} covers events that an earlier one covers too."));
    }
    Ok(())
}

fn check_accounts(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(load::ACCOUNTS)?;
    let mut rows = statement.query([])?;
    let mut total = 0_i64;
    while let Some(row) = rows.next()? {
        let key: (String, String) = (row.get(0)?, row.get(1)?);
        let balance: i64 = row.get(2)?;
        total = total.saturating_add(balance);
        let sum = audit.accounts.remove(&key).unwrap_or(0);
        if sum != balance {
            audit.find(format!(
                "Account {} holds {}, but its transfers sum up to {}.",
                key.0,
                Micros(balance),
                Micros(sum)
            ));
        }
        let may_be_negative = matches!(code::account(&key.0), Some(Account::Bank));
        if balance < 0 && !may_be_negative {
            audit.find(format!("Account {} is below zero: {}.", key.0, Micros(balance)));
        }
    }
    for ((name, _), sum) in std::mem::take(&mut audit.accounts) {
        audit.find(format!("Account {name} is missing; its transfers sum up to {}.", Micros(sum)));
    }
    audit.report.imbalance = Micros(total);
    if total != 0 {
        audit.find(format!("All accounts together hold {} instead of nothing.", Micros(total)));
    }
    Ok(())
}

/// Each priced message that reached a status must be covered by a transfer of that kind: with no
/// overlap and every range exact, equal totals mean "each exactly once".
fn check_messages(conn: &Connection, audit: &mut Audit) -> Work<()> {
    let mut statement = conn.prepare(EVENT_SUMS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (business, status): (i64, i64) = (row.get(0)?, row.get(1)?);
        let kind = match status {
            1 => TransferKind::Reserve,
            2 => TransferKind::Post,
            4 => TransferKind::Void,
            _ => continue,
        };
        let Some(category) = code::category(row.get(2)?) else { continue };
        let (sum, count): (i64, i64) = (row.get(3)?, row.get(4)?);
        if kind == TransferKind::Reserve {
            let messages = audit.report.messages.saturating_add(count.unsigned_abs());
            audit.report.messages = messages;
        }
        let business = BusinessId(business);
        let moved = audit.covered.remove(&(business, kind, category)).map_or(0, |(sum, _)| sum);
        if moved != sum {
            audit.find(format!(
                "Business {business}: {count} {} messages with status {status} are worth {}, but transfers moved {}.",
                category.name(),
                Micros(sum),
                Micros(moved)
            ));
        }
    }
    for ((business, kind, category), (sum, _)) in std::mem::take(&mut audit.covered) {
        audit.find(format!(
            "Business {business}: {kind:?} transfers of category {} moved {} for no message.",
            category.name(),
            Micros(sum)
        ));
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
