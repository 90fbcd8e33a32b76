//! What senders show of themselves: one JSON document of each kind.

use super::cold::NEXT_GENERATION;
use super::fault::{Fault, Work};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::{PostgresStore, accounts, bars, chat_links};
use crate::log::code;
use crate::log::export::{Lines, PageLine};
use crate::port::{Result, SenderStore, StoreError};
use crate::record::{Bar, ChatLink};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::automation::{Automation, AutomationChange};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::outbound::Recipient;
use kurier_policy::pin::{PinState, Registration, RegistrationFault};
use kurier_policy::profile::{Profile, ProfileChange};
use kurier_policy::time::Timestamp;
use serde::de::DeserializeOwned;
use std::pin::pin;
use tokio_postgres::Row;

pub(super) const PAGE: &str =
    "SELECT body FROM sender_page WHERE business = $1 AND sender = $2 AND kind = $3";
/// A row to lock, where there is none yet.
pub(super) const FIRST_PAGE: &str = "INSERT INTO sender_page (business, sender, kind, body) \
     VALUES ($1, $2, $3, '{}') ON CONFLICT DO NOTHING";
pub(super) const LOCK_PAGE: &str =
    "SELECT body FROM sender_page WHERE business = $1 AND sender = $2 AND kind = $3 FOR UPDATE";
pub(super) const PUT_PAGE: &str = "INSERT INTO sender_page (business, sender, kind, body) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (business, sender, kind) \
     DO UPDATE SET body = excluded.body";
pub(super) const ALL_PAGES: &str = "SELECT business, sender, kind, body FROM sender_page \
     ORDER BY business, sender, kind COLLATE \"C\"";

pub(super) const SET_REGISTERED: &str =
    "UPDATE sender SET registered = $3 WHERE business = $1 AND id = $2";

const PIN: &str = "pin";
const PROFILE: &str = "profile";
const AUTOMATION: &str = "automation";

/// A sender with its business.
type Of = (BusinessId, SenderId);

fn body<T: DeserializeOwned + Default>(of: Of, row: Option<&Row>) -> Work<T> {
    let Some(row) = row else { return Ok(T::default()) };
    Ok(code::from_json("sender_page", of.1, row.try_get(0)?)?)
}

pub(super) async fn page<T: DeserializeOwned + Default>(
    session: &Session,
    of: Of,
    kind: &str,
) -> Work<T> {
    let row = session.one(PAGE, &[&of.0.0, &of.1.0, &kind]).await?;
    body(of, row.as_ref())
}

pub(super) async fn put(session: &Session, of: Of, kind: &str, page: &str) -> Work<()> {
    let given: Given<'_> = &[&of.0.0, &of.1.0, &kind, &page];
    session.run(PUT_PAGE, given).await.map(drop)
}

/// The page, held until the transaction ends.
async fn locked<T: DeserializeOwned + Default>(session: &Session, of: Of, kind: &str) -> Work<T> {
    let given: Given<'_> = &[&of.0.0, &of.1.0, &kind];
    session.run(FIRST_PAGE, given).await?;
    let row = session.one(LOCK_PAGE, given).await?;
    body(of, row.as_ref())
}

async fn change_automation(
    store: &PostgresStore,
    of: Of,
    change: &AutomationChange,
) -> Work<Automation> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let before: Automation = locked(session, of, AUTOMATION).await?;
        let after = change.clone().applied(before);
        put(session, of, AUTOMATION, &code::to_json(&after)?).await?;
        session.batch(COMMIT).await?;
        Ok(after)
    })
}

async fn register(
    store: &PostgresStore,
    of: Of,
    asked: Registration,
    now: Timestamp,
) -> Work<std::result::Result<(), RegistrationFault>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let mut state: PinState = locked(session, of, PIN).await?;
        let sender = accounts::sender(session, of.1).await?;
        let sender = sender.filter(|sender| sender.business == of.0);
        let sender = sender.ok_or(StoreError::NotFound("sender"))?;
        let applied = state.apply(asked, sender.registered, now);
        put(session, of, PIN, &code::to_json(&state)?).await?;
        if let Ok(registered) = applied {
            session.run(SET_REGISTERED, &[&of.0.0, &of.1.0, &registered]).await?;
            session.run(NEXT_GENERATION, &[]).await?;
        }
        session.batch(COMMIT).await?;
        Ok(applied.map(drop))
    })
}

