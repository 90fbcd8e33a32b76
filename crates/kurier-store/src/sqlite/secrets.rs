//! The secret beside an app's own, while that is changed.

use super::fault::Work;
use super::sender_pages::{PAGE, PUT_PAGE};
use super::tx::Tx;
use crate::log::code;
use crate::port::StoreError;
use crate::record::SecondSecret;
use kurier_policy::id::BusinessId;
use rusqlite::{Connection, OptionalExtension};

pub(super) const SET_APP_SECRET: &str =
    "UPDATE business SET app_secret = ?3 WHERE id = ?1 AND app_secret = ?2";

/// Kept as a page of no sender.
const SECOND_SECRET: &str = "second_secret";

pub(super) fn second(conn: &Connection, business: BusinessId) -> Work<Option<SecondSecret>> {
    let given = (business.0, 0, SECOND_SECRET);
    let text: Option<String> =
        conn.prepare_cached(PAGE)?.query_row(given, |row| row.get(0)).optional()?;
    let Some(text) = text else { return Ok(None) };
    Ok(code::from_json("sender_page", business, &text)?)
}

pub(super) fn set(
    tx: &mut Tx<'_>,
    business: BusinessId,
    former: &str,
    secret: &str,
    second: Option<&SecondSecret>,
) -> Work<()> {
    tx.cold.forget_all();
    let given = (business.0, former, secret);
    if tx.conn.prepare_cached(SET_APP_SECRET)?.execute(given)? == 0 {
        return Err(StoreError::Conflict("app secret").into());
    }
    let page = code::to_json(&second)?;
    tx.conn.prepare_cached(PUT_PAGE)?.execute((business.0, 0, SECOND_SECRET, page))?;
    Ok(())
}
