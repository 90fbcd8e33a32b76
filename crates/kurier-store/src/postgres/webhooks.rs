//! Webhook subscriptions: cursors over event logs, retries, attempts.

use super::PostgresStore;
use super::fault::Work;
use super::leases;
use super::load::{self, LOCK_BUSINESSES};
use super::session::{BEGIN, COMMIT, Given, Session, both, transact};
use crate::log::corrupt;
use crate::port::StoreError;
use crate::record::{Attempt, Retry, Subscription, WebhookProgress};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::time::{DAY_S, Timestamp};
use std::collections::BTreeSet;
use tokio_postgres::Row;

pub(super) const SUBSCRIPTIONS: &str = "SELECT business, id, callback_url, verify_token, cursor, \
     disabled, failing_since FROM subscription WHERE business = $1 ORDER BY id";
pub(super) const LIVE_SUBSCRIPTIONS: &str = "SELECT business, id, callback_url, verify_token, \
     cursor, disabled, failing_since FROM subscription WHERE NOT disabled ORDER BY id";
pub(super) const PUT_SUBSCRIPTION: &str = "INSERT INTO subscription (business, callback_url, \
     verify_token, cursor, disabled) VALUES ($1, $2, $3, $4, FALSE) \
     ON CONFLICT (business, callback_url) DO UPDATE SET verify_token = excluded.verify_token, \
     disabled = FALSE, failing_since = NULL";
pub(super) const UNSUBSCRIBE: [&str; 3] = [
    "DELETE FROM retry WHERE business = $1",
    "DELETE FROM attempt WHERE business = $1",
    "DELETE FROM subscription WHERE business = $1",
];
pub(super) const DUE_RETRIES: &str = "SELECT event, attempts, due_at, first_at FROM retry \
     WHERE subscription = $1 AND due_at <= $2 ORDER BY due_at, event LIMIT $3";
pub(super) const RETRY_OUTLOOK: &str =
    "SELECT min(due_at), count(*) FROM retry WHERE subscription = $1";
pub(super) const LOCK_SUBSCRIPTION: &str =
    "SELECT business, cursor FROM subscription WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const SET_PROGRESS: &str =
    "UPDATE subscription SET cursor = $2, disabled = $3, failing_since = $4 WHERE id = $1";
pub(super) const INSERT_ATTEMPTS: &str = "INSERT INTO attempt (business, subscription, event, \
     number, at, http_status, error, took_ms) SELECT $1, $2, * FROM unnest($3::bigint[], \
     $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[])";
pub(super) const FORGET_ATTEMPTS: &str = "DELETE FROM attempt WHERE business = $1 AND id IN \
     (SELECT id FROM attempt WHERE subscription = $2 AND at < $3 ORDER BY id LIMIT 1000)";
pub(super) const PUT_RETRIES: &str = "INSERT INTO retry (business, subscription, event, attempts, \
     due_at, first_at) SELECT $1, $2, * FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], \
     $6::bigint[]) ON CONFLICT (business, subscription, event) DO UPDATE SET \
     attempts = excluded.attempts, due_at = excluded.due_at, first_at = excluded.first_at";
pub(super) const SETTLE_RETRIES: &str =
    "DELETE FROM retry WHERE business = $1 AND subscription = $2 AND event = ANY($3)";
pub(super) const REPLAY: &str = "UPDATE subscription SET cursor = least(cursor, $2), \
     disabled = FALSE, failing_since = NULL WHERE id = $1";
pub(super) const FORGET_RETRIES_AFTER: &str =
    "DELETE FROM retry WHERE subscription = $1 AND event > $2";
pub(super) const HAND_OVER_RETRIES: &str = "INSERT INTO retry (business, subscription, event, \
     attempts, due_at, first_at) SELECT business, $2, event, attempts, due_at, first_at FROM retry \
     WHERE subscription = $1 ON CONFLICT DO NOTHING";
pub(super) const HAND_OVER_ATTEMPTS: &str =
    "UPDATE attempt SET subscription = $2 WHERE subscription = $1";
pub(super) const FORGET_SUBSCRIPTION: &str = "DELETE FROM subscription WHERE id = $1";
pub(super) const ATTEMPTS: &str = "SELECT event, number, at, http_status, error, took_ms \
     FROM attempt WHERE subscription = $1 ORDER BY id DESC LIMIT $2";
pub(super) const RETRIES: &str = "SELECT event, attempts, due_at, first_at FROM retry \
     WHERE subscription = $1 ORDER BY event";

/// How long attempts are shown.
const ATTEMPTS_KEPT_S: i64 = 30 * DAY_S;
/// Old ones are dropped with every so manieth event.
const FORGET_EVERY: i64 = 256;