async fn change_profile(
    store: &PostgresStore,
    of: Of,
    change: &ProfileChange,
) -> Work<(Profile, Profile)> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let before: Profile = locked(session, of, PROFILE).await?;
        let after = change.clone().applied(before.clone());
        put(session, of, PROFILE, &code::to_json(&after)?).await?;
        session.batch(COMMIT).await?;
        Ok((before, after))
    })
}

pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL_PAGES, none).await?);
    while let Some(row) = rows.try_next().await? {
        let line = PageLine {
            business: BusinessId(row.try_get(0)?),
            sender: SenderId(row.try_get(1)?),
            kind: row.try_get(2)?,
            body: row.try_get(3)?,
        };
        lines.line("sender_page", &line)?;
    }
    Ok(())
}

pub(super) async fn import(session: &Session, line: &PageLine) -> Work<()> {
    put(session, (line.business, line.sender), &line.kind, &line.body).await
}

#[async_trait]
impl SenderStore for PostgresStore {
    async fn profile(&self, business: BusinessId, sender: SenderId) -> Result<Profile> {
        on!(self, session => page(session, (business, sender), PROFILE))
    }
    async fn change_profile(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: ProfileChange,
    ) -> Result<(Profile, Profile)> {
        self.ensure_open()?;
        let changed = change_profile(self, (business, sender), &change).await;
        changed.map_err(Fault::into_store_error)
    }

    async fn automation(&self, business: BusinessId, sender: SenderId) -> Result<Automation> {
        on!(self, session => page(session, (business, sender), AUTOMATION))
    }
    async fn change_automation(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: AutomationChange,
    ) -> Result<Automation> {
        self.ensure_open()?;
        let changed = change_automation(self, (business, sender), &change).await;
        changed.map_err(Fault::into_store_error)
    }

    async fn pin(&self, business: BusinessId, sender: SenderId) -> Result<PinState> {
        on!(self, session => page(session, (business, sender), PIN))
    }
    async fn register_sender(
        &self,
        business: BusinessId,
        sender: SenderId,
        asked: Registration,
        now: Timestamp,
    ) -> Result<std::result::Result<(), RegistrationFault>> {
        self.ensure_open()?;
        let applied = register(self, (business, sender), asked, now).await;
        let applied = applied.map_err(Fault::into_store_error)?;
        self.lookups.forget_all();
        Ok(applied)
    }

    async fn set_barred(
        &self,
        business: BusinessId,
        people: Vec<Recipient>,
        barred: bool,
        max: u32,
        now: Timestamp,
    ) -> Result<Vec<Bar>> {
        self.ensure_open()?;
        let people = (business, people.as_slice());
        let done = bars::set_barred(self, people, barred, max, now).await;
        done.map_err(Fault::into_store_error)
    }
    async fn barred(&self, business: BusinessId, after: u64, limit: u32) -> Result<Vec<u64>> {
        on!(self, session => bars::barred(session, business, after, limit))
    }

    async fn create_chat_link(&self, link: ChatLink, max: u32) -> Result<()> {
        self.ensure_open()?;
        chat_links::create(self, &link, max).await.map_err(Fault::into_store_error)
    }
    async fn change_chat_link(
        &self,
        sender: SenderId,
        code: String,
        text: String,
    ) -> Result<ChatLink> {
        on!(self, session => chat_links::change(session, sender, &code, &text))
    }
    async fn chat_link(&self, code: String) -> Result<ChatLink> {
        on!(self, session => chat_links::link(session, &code))
    }
    async fn chat_links(
        &self,
        sender: SenderId,
        after: String,
        limit: u32,
    ) -> Result<Vec<ChatLink>> {
        on!(self, session => chat_links::links(session, sender, &after, limit))
    }
    async fn delete_chat_link(&self, sender: SenderId, code: String) -> Result<()> {
        on!(self, session => chat_links::delete(session, sender, &code))
    }
}
