//! Leases: work that one node at a time does. Each new holder gets a higher token; what an earlier
//! one still writes is refused by it.

use super::PostgresStore;
use super::fault::Work;
use super::session::{BEGIN, COMMIT, Session, transact};
use crate::port::StoreError;
use crate::record::{Lease, WebhookProgress, webhook_lease};
use kurier_policy::time::Timestamp;

pub(super) const FIRST_LEASE: &str = "INSERT INTO lease (name, holder, token, until) \
     VALUES ($1, $2, 1, $3) ON CONFLICT DO NOTHING";
pub(super) const LOCK_LEASE: &str =
    "SELECT holder, token, until FROM lease WHERE name = $1 FOR NO KEY UPDATE";
pub(super) const SET_LEASE: &str =
    "UPDATE lease SET holder = $2, token = $3, until = $4 WHERE name = $1";
/// The row stays, so that the next holder's token is higher.
pub(super) const END_LEASE: &str = "UPDATE lease SET until = 0 WHERE name = $1 AND holder = $2";
pub(super) const TOKEN: &str = "SELECT token FROM lease WHERE name = $1 FOR SHARE";

pub(super) async fn take(
    store: &PostgresStore,
    name: &str,
    holder: i64,
    until: Timestamp,
    now: Timestamp,
) -> Work<Option<Lease>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if session.run(FIRST_LEASE, &[&name, &holder, &until.0]).await? > 0 {
            session.batch(COMMIT).await?;
            return Ok(Some(Lease { token: 1, until }));
        }
        let row = session.one(LOCK_LEASE, &[&name]).await?;
        let row = row.ok_or(StoreError::NotFound("lease"))?;
        let (held_by, token, held_until): (i64, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let runs = held_until > now.0;
        if runs && held_by != holder {
            session.batch(COMMIT).await?;
            return Ok(None);
        }
        // Who let it run out may have been followed by another meanwhile, and begins anew.
        let token = if runs { token } else { token.saturating_add(1) };
        session.run(SET_LEASE, &[&name, &holder, &token, &until.0]).await?;
        session.batch(COMMIT).await?;
        Ok(Some(Lease { token, until }))
    })
}

pub(super) async fn give_back(session: &Session, name: &str, holder: i64) -> Work<()> {
    session.run(END_LEASE, &[&name, &holder]).await?;
    Ok(())
}

/// Whether a round still comes from the holder: not if it has been followed by another.
pub(super) async fn holds(session: &Session, progress: &WebhookProgress) -> Work<bool> {
    let Some(token) = progress.fence else { return Ok(true) };
    let row = session.one(TOKEN, &[&webhook_lease(progress.subscription)]).await?;
    let current: Option<i64> = row.map(|row| row.try_get(0)).transpose()?;
    Ok(current == Some(token))
}
