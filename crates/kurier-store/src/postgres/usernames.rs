//! Usernames of senders.

use super::PostgresStore;
use super::fault::Work;
use super::onboarding::{LOCK_NUMBERS, own};
use super::sender_pages::Of;
use super::session::{BEGIN, COMMIT, Given, Session, transact};
use crate::log::export::Lines;
use crate::record::{TakenUsername, Username};
use crate::step::usernames::{self, Claim};
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

macro_rules! columns {
    () => {
        "name, business, sender, taken_at, released_at"
    };
}

pub(super) const ONE: &str = concat!("SELECT ", columns!(), " FROM username WHERE name = $1");
pub(super) const OF_SENDER: &str =
    "SELECT name FROM username WHERE sender = $1 AND released_at IS NULL";
pub(super) const RELEASE: &str = "UPDATE username SET released_at = $2 \
     WHERE sender = $1 AND released_at IS NULL";
pub(super) const PUT: &str = concat!(
    "INSERT INTO username (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET business = excluded.business, \
     sender = excluded.sender, taken_at = excluded.taken_at, released_at = excluded.released_at"
);
pub(super) const ALL: &str =
    concat!("SELECT ", columns!(), " FROM username ORDER BY name COLLATE \"C\"");

fn username_at(row: &Row) -> Work<Username> {
    Ok(Username {
        name: row.try_get(0)?,
        business: BusinessId(row.try_get(1)?),
        sender: SenderId(row.try_get(2)?),
        taken_at: Timestamp(row.try_get(3)?),
        released_at: row.try_get::<_, Option<i64>>(4)?.map(Timestamp),
    })
}

pub(super) async fn one(session: &Session, name: &str) -> Work<Option<Username>> {
    session.one(ONE, &[&name]).await?.as_ref().map(username_at).transpose()
}

pub(super) async fn of_sender(session: &Session, sender: SenderId) -> Work<Option<String>> {
    let row = session.one(OF_SENDER, &[&sender.0]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

pub(super) async fn release(session: &Session, sender: SenderId, now: Timestamp) -> Work<bool> {
    Ok(session.run(RELEASE, &[&sender.0, &now.0]).await? > 0)
}

pub(super) async fn put(session: &Session, name: &Username) -> Work<()> {
    let released_at = name.released_at.map(|at| at.0);
    let given: Given<'_> =
        &[&name.name, &name.business.0, &name.sender.0, &name.taken_at.0, &released_at];
    session.run(PUT, given).await.map(drop)
}

pub(super) async fn take(
    store: &PostgresStore,
    of: Of,
    claim: &Claim,
    now: Timestamp,
) -> Work<TakenUsername> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        // One name after the other: of two that want the same, the second sees the first.
        session.one(LOCK_NUMBERS, &[]).await?;
        own(session, of).await?;
        let there = one(session, &claim.name).await?;
        let taken = usernames::decide(of, there.as_ref(), claim.transfer, now);
        if taken == TakenUsername::Done {
            release(session, of.1, now).await?;
            let name = claim.name.clone();
            let (business, sender) = of;
            let new = Username { name, business, sender, taken_at: now, released_at: None };
            put(session, &new).await?;
        }
        session.batch(COMMIT).await?;
        Ok(taken)
    })
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("username", &username_at(&row)?)?;
    }
    Ok(())
}
