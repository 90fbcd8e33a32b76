//! The audit of the ledger: everything is computed again from the logs and compared.

use super::fault::Work;
use super::money::transfer_at;
use super::session::{ROLLBACK, Session};
use super::{billing, templates};
use crate::log::audit::{Audit, Covered, Decided};
use crate::log::code;
use crate::record::LedgerReport;
use futures_util::TryStreamExt;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Account, Invariant};
use kurier_policy::money::Currency;
use std::pin::pin;

/// One moment for all statements, and plans for whole tables.
pub(super) const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; \
     SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = on; \
     SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on; \
     SET LOCAL plan_cache_mode = force_custom_plan";

/// Each transfer, and what the priced messages of its range of events cost: one statement over all, since a question for
/// each of a million transfers takes minutes.
pub(super) const ALL_TRANSFERS: &str = "SELECT t.business, t.id, t.at, t.kind, t.category, t.debit, t.credit, \
     t.amount, t.currency, t.messages, t.first_event, t.last_event, c.sum, c.count FROM transfer t \
     CROSS JOIN LATERAL (SELECT coalesce(sum(worth), 0)::bigint AS sum, count(*) AS count FROM (SELECT \
     CASE t.kind WHEN 2 THEN l.price - l.surcharge WHEN 4 THEN l.surcharge ELSE l.price END AS worth FROM event e \
     JOIN log l ON l.person = e.person AND l.seq = e.message WHERE t.kind BETWEEN 1 AND 4 \
     AND e.business = t.business AND e.seq BETWEEN t.first_event AND t.last_event AND e.kind = 1 AND e.message > 0 \
     AND e.status = CASE t.kind WHEN 1 THEN 1 WHEN 3 THEN 4 ELSE 2 END AND l.kind = 1 \
     AND l.category = t.category) AS each WHERE worth > 0) AS c ORDER BY t.business, t.id";
pub(super) const EVENT_SUMS: &str = "SELECT e.business, e.status, l.category, \
     sum(l.price)::bigint, count(*), sum(l.surcharge)::bigint FROM event e JOIN log l ON l.person = e.person \
     AND l.seq = e.message WHERE e.kind = 1 AND e.message > 0 AND l.kind = 1 AND l.price > 0 \
     GROUP BY e.business, e.status, l.category ORDER BY e.business, e.status, l.category";
pub(super) const EVENT_GAPS: &str = "SELECT e.business, count(*), min(e.seq), max(e.seq) \
     FROM event e JOIN business_head h ON h.business = e.business GROUP BY e.business, h.event \
     HAVING count(*) <> max(e.seq) OR min(e.seq) <> 1 OR max(e.seq) <> h.event ORDER BY e.business";
pub(super) const EVENTS_TWICE: &str = "SELECT business, person, message FROM event WHERE kind = 1 \
     AND message > 0 GROUP BY business, person, message, status HAVING count(*) > 1 \
     ORDER BY business, person, message LIMIT 100";
pub(super) const INBOX_GAPS: &str = "SELECT l.person FROM log l JOIN person_head h \
     ON h.person = l.person GROUP BY l.person, h.head HAVING count(*) <> max(l.seq) \
     OR min(l.seq) <> 1 OR max(l.seq) <> h.head ORDER BY l.person LIMIT 100";
/// Messages that were delivered and failed, or wait longer than any may: 32 days before the newest row.
pub(super) const UNRESOLVED: &str = "SELECT e.business, e.person, e.message, \
     bool_or(e.status = 2) AND bool_or(e.status = 4) FROM event e JOIN log l ON l.person = e.person AND l.seq = e.message \
     WHERE e.kind = 1 AND e.status IN (1, 2, 4) AND e.message > 0 AND l.kind = 1 AND l.price > 0 \
     GROUP BY e.business, e.person, e.message HAVING (bool_or(e.status = 2) AND bool_or(e.status = 4)) \
     OR (max(e.status) = 1 AND max(e.at) < (SELECT max(at) FROM log) - 2764800000000) \
     ORDER BY 1, 2, 3 LIMIT 100";
pub(super) const LOST_REFERENCES: &str = "SELECT u.business, max(u.reference) FROM top_up u LEFT JOIN transfer t \
     ON t.business = u.business AND t.id = u.transfer \
     GROUP BY u.business, u.transfer HAVING count(*) > 1 OR max(t.id) IS NULL LIMIT 100";
/// Priced messages by what decided their price.
pub(super) const DECIDED: &str = "SELECT (evidence::json->>'v')::bigint, evidence::json->>'m', category::bigint, \
     price, surcharge, (evidence::json->>'e')::bigint, count(*) FROM log \
     WHERE kind = 1 AND price > 0 AND evidence IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6";
pub(super) const BALANCES: &str =
    "SELECT business, currency, prepaid, reserved, owed FROM business_head ORDER BY business";

