//! What senders show of themselves: one JSON document of each kind.

use super::fault::Work;
use super::relations::{BARRED, COUNT_BARRED};
use super::tx::Tx;
use super::{SqliteStore, accounts, chat_links};
use crate::log::code;
use crate::log::export::{Lines, PageLine};
use crate::port::{Result, SenderStore, StoreError};
use crate::record::{Bar, ChatLink};
use crate::step;
use async_trait::async_trait;
use kurier_policy::automation::{Automation, AutomationChange};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::outbound::Recipient;
use kurier_policy::pin::{PinState, Registration, RegistrationFault};
use kurier_policy::profile::{Profile, ProfileChange};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(super) const PAGE: &str =
    "SELECT body FROM sender_page WHERE business = ?1 AND sender = ?2 AND kind = ?3";
pub(super) const PUT_PAGE: &str = "INSERT INTO sender_page (business, sender, kind, body) \
     VALUES (?1, ?2, ?3, ?4) ON CONFLICT (business, sender, kind) \
     DO UPDATE SET body = excluded.body";
pub(super) const ALL_PAGES: &str = "SELECT business, sender, kind, body FROM sender_page \
     ORDER BY business, sender, kind";

pub(super) const SET_REGISTERED: &str =
    "UPDATE sender SET registered = ?3 WHERE business = ?1 AND id = ?2";

const PIN: &str = "pin";
const PROFILE: &str = "profile";
const AUTOMATION: &str = "automation";

/// A sender with its business.
type Of = (BusinessId, SenderId);

pub(super) fn page<T: DeserializeOwned + Default>(
    conn: &Connection,
    of: Of,
    kind: &str,
) -> Work<T> {
    let mut statement = conn.prepare_cached(PAGE)?;
    let found = statement.query_row((of.0.0, of.1.0, kind), |row| row.get::<_, String>(0));
    Ok(match found.optional()? {
        Some(text) => code::from_json("sender_page", of.1, &text)?,
        None => T::default(),
    })
}

pub(super) fn put<T: Serialize>(tx: &Tx<'_>, of: Of, kind: &str, page: &T) -> Work<()> {
    let given = (of.0.0, of.1.0, kind, code::to_json(page)?);
    tx.conn.prepare_cached(PUT_PAGE)?.execute(given)?;
    Ok(())
}

fn change_profile(tx: &Tx<'_>, of: Of, change: ProfileChange) -> Work<(Profile, Profile)> {
    let before: Profile = page(tx.conn, of, PROFILE)?;
    let after = change.applied(before.clone());
    put(tx, of, PROFILE, &after)?;
    Ok((before, after))
}

fn register(
    tx: &mut Tx<'_>,
    of: Of,
    asked: Registration,
    now: Timestamp,
) -> Work<std::result::Result<(), RegistrationFault>> {
    let sender = accounts::sender(tx.conn, of.1)?.filter(|sender| sender.business == of.0);
    let sender = sender.ok_or(StoreError::NotFound("sender"))?;
    let mut state: PinState = page(tx.conn, of, PIN)?;
    let applied = state.apply(asked, sender.registered, now);
    put(tx, of, PIN, &state)?;
    if let Ok(registered) = applied {
        tx.cold.forget_all();
        let given = (of.0.0, of.1.0, registered);
        tx.conn.prepare_cached(SET_REGISTERED)?.execute(given)?;
    }
    Ok(applied.map(drop))
}

fn count_barred(conn: &Connection, business: BusinessId) -> Work<u32> {
    Ok(conn.prepare_cached(COUNT_BARRED)?.query_row([business.0], |row| row.get(0))?)
}

fn barred(conn: &Connection, business: BusinessId, after: u64, limit: u32) -> Work<Vec<u64>> {
    let mut statement = conn.prepare_cached(BARRED)?;
    let mut rows = statement.query((business.0, after.cast_signed(), limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row.get::<_, i64>(0)?.unsigned_abs());
    }
    Ok(found)
}

fn change_automation(tx: &Tx<'_>, of: Of, change: AutomationChange) -> Work<Automation> {
    let after = change.applied(page(tx.conn, of, AUTOMATION)?);
    put(tx, of, AUTOMATION, &after)?;
    Ok(after)
}

pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL_PAGES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line = PageLine {
            business: BusinessId(row.get(0)?),
            sender: SenderId(row.get(1)?),
            kind: row.get(2)?,
            body: row.get(3)?,
        };
        lines.line("sender_page", &line)?;
    }
    Ok(())
}

#[async_trait]
impl SenderStore for SqliteStore {
    async fn profile(&self, business: BusinessId, sender: SenderId) -> Result<Profile> {
        self.readers.run(move |conn| page(conn, (business, sender), PROFILE)).await
    }
    async fn change_profile(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: ProfileChange,
    ) -> Result<(Profile, Profile)> {
        self.writer.run(1, move |tx| change_profile(tx, (business, sender), change)).await
    }

    async fn automation(&self, business: BusinessId, sender: SenderId) -> Result<Automation> {
        self.readers.run(move |conn| page(conn, (business, sender), AUTOMATION)).await
    }
    async fn change_automation(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: AutomationChange,
    ) -> Result<Automation> {
        self.writer.run(1, move |tx| change_automation(tx, (business, sender), change)).await
    }

    async fn pin(&self, business: BusinessId, sender: SenderId) -> Result<PinState> {
        self.readers.run(move |conn| page(conn, (business, sender), PIN)).await
    }
    async fn register_sender(
        &self,
        business: BusinessId,
        sender: SenderId,
        asked: Registration,
        now: Timestamp,
    ) -> Result<std::result::Result<(), RegistrationFault>> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| register(tx, (business, sender), asked, now);
        let then = move |_: &std::result::Result<(), RegistrationFault>| {
            shared.lookups.senders.forget(&sender);
        };
        self.writer.run_then(1, work, then).await
    }

    async fn set_barred(
        &self,
        business: BusinessId,
        people: Vec<Recipient>,
        barred: bool,
        max: u32,
        now: Timestamp,
    ) -> Result<Vec<Bar>> {
        let work = move |tx: &mut Tx<'_>| {
            let there = count_barred(tx.conn, business)?;
            let people = (business, people.as_slice());
            step::bars::set_barred(tx, people, barred, (there, max), now)
        };
        self.writer.run(1, work).await
    }
    async fn barred(&self, business: BusinessId, after: u64, limit: u32) -> Result<Vec<u64>> {
        self.readers.run(move |conn| barred(conn, business, after, limit)).await
    }

    async fn create_chat_link(&self, link: ChatLink, max: u32) -> Result<()> {
        self.writer.run(1, move |tx| chat_links::create(tx, &link, max)).await
    }
    async fn change_chat_link(
        &self,
        sender: SenderId,
        code: String,
        text: String,
    ) -> Result<ChatLink> {
        self.writer.run(1, move |tx| chat_links::change(tx, sender, &code, &text)).await
    }
    async fn chat_link(&self, code: String) -> Result<ChatLink> {
        self.readers.run(move |conn| chat_links::link(conn, &code)).await
    }
    async fn chat_links(
        &self,
        sender: SenderId,
        after: String,
        limit: u32,
    ) -> Result<Vec<ChatLink>> {
        self.readers.run(move |conn| chat_links::links(conn, sender, &after, limit)).await
    }
    async fn delete_chat_link(&self, sender: SenderId, code: String) -> Result<()> {
        self.writer.run(1, move |tx| chat_links::delete(tx, sender, &code)).await
    }
}