fn subscription_at(row: &Row) -> Work<Subscription> {
    Ok(Subscription {
        business: BusinessId(row.try_get(0)?),
        id: row.try_get(1)?,
        callback_url: row.try_get(2)?,
        verify_token: row.try_get(3)?,
        cursor: EventSeq(row.try_get(4)?),
        disabled: row.try_get(5)?,
        failing_since: row.try_get::<_, Option<i64>>(6)?.map(Timestamp),
    })
}

fn small<T: TryFrom<i64>>(number: i64, what: &'static str) -> Work<T> {
    Ok(T::try_from(number).map_err(|_| corrupt(what, number, "number out of range"))?)
}

pub(super) fn retry_at(row: &Row) -> Work<Retry> {
    Ok(Retry {
        event: EventSeq(row.try_get(0)?),
        attempts: small(row.try_get(1)?, "retry")?,
        due_at: Timestamp(row.try_get(2)?),
        first_at: Timestamp(row.try_get(3)?),
    })
}

pub(super) fn attempt_at(row: &Row) -> Work<Attempt> {
    let http_status: Option<i64> = row.try_get(3)?;
    Ok(Attempt {
        event: EventSeq(row.try_get(0)?),
        number: small(row.try_get(1)?, "attempt")?,
        at: Timestamp(row.try_get(2)?),
        http_status: http_status.map(|status| small(status, "attempt")).transpose()?,
        error: row.try_get(4)?,
        took_ms: small(row.try_get(5)?, "attempt")?,
    })
}

pub(super) async fn subscriptions(
    session: &Session,
    business: BusinessId,
) -> Work<Vec<Subscription>> {
    session.query(SUBSCRIPTIONS, &[&business.0]).await?.iter().map(subscription_at).collect()
}

pub(super) async fn live_subscriptions(session: &Session) -> Work<Vec<Subscription>> {
    session.query(LIVE_SUBSCRIPTIONS, &[]).await?.iter().map(subscription_at).collect()
}

pub(super) async fn subscribe(
    store: &PostgresStore,
    business: BusinessId,
    callback_url: &str,
    verify_token: &str,
) -> Work<Subscription> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let ids = BTreeSet::from([business]);
        let heads = load::businesses(session, LOCK_BUSINESSES, &ids).await?;
        let head: i64 = heads.first().ok_or(StoreError::NotFound("business"))?.try_get(2)?;
        let mut former = subscriptions(session, business).await?;
        former.retain(|one| one.callback_url != callback_url);
        let cursor = former.iter().map(|one| one.cursor.0).min().unwrap_or(head);
        let given: Given<'_> = &[&business.0, &callback_url, &verify_token, &cursor];
        session.run(PUT_SUBSCRIPTION, given).await?;
        let mut known = subscriptions(session, business).await?;
        known.retain(|one| one.callback_url == callback_url);
        let new = known.pop().ok_or(StoreError::NotFound("subscription"))?;
        for one in former {
            hand_over(session, one.id, new.id).await?;
        }
        session.batch(COMMIT).await?;
        Ok(new)
    })
}

/// Ends a subscription in favour of its successor, which has a number of its own: what a round that
/// is still under way to the former address writes down then touches nothing.
async fn hand_over(session: &Session, from: i64, to: i64) -> Work<()> {
    session.run(HAND_OVER_RETRIES, &[&from, &to]).await?;
    session.run(FORGET_RETRIES_AFTER, &[&from, &0_i64]).await?;
    session.run(HAND_OVER_ATTEMPTS, &[&from, &to]).await?;
    session.run(FORGET_SUBSCRIPTION, &[&from]).await?;
    Ok(())
}

pub(super) async fn unsubscribe(store: &PostgresStore, business: BusinessId) -> Work<bool> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut ended = 0;
        for sql in UNSUBSCRIBE {
            ended = session.run(sql, &[&business.0]).await?;
        }
        session.batch(COMMIT).await?;
        Ok(ended > 0)
    })
}

pub(super) async fn due_retries(
    session: &Session,
    subscription: i64,
    now: Timestamp,
    limit: u32,
) -> Work<Vec<Retry>> {
    let given: Given<'_> = &[&subscription, &now.0, &i64::from(limit)];
    session.query(DUE_RETRIES, given).await?.iter().map(retry_at).collect()
}

pub(super) async fn retry_outlook(
    session: &Session,
    subscription: i64,
) -> Work<(Option<Timestamp>, u64)> {
    let row = session.one(RETRY_OUTLOOK, &[&subscription]).await?;
    let Some(row) = row else { return Ok((None, 0)) };
    let (due, count): (Option<i64>, i64) = (row.try_get(0)?, row.try_get(1)?);
    Ok((due.map(Timestamp), count.unsigned_abs()))
}

