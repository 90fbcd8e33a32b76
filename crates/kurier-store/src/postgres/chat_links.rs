//! Addresses that lead into a chat.

use super::PostgresStore;
use super::fault::{Fault, Work, conflict};
use super::session::{BEGIN, COMMIT, Given, Session, transact};
use crate::log::corrupt;
use crate::log::export::Lines;
use crate::port::StoreError;
use crate::record::ChatLink;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

macro_rules! columns {
    () => {
        "code, business, sender, text, created_at"
    };
}

pub(super) const COUNT: &str = "SELECT count(*) FROM chat_link WHERE sender = $1";
pub(super) const INSERT: &str =
    concat!("INSERT INTO chat_link (", columns!(), ") VALUES ($1, $2, $3, $4, $5)");
pub(super) const CHANGE: &str = concat!(
    "UPDATE chat_link SET text = $3 WHERE sender = $1 AND code = $2 RETURNING ",
    columns!()
);
pub(super) const LINK: &str = concat!("SELECT ", columns!(), " FROM chat_link WHERE code = $1");
pub(super) const LINKS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chat_link WHERE sender = $1 AND code COLLATE \"C\" > $2 ORDER BY code COLLATE \"C\" LIMIT $3"
);
pub(super) const DELETE: &str = "DELETE FROM chat_link WHERE sender = $1 AND code = $2";
/// Of a sender that is removed.
pub(super) const DELETE_ALL: &str = "DELETE FROM chat_link WHERE sender = $1";
pub(super) const ALL: &str =
    concat!("SELECT ", columns!(), " FROM chat_link ORDER BY code COLLATE \"C\"");
/// Lets one call count at a time.
pub(super) const LOCK_SENDER: &str = "SELECT 1 FROM sender WHERE id = $1 FOR NO KEY UPDATE";

const MISSING: StoreError = StoreError::NotFound("link");

fn link_at(row: &Row) -> Work<ChatLink> {
    Ok(ChatLink {
        code: row.try_get(0)?,
        business: BusinessId(row.try_get(1)?),
        sender: SenderId(row.try_get(2)?),
        text: row.try_get(3)?,
        created_at: Timestamp(row.try_get(4)?),
    })
}

pub(super) async fn insert(session: &Session, link: &ChatLink) -> Work<()> {
    let given: Given<'_> =
        &[&link.code, &link.business.0, &link.sender.0, &link.text, &link.created_at.0];
    session.run(INSERT, given).await.map(drop).map_err(|fault| match fault {
        Fault::Sql(error) => conflict("link")(error),
        other => other,
    })
}

pub(super) async fn create(store: &PostgresStore, link: &ChatLink, max: u32) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_SENDER, &[&link.sender.0]).await?;
        let row = session.one(COUNT, &[&link.sender.0]).await?;
        let row = row.ok_or_else(|| corrupt("chat_link", link.sender, "no count"))?;
        if row.try_get::<_, i64>(0)? >= i64::from(max) {
            return Err(StoreError::Conflict("too many links").into());
        }
        insert(session, link).await?;
        session.batch(COMMIT).await?;
        Ok(())
    })
}

pub(super) async fn change(
    session: &Session,
    sender: SenderId,
    code: &str,
    text: &str,
) -> Work<ChatLink> {
    let row = session.one(CHANGE, &[&sender.0, &code, &text]).await?;
    link_at(&row.ok_or(MISSING)?)
}

pub(super) async fn link(session: &Session, code: &str) -> Work<ChatLink> {
    link_at(&session.one(LINK, &[&code]).await?.ok_or(MISSING)?)
}

pub(super) async fn links(
    session: &Session,
    sender: SenderId,
    after: &str,
    limit: u32,
) -> Work<Vec<ChatLink>> {
    let rows = session.query(LINKS, &[&sender.0, &after, &i64::from(limit)]).await?;
    rows.iter().map(link_at).collect()
}

pub(super) async fn delete(session: &Session, sender: SenderId, code: &str) -> Work<()> {
    match session.run(DELETE, &[&sender.0, &code]).await? {
        0 => Err(MISSING.into()),
        _ => Ok(()),
    }
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("chat_link", &link_at(&row)?)?;
    }
    Ok(())
}
