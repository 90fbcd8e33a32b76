//! Webhook subscriptions: cursors over event logs, retries, attempts.

use super::fault::Work;
use super::tx::Tx;
use crate::port::StoreError;
use crate::record::{Attempt, Retry, Subscription, WebhookProgress};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::time::{DAY_S, Timestamp};
use rusqlite::{Connection, Params, Row, params};

pub(super) const SUBSCRIPTIONS: &str = "SELECT business, id, callback_url, verify_token, cursor, \
     disabled, failing_since FROM subscription WHERE business = ?1 ORDER BY id";
pub(super) const LIVE_SUBSCRIPTIONS: &str = "SELECT business, id, callback_url, verify_token, \
     cursor, disabled, failing_since FROM subscription WHERE disabled = 0 ORDER BY id";
pub(super) const PUT_SUBSCRIPTION: &str = "INSERT INTO subscription (business, callback_url, \
     verify_token, cursor, disabled) VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT (business, callback_url) \
     DO UPDATE SET verify_token = excluded.verify_token, disabled = 0, failing_since = NULL";
pub(super) const FORGET_RETRIES_OF: &str = "DELETE FROM retry WHERE subscription IN \
     (SELECT id FROM subscription WHERE business = ?1)";
pub(super) const FORGET_ATTEMPTS_OF: &str = "DELETE FROM attempt WHERE subscription IN \
     (SELECT id FROM subscription WHERE business = ?1)";
pub(super) const FORGET_SUBSCRIPTIONS: &str = "DELETE FROM subscription WHERE business = ?1";
pub(super) const DUE_RETRIES: &str = "SELECT event, attempts, due_at, first_at FROM retry \
     WHERE subscription = ?1 AND due_at <= ?2 ORDER BY due_at, event LIMIT ?3";
pub(super) const RETRY_OUTLOOK: &str =
    "SELECT min(due_at), count(*) FROM retry WHERE subscription = ?1";
pub(super) const SET_PROGRESS: &str = "UPDATE subscription SET cursor = ?2, disabled = ?3, \
     failing_since = ?4 WHERE id = ?1 AND cursor = ?5";
pub(super) const HAS_SUBSCRIPTION: &str =
    "SELECT EXISTS (SELECT 1 FROM subscription WHERE id = ?1)";
pub(super) const INSERT_ATTEMPT: &str = "INSERT INTO attempt (subscription, event, number, at, \
     http_status, error, took_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const FORGET_ATTEMPTS: &str = "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt \
     WHERE subscription = ?1 AND at < ?2 ORDER BY id LIMIT 1000)";
pub(super) const PUT_RETRY: &str = "INSERT INTO retry (subscription, event, attempts, due_at, \
     first_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (subscription, event) DO UPDATE SET \
     attempts = excluded.attempts, due_at = excluded.due_at, first_at = excluded.first_at";
pub(super) const SETTLE_RETRY: &str = "DELETE FROM retry WHERE subscription = ?1 AND event = ?2";
pub(super) const REPLAY: &str = "UPDATE subscription SET cursor = min(cursor, ?2), disabled = 0, \
     failing_since = NULL WHERE id = ?1";
pub(super) const FORGET_RETRIES_AFTER: &str =
    "DELETE FROM retry WHERE subscription = ?1 AND event > ?2";
pub(super) const HAND_OVER_RETRIES: &str =
    "UPDATE OR IGNORE retry SET subscription = ?2 WHERE subscription = ?1";
pub(super) const HAND_OVER_ATTEMPTS: &str =
    "UPDATE attempt SET subscription = ?2 WHERE subscription = ?1";
pub(super) const FORGET_SUBSCRIPTION: &str = "DELETE FROM subscription WHERE id = ?1";
pub(super) const ATTEMPTS: &str = "SELECT event, number, at, http_status, error, took_ms \
     FROM attempt WHERE subscription = ?1 ORDER BY id DESC LIMIT ?2";