pub(super) async fn record_progress(store: &PostgresStore, progress: &WebhookProgress) -> Work<()> {
    let id = progress.subscription;
    transact!(store.pool, session => {
        let (((), row), holds) = both(
            both(session.batch(BEGIN), session.one(LOCK_SUBSCRIPTION, &[&id])),
            leases::holds(session, progress),
        )
        .await?;
        let row = row.ok_or(StoreError::NotFound("subscription"))?;
        let (business, cursor): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        if !holds {
            return Err(StoreError::Conflict("lease lost").into());
        }
        // Otherwise a replay came in between: what it put back must not be passed by.
        let moves = cursor == progress.from.0;
        let written = both(log_attempts(session, business, id, &progress.attempts), async {
            if moves { move_on(session, business, progress).await } else { Ok(()) }
        });
        both(written, session.batch(COMMIT)).await.map(drop)
    })
}

async fn move_on(session: &Session, business: i64, progress: &WebhookProgress) -> Work<()> {
    let id = progress.subscription;
    let since = progress.failing_since.map(|at| at.0);
    let moved: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&id, &progress.cursor.0, &progress.disabled, &since];
    let settled = async {
        if progress.settled.is_empty() {
            return Ok(());
        }
        let settled: Vec<i64> = progress.settled.iter().map(|event| event.0).collect();
        session.run(SETTLE_RETRIES, &[&business, &id, &settled]).await.map(drop)
    };
    let retries = put_retries(session, business, id, &progress.retries);
    both(session.run(SET_PROGRESS, &moved), both(retries, settled)).await.map(drop)
}

pub(super) async fn put_retries(
    session: &Session,
    business: i64,
    id: i64,
    retries: &[Retry],
) -> Work<()> {
    if retries.is_empty() {
        return Ok(());
    }
    let events: Vec<i64> = retries.iter().map(|retry| retry.event.0).collect();
    let attempts: Vec<i64> = retries.iter().map(|retry| i64::from(retry.attempts)).collect();
    let due: Vec<i64> = retries.iter().map(|retry| retry.due_at.0).collect();
    let first: Vec<i64> = retries.iter().map(|retry| retry.first_at.0).collect();
    session.run(PUT_RETRIES, &[&business, &id, &events, &attempts, &due, &first]).await?;
    Ok(())
}

async fn log_attempts(session: &Session, business: i64, id: i64, attempts: &[Attempt]) -> Work<()> {
    let Some(newest) = attempts.iter().map(|attempt| attempt.at).max() else { return Ok(()) };
    let events: Vec<i64> = attempts.iter().map(|one| one.event.0).collect();
    let numbers: Vec<i64> = attempts.iter().map(|one| i64::from(one.number)).collect();
    let times: Vec<i64> = attempts.iter().map(|one| one.at.0).collect();
    let statuses: Vec<Option<i64>> =
        attempts.iter().map(|one| one.http_status.map(i64::from)).collect();
    let errors: Vec<Option<&str>> = attempts.iter().map(|one| one.error.as_deref()).collect();
    let took: Vec<i64> = attempts.iter().map(|one| i64::from(one.took_ms)).collect();
    let given: Given<'_> = &[&business, &id, &events, &numbers, &times, &statuses, &errors, &took];
    let end = newest.plus_s(-ATTEMPTS_KEPT_S).0;
    let forgets = attempts.iter().any(|one| one.event.0 % FORGET_EVERY == 0);
    let forgotten = async {
        if forgets {
            session.run(FORGET_ATTEMPTS, &[&business, &id, &end]).await.map(drop)
        } else {
            Ok(())
        }
    };
    both(session.run(INSERT_ATTEMPTS, given), forgotten).await.map(drop)
}

pub(super) async fn replay(store: &PostgresStore, subscription: i64, to: EventSeq) -> Work<()> {
    let to = to.0.max(0);
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if session.run(REPLAY, &[&subscription, &to]).await? == 0 {
            return Err(StoreError::NotFound("subscription").into());
        }
        // The cursor passes these again; what lies before it is still owed.
        session.run(FORGET_RETRIES_AFTER, &[&subscription, &to]).await?;
        session.batch(COMMIT).await
    })
}

pub(super) async fn attempts(
    session: &Session,
    subscription: i64,
    limit: u32,
) -> Work<Vec<Attempt>> {
    let given: Given<'_> = &[&subscription, &i64::from(limit)];
    session.query(ATTEMPTS, given).await?.iter().map(attempt_at).collect()
}

/// The events a subscription still owes, for the export.
pub(super) async fn retries(session: &Session, subscription: i64) -> Work<Vec<Retry>> {
    session.query(RETRIES, &[&subscription]).await?.iter().map(retry_at).collect()
}
