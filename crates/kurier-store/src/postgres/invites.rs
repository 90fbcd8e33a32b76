//! Invitations.

use super::accounts;
use super::fault::{Fault, Work, conflict};
use super::session::Session;
use crate::log::{code, corrupt};
use crate::port::StoreError;
use crate::record::Invite;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::time::Timestamp;
use tokio_postgres::Row;

pub(super) const INSERT_INVITE: &str = "INSERT INTO invite (code, business, sender, asks, welcome, \
     uses_left, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
/// Of a sign-up link, whose words may change.
pub(super) const SET_INVITE: &str = "UPDATE invite SET asks = $2, welcome = $3, \
     expires_at = $4 WHERE code = $1";
pub(super) const INVITE: &str = "SELECT code, business, sender, asks, welcome, uses_left, \
     expires_at, created_at FROM invite WHERE code = $1";
pub(super) const INVITES: &str = "SELECT code, business, sender, asks, welcome, uses_left, \
     expires_at, created_at FROM invite WHERE business = $1 \
     ORDER BY created_at DESC, code DESC LIMIT $2";

pub(super) async fn create_invite(session: &Session, invite: &Invite) -> Work<()> {
    let sender = accounts::sender(session, invite.sender).await?;
    sender.filter(|it| it.business == invite.business).ok_or(StoreError::NotFound("sender"))?;
    insert_invite(session, invite).await.map_err(|fault| match fault {
        Fault::Sql(error) => conflict("invitation")(error),
        other => other,
    })
}

pub(super) async fn insert_invite(session: &Session, invite: &Invite) -> Work<()> {
    let asks = code::to_json(&invite.asks)?;
    let uses_left = invite.uses_left.map(i64::from);
    let expires_at = invite.expires_at.map(|at| at.0);
    session
        .run(
            INSERT_INVITE,
            &[
                &invite.code,
                &invite.business.0,
                &invite.sender.0,
                &asks,
                &invite.welcome,
                &uses_left,
                &expires_at,
                &invite.created_at.0,
            ],
        )
        .await?;
    Ok(())
}

/// Gives the invitation of a sign-up link its words.
pub(super) async fn set_invite(session: &Session, invite: &Invite) -> Work<()> {
    let asks = code::to_json(&invite.asks)?;
    let expires_at = invite.expires_at.map(|at| at.0);
    session.run(SET_INVITE, &[&invite.code, &asks, &invite.welcome, &expires_at]).await?;
    Ok(())
}

pub(super) fn invite_at(row: &Row) -> Work<Invite> {
    let code: String = row.try_get(0)?;
    let uses_left: Option<i64> = row.try_get(5)?;
    let bad = || corrupt("invite", &code, "bad number of uses");
    Ok(Invite {
        business: BusinessId(row.try_get(1)?),
        sender: SenderId(row.try_get(2)?),
        asks: code::from_json("invite", &code, row.try_get(3)?)?,
        welcome: row.try_get(4)?,
        uses_left: uses_left.map(u32::try_from).transpose().map_err(|_| bad())?,
        expires_at: row.try_get::<_, Option<i64>>(6)?.map(Timestamp),
        created_at: Timestamp(row.try_get(7)?),
        code,
    })
}

pub(super) async fn invite(session: &Session, code: &str) -> Work<Option<Invite>> {
    session.one(INVITE, &[&code]).await?.as_ref().map(invite_at).transpose()
}

pub(super) async fn invites(
    session: &Session,
    business: BusinessId,
    limit: u32,
) -> Work<Vec<Invite>> {
    let rows = session.query(INVITES, &[&business.0, &i64::from(limit)]).await?;
    rows.iter().map(invite_at).collect()
}
