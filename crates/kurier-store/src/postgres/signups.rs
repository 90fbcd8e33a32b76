//! Sign-up links.

use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::{PostgresStore, invites};
use crate::log::code;
use crate::log::corrupt;
use crate::log::export::Lines;
use crate::port::{Result, SignupStore, StoreError};
use crate::step::signups::invite_of;
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, SignupId};
use kurier_policy::signup::{Signup, SignupChange, SignupFault};
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

/// Lets one call count at a time.
pub(super) const LOCK_BUSINESS: &str = "SELECT 1 FROM business WHERE id = $1 FOR NO KEY UPDATE";
pub(super) const COUNT: &str = "SELECT count(*) FROM signup WHERE business = $1";
pub(super) const PUT: &str = "INSERT INTO signup (id, business, code, body) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET body = excluded.body";
pub(super) const ONE: &str = "SELECT body FROM signup WHERE id = $1";
pub(super) const LOCK_ONE: &str = "SELECT body FROM signup WHERE id = $1 FOR UPDATE";
pub(super) const OF_INVITE: &str = "SELECT body FROM signup WHERE code = $1";
pub(super) const OF_BUSINESS: &str =
    "SELECT body FROM signup WHERE business = $1 AND id > $2 ORDER BY id LIMIT $3";
pub(super) const ALL: &str = "SELECT body FROM signup ORDER BY id";

fn signup_at(row: &Row) -> Work<Signup> {
    Ok(code::from_json("signup", "", row.try_get(0)?)?)
}

async fn one(session: &Session, sql: &str, given: Given<'_>) -> Work<Option<Signup>> {
    session.one(sql, given).await?.as_ref().map(signup_at).transpose()
}

pub(super) async fn put(session: &Session, signup: &Signup) -> Work<()> {
    let body = code::to_json(signup)?;
    let given: Given<'_> = &[&signup.id.0, &signup.business.0, &signup.code, &body];
    session.run(PUT, given).await.map(drop)
}

async fn create(store: &PostgresStore, signup: &Signup, max: u32) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_BUSINESS, &[&signup.business.0]).await?;
        let row = session.one(COUNT, &[&signup.business.0]).await?;
        let row = row.ok_or_else(|| corrupt("signup", signup.business, "no count"))?;
        if row.try_get::<_, i64>(0)? >= i64::from(max) {
            return Err(StoreError::Conflict("too many links").into());
        }
        invites::create_invite(session, &invite_of(signup)).await?;
        put(session, signup).await?;
        session.batch(COMMIT).await
    })
}

async fn change(
    store: &PostgresStore,
    (business, id): (BusinessId, SignupId),
    change: &SignupChange,
    now: Timestamp,
) -> Work<std::result::Result<Signup, SignupFault>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let before = one(session, LOCK_ONE, &[&id.0]).await?;
        let before = before.filter(|signup| signup.business == business);
        let before = before.ok_or(StoreError::NotFound("signup"))?;
        let changed = before.changed(change.clone(), now);
        if let Ok(after) = &changed {
            invites::set_invite(session, &invite_of(after)).await?;
            put(session, after).await?;
        }
        session.batch(COMMIT).await?;
        Ok(changed)
    })
}

async fn of_business(
    session: &Session,
    business: BusinessId,
    after: SignupId,
    limit: u32,
) -> Work<Vec<Signup>> {
    let rows = session.query(OF_BUSINESS, &[&business.0, &after.0, &i64::from(limit)]).await?;
    rows.iter().map(signup_at).collect()
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("signup", &signup_at(&row)?)?;
    }
    Ok(())
}

#[async_trait]
impl SignupStore for PostgresStore {
    async fn create_signup(&self, signup: Signup, max: u32) -> Result<()> {
        self.ensure_open()?;
        create(self, &signup, max).await.map_err(Fault::into_store_error)
    }
    async fn signup(&self, id: SignupId) -> Result<Signup> {
        let found: Result<_> = on!(self, session => one(session, ONE, &[&id.0]));
        found?.ok_or(StoreError::NotFound("signup"))
    }
    async fn signup_of_invite(&self, code: String) -> Result<Option<Signup>> {
        on!(self, session => one(session, OF_INVITE, &[&code]))
    }
    async fn signups(
        &self,
        business: BusinessId,
        after: SignupId,
        limit: u32,
    ) -> Result<Vec<Signup>> {
        on!(self, session => of_business(session, business, after, limit))
    }
    async fn change_signup(
        &self,
        business: BusinessId,
        id: SignupId,
        change: SignupChange,
        now: Timestamp,
    ) -> Result<std::result::Result<Signup, SignupFault>> {
        self.ensure_open()?;
        let changed = self::change(self, (business, id), &change, now).await;
        changed.map_err(Fault::into_store_error)
    }
}
