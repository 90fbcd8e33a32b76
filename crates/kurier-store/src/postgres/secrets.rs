//! The secret beside an app's own, while that is changed.

use super::PostgresStore;
use super::cold::NEXT_GENERATION;
use super::fault::Work;
use super::sender_pages::{PAGE, PUT_PAGE};
use super::session::{BEGIN, COMMIT, Session, transact};
use crate::log::code;
use crate::port::StoreError;
use crate::record::SecondSecret;
use kurier_policy::id::BusinessId;

pub(super) const SET_APP_SECRET: &str =
    "UPDATE business SET app_secret = $3 WHERE id = $1 AND app_secret = $2";

/// Kept as a page of no sender.
const SECOND_SECRET: &str = "second_secret";
const NO_SENDER: i64 = 0;

pub(super) async fn second(session: &Session, business: BusinessId) -> Work<Option<SecondSecret>> {
    let row = session.one(PAGE, &[&business.0, &NO_SENDER, &SECOND_SECRET]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(code::from_json("sender_page", business, row.try_get(0)?)?)
}

pub(super) async fn set(
    store: &PostgresStore,
    business: BusinessId,
    former: &str,
    secret: &str,
    second: Option<&SecondSecret>,
) -> Work<()> {
    let page = code::to_json(&second)?;
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if session.run(SET_APP_SECRET, &[&business.0, &former, &secret]).await? == 0 {
            return Err(StoreError::Conflict("app secret").into());
        }
        session.run(PUT_PAGE, &[&business.0, &NO_SENDER, &SECOND_SECRET, &page]).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await
    })
}
