//! Sign-up links.

use super::fault::{Work, conflict};
use super::tx::Tx;
use super::{SqliteStore, invites};
use crate::log::code;
use crate::log::export::Lines;
use crate::port::{Result, SignupStore, StoreError};
use crate::step::signups::invite_of;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, SignupId};
use kurier_policy::signup::{Signup, SignupChange, SignupFault};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension};

pub(super) const COUNT: &str = "SELECT count(*) FROM signup WHERE business = ?1";
pub(super) const PUT: &str = "INSERT INTO signup (id, business, code, body) \
     VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET body = excluded.body";
pub(super) const ONE: &str = "SELECT body FROM signup WHERE id = ?1";
pub(super) const OF_INVITE: &str = "SELECT body FROM signup WHERE code = ?1";
pub(super) const OF_BUSINESS: &str =
    "SELECT body FROM signup WHERE business = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
pub(super) const ALL: &str = "SELECT body FROM signup ORDER BY id";

fn one(conn: &Connection, sql: &str, key: impl rusqlite::ToSql) -> Work<Option<Signup>> {
    let mut statement = conn.prepare_cached(sql)?;
    let body: Option<String> = statement.query_row([key], |row| row.get(0)).optional()?;
    Ok(body.map(|body| code::from_json("signup", "", &body)).transpose()?)
}

fn put(tx: &Tx<'_>, signup: &Signup) -> Work<()> {
    let given = (signup.id.0, signup.business.0, &signup.code, code::to_json(signup)?);
    tx.conn.prepare_cached(PUT)?.execute(given).map_err(conflict("signup"))?;
    Ok(())
}

fn create(tx: &mut Tx<'_>, signup: &Signup, max: u32) -> Work<()> {
    let mut count = tx.conn.prepare_cached(COUNT)?;
    let there: u32 = count.query_row([signup.business.0], |row| row.get(0))?;
    if there >= max {
        return Err(StoreError::Conflict("too many links").into());
    }
    drop(count);
    invites::create_invite(tx, &invite_of(signup))?;
    put(tx, signup)
}

fn change(
    tx: &Tx<'_>,
    (business, id): (BusinessId, SignupId),
    change: SignupChange,
    now: Timestamp,
) -> Work<std::result::Result<Signup, SignupFault>> {
    let before = one(tx.conn, ONE, id.0)?.filter(|signup| signup.business == business);
    let before = before.ok_or(StoreError::NotFound("signup"))?;
    Ok(match before.changed(change, now) {
        Err(fault) => Err(fault),
        Ok(after) => {
            invites::set_invite(tx.conn, &invite_of(&after))?;
            put(tx, &after)?;
            Ok(after)
        }
    })
}

fn of_business(
    conn: &Connection,
    business: BusinessId,
    after: SignupId,
    limit: u32,
) -> Work<Vec<Signup>> {
    let mut statement = conn.prepare_cached(OF_BUSINESS)?;
    let mut rows = statement.query((business.0, after.0, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(code::from_json("signup", business, &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let signup: Signup = code::from_json("signup", "", &row.get::<_, String>(0)?)?;
        lines.line("signup", &signup)?;
    }
    Ok(())
}

#[async_trait]
impl SignupStore for SqliteStore {
    async fn create_signup(&self, signup: Signup, max: u32) -> Result<()> {
        self.writer.run(1, move |tx| create(tx, &signup, max)).await
    }
    async fn signup(&self, id: SignupId) -> Result<Signup> {
        let found = self.readers.run(move |conn| one(conn, ONE, id.0)).await?;
        found.ok_or(StoreError::NotFound("signup"))
    }
    async fn signup_of_invite(&self, code: String) -> Result<Option<Signup>> {
        self.readers.run(move |conn| one(conn, OF_INVITE, code)).await
    }
    async fn signups(
        &self,
        business: BusinessId,
        after: SignupId,
        limit: u32,
    ) -> Result<Vec<Signup>> {
        self.readers.run(move |conn| of_business(conn, business, after, limit)).await
    }
    async fn change_signup(
        &self,
        business: BusinessId,
        id: SignupId,
        change: SignupChange,
        now: Timestamp,
    ) -> Result<std::result::Result<Signup, SignupFault>> {
        self.writer.run(1, move |tx| self::change(tx, (business, id), change, now)).await
    }
}