/// How long attempts are shown.
const ATTEMPTS_KEPT_S: i64 = 30 * DAY_S;

fn read_subscription(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    Ok(Subscription {
        business: BusinessId(row.get(0)?),
        id: row.get(1)?,
        callback_url: row.get(2)?,
        verify_token: row.get(3)?,
        cursor: EventSeq(row.get(4)?),
        disabled: row.get(5)?,
        failing_since: row.get::<_, Option<i64>>(6)?.map(Timestamp),
    })
}

pub(super) fn read_retry(row: &Row<'_>) -> rusqlite::Result<Retry> {
    Ok(Retry {
        event: EventSeq(row.get(0)?),
        attempts: row.get(1)?,
        due_at: Timestamp(row.get(2)?),
        first_at: Timestamp(row.get(3)?),
    })
}

fn select<P: Params>(conn: &Connection, sql: &str, given: P) -> Work<Vec<Subscription>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(given, read_subscription)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn subscriptions(conn: &Connection, business: BusinessId) -> Work<Vec<Subscription>> {
    select(conn, SUBSCRIPTIONS, [business.0])
}

pub(super) fn live_subscriptions(conn: &Connection) -> Work<Vec<Subscription>> {
    select(conn, LIVE_SUBSCRIPTIONS, [])
}

pub(super) fn subscribe(
    tx: &mut Tx<'_>,
    business: BusinessId,
    callback_url: &str,
    verify_token: &str,
) -> Work<Subscription> {
    tx.business(business)?.ok_or(StoreError::NotFound("business"))?;
    let head = tx.over.events.get(&tx.hot.events, business).unwrap_or(0);
    let mut former = subscriptions(tx.conn, business)?;
    former.retain(|one| one.callback_url != callback_url);
    let cursor = former.iter().map(|one| one.cursor.0).min().unwrap_or(head);
    tx.conn.prepare_cached(PUT_SUBSCRIPTION)?.execute((
        business.0,
        callback_url,
        verify_token,
        cursor,
    ))?;
    let mut known = subscriptions(tx.conn, business)?;
    known.retain(|one| one.callback_url == callback_url);
    let new = known.pop().ok_or(StoreError::NotFound("subscription"))?;
    for one in former {
        hand_over(tx.conn, one.id, new.id)?;
    }
    Ok(new)
}

/// Ends a subscription in favour of its successor, which has a number of its own: what a round that
/// is still under way to the former address writes down then touches nothing.
fn hand_over(conn: &Connection, from: i64, to: i64) -> Work<()> {
    conn.prepare_cached(HAND_OVER_RETRIES)?.execute((from, to))?;
    conn.prepare_cached(FORGET_RETRIES_AFTER)?.execute((from, 0))?;
    conn.prepare_cached(HAND_OVER_ATTEMPTS)?.execute((from, to))?;
    conn.prepare_cached(FORGET_SUBSCRIPTION)?.execute([from])?;
    Ok(())
}

pub(super) fn unsubscribe(tx: &mut Tx<'_>, business: BusinessId) -> Work<bool> {
    tx.conn.prepare_cached(FORGET_RETRIES_OF)?.execute([business.0])?;
    tx.conn.prepare_cached(FORGET_ATTEMPTS_OF)?.execute([business.0])?;
    let ended = tx.conn.prepare_cached(FORGET_SUBSCRIPTIONS)?.execute([business.0])?;
    Ok(ended > 0)
}