/// What the session otherwise does without: it looks for few rows, and never reads a table from end to end.
const WHOLE_TABLES: &str = "SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; \
     SET LOCAL enable_mergejoin = on; SET LOCAL work_mem = '64MB'";
/// Ranges of events are looked up, one after the other, however small the tables seem to be.
const RANGES: &str = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; \
     SET LOCAL enable_mergejoin = off";

pub(super) async fn verify(session: &Session) -> Work<LedgerReport> {
    session.batch(SNAPSHOT).await?;
    session.batch(RANGES).await?;
    let mut audit = Audit::default();
    audit.statements(billing::statements(session, None, None, u32::MAX).await?);
    check_transfers(session, &mut audit).await?;
    session.batch(WHOLE_TABLES).await?;
    audit.end_of_transfers();
    check_accounts(session, &mut audit).await?;
    check_messages(session, &mut audit).await?;
    check_prices(session, &mut audit).await?;
    check_logs(session, &mut audit).await?;
    session.batch(ROLLBACK).await?;
    Ok(audit.report())
}

async fn check_transfers(session: &Session, audit: &mut Audit) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL_TRANSFERS, none).await?);
    while let Some(row) = rows.try_next().await? {
        let transfer = transfer_at(&row)?;
        let covered = Covered { sum: row.try_get(12)?, count: row.try_get(13)? };
        let covered = transfer.kind.covers_messages().then_some(covered);
        audit.transfer(&transfer, covered)?;
    }
    Ok(())
}

/// Revenue, bonds, commons and bank hold no balance of their own here: they are the sums of the transfers.
async fn check_accounts(session: &Session, audit: &mut Audit) -> Work<()> {
    let currency = |code: &str| Currency::parse(code).unwrap_or(Currency::EUR);
    for row in &session.query(BALANCES, &[]).await? {
        let business = BusinessId(row.try_get(0)?);
        let currency = currency(row.try_get(1)?);
        audit.account(Account::Prepaid(business), currency, row.try_get(2)?);
        audit.account(Account::Reserved(business), currency, row.try_get(3)?);
        let owed: i64 = row.try_get(4)?;
        audit.account(Account::Credit(business), currency, owed.saturating_neg());
    }
    for (account, currency, balance) in audit.derived() {
        audit.account(account, currency, balance);
    }
    audit.end_of_accounts();
    Ok(())
}

async fn check_messages(session: &Session, audit: &mut Audit) -> Work<()> {
    for row in &session.query(EVENT_SUMS, &[]).await? {
        let business = BusinessId(row.try_get(0)?);
        let status = i64::from(row.try_get::<_, i16>(1)?);
        let category = code::category(i64::from(row.try_get::<_, i16>(2)?));
        let covered = Covered { sum: row.try_get(3)?, count: row.try_get(4)? };
        if let Some(category) = category {
            audit.messages(business, status, category, covered, row.try_get(5)?);
        }
    }
    audit.end_of_messages();
    Ok(())
}

/// Every price follows from a rate card, every reservation is resolved once, every reference has its transfer.
async fn check_prices(session: &Session, audit: &mut Audit) -> Work<()> {
    let cards = templates::rate_cards(session).await?;
    for row in &session.query(DECIDED, &[]).await? {
        let decided = Decided {
            rate_card: row.try_get(0)?,
            market: row.try_get(1)?,
            category: row.try_get(2)?,
            price: row.try_get(3)?,
            surcharge: row.try_get(4)?,
            quoted: row.try_get(5)?,
            count: row.try_get(6)?,
        };
        audit.decided(&cards, &decided);
    }
    for row in &session.query(UNRESOLVED, &[]).await? {
        let (person, message): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
        let name = format_args!("{message} to person {person}");
        audit.unresolved(row.try_get(0)?, name, row.try_get(3)?);
    }
    for row in &session.query(LOST_REFERENCES, &[]).await? {
        audit.reference(row.try_get(0)?, row.try_get(1)?);
    }
    Ok(())
}

async fn check_logs(session: &Session, audit: &mut Audit) -> Work<()> {
    for row in &session.query(EVENT_GAPS, &[]).await? {
        let (business, count): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let (first, last): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
        audit.find(Invariant::I11, format_args!(
            "The event log of business {business} has gaps: {count} events from {first} to {last}."
        ));
    }
    for row in &session.query(EVENTS_TWICE, &[]).await? {
        let (business, person): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let message: i64 = row.try_get(2)?;
        audit.find(Invariant::I5, format_args!(
            "Business {business} was told the same status twice for message {message} of person {person}."
        ));
    }
    for row in &session.query(INBOX_GAPS, &[]).await? {
        let person: i64 = row.try_get(0)?;
        audit.find(Invariant::I11, format_args!("The inbox of person {person} is broken."));
    }
    Ok(())
}