pub(super) fn due_retries(
    conn: &Connection,
    subscription: i64,
    now: Timestamp,
    limit: u32,
) -> Work<Vec<Retry>> {
    let mut statement = conn.prepare_cached(DUE_RETRIES)?;
    let rows = statement.query_map((subscription, now.0, limit), read_retry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn retry_outlook(
    conn: &Connection,
    subscription: i64,
) -> Work<(Option<Timestamp>, u64)> {
    let mut statement = conn.prepare_cached(RETRY_OUTLOOK)?;
    let read = |row: &Row<'_>| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, i64>(1)?));
    let (due, count) = statement.query_row([subscription], read)?;
    Ok((due.map(Timestamp), count.unsigned_abs()))
}

pub(super) fn record_progress(tx: &mut Tx<'_>, progress: &WebhookProgress) -> Work<()> {
    let id = progress.subscription;
    super::leases::check(tx.shared, progress)?;
    let since = progress.failing_since.map(|at| at.0);
    let moved = tx.conn.prepare_cached(SET_PROGRESS)?.execute((
        id,
        progress.cursor.0,
        progress.disabled,
        since,
        progress.from.0,
    ))?;
    if moved == 0 {
        let mut ask = tx.conn.prepare_cached(HAS_SUBSCRIPTION)?;
        if !ask.query_row([id], |row| row.get::<_, bool>(0))? {
            return Err(StoreError::NotFound("subscription").into());
        }
    }
    log_attempts(tx, id, &progress.attempts)?;
    if moved == 0 {
        // A replay came in between: what it put back must not be passed by.
        return Ok(());
    }
    let mut put = tx.conn.prepare_cached(PUT_RETRY)?;
    for retry in &progress.retries {
        put.execute((id, retry.event.0, retry.attempts, retry.due_at.0, retry.first_at.0))?;
    }
    let mut settle = tx.conn.prepare_cached(SETTLE_RETRY)?;
    for event in &progress.settled {
        settle.execute((id, event.0))?;
    }
    Ok(())
}

fn log_attempts(tx: &mut Tx<'_>, id: i64, attempts: &[Attempt]) -> Work<()> {
    let mut insert = tx.conn.prepare_cached(INSERT_ATTEMPT)?;
    for attempt in attempts {
        insert.execute(params![
            id,
            attempt.event.0,
            attempt.number,
            attempt.at.0,
            attempt.http_status,
            attempt.error,
            attempt.took_ms,
        ])?;
    }
    if let Some(newest) = attempts.iter().map(|attempt| attempt.at).max() {
        let end = newest.plus_s(-ATTEMPTS_KEPT_S).0;
        tx.conn.prepare_cached(FORGET_ATTEMPTS)?.execute((id, end))?;
    }
    Ok(())
}

pub(super) fn replay(tx: &mut Tx<'_>, subscription: i64, to: EventSeq) -> Work<()> {
    let to = to.0.max(0);
    let known = tx.conn.prepare_cached(REPLAY)?.execute((subscription, to))?;
    if known == 0 {
        return Err(StoreError::NotFound("subscription").into());
    }
    // The cursor passes these again; what lies before it is still owed.
    tx.conn.prepare_cached(FORGET_RETRIES_AFTER)?.execute((subscription, to))?;
    Ok(())
}

pub(super) fn attempts(conn: &Connection, subscription: i64, limit: u32) -> Work<Vec<Attempt>> {
    let mut statement = conn.prepare_cached(ATTEMPTS)?;
    let rows = statement.query_map((subscription, limit), read_attempt)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads the columns of [`ATTEMPTS`].
pub(super) fn read_attempt(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        event: EventSeq(row.get(0)?),
        number: row.get(1)?,
        at: Timestamp(row.get(2)?),
        http_status: row.get(3)?,
        error: row.get(4)?,
        took_ms: row.get(5)?,
    })
}

/// The events a subscription still owes, for the export.
pub(super) const RETRIES: &str = "SELECT event, attempts, due_at, first_at FROM retry \
     WHERE subscription = ?1 ORDER BY event";

pub(super) fn retries(conn: &Connection, subscription: i64) -> Work<Vec<Retry>> {
    let mut statement = conn.prepare_cached(RETRIES)?;
    let rows = statement.query_map([subscription], read_retry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
