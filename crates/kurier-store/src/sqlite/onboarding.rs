//! Senders that businesses add, prove, name and remove.

use super::fault::{Work, conflict};
use super::sender_pages::{self, Of};
use super::tx::Tx;
use super::{SqliteStore, accounts, chat_links, usernames};
use crate::log::code;
use crate::port::{AccountStore, Result, StoreError};
use crate::record::{
    AddedSender, NUMBER_RESTS_S, RemovedSender, Sender, SenderOnboarding, TakenUsername, Username,
};
use crate::step::usernames::Claim;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::onboarding::{Onboarding, OnboardingChange, OnboardingFault};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, params};

pub(super) const NUMBER_USED: &str = "SELECT deleted_at FROM sender WHERE display_number = ?1 \
     AND (deleted_at IS NULL OR deleted_at > ?2) ORDER BY deleted_at IS NOT NULL LIMIT 1";
pub(super) const REMOVE: &str =
    "UPDATE sender SET registered = 0, deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL";
pub(super) const RENAME: &str = "UPDATE sender SET name = ?2 WHERE id = ?1";
pub(super) const ONBOARDINGS: &str = "SELECT s.id, s.business, s.display_number, s.name, \
     s.registered, s.created_at, s.deleted_at, p.body FROM sender_page p JOIN sender s \
     ON s.id = p.sender WHERE p.kind = 'onboarding' AND p.sender > ?1 AND s.deleted_at IS NULL \
     ORDER BY p.sender LIMIT ?2";

/// The kind of page.
pub(super) const ONBOARDING: &str = "onboarding";

/// A sender of this business that is there.
pub(super) fn own(conn: &Connection, of: Of) -> Work<Sender> {
    let sender = accounts::sender(conn, of.1)?;
    let sender = sender.filter(|one| one.business == of.0 && one.deleted_at.is_none());
    Ok(sender.ok_or(StoreError::NotFound("sender"))?)
}

fn add(
    tx: &mut Tx<'_>,
    sender: &Sender,
    onboarding: &Onboarding,
    max: u32,
    now: Timestamp,
) -> Work<AddedSender> {
    tx.business(sender.business)?.ok_or(StoreError::NotFound("business"))?;
    let there = accounts::senders(tx.conn, sender.business)?.len();
    if u32::try_from(there).is_ok_and(|there| there >= max) {
        return Ok(AddedSender::Full);
    }
    let mut statement = tx.conn.prepare_cached(NUMBER_USED)?;
    let rests_since = now.plus_s(-NUMBER_RESTS_S).0;
    let mut rows = statement.query(params![sender.display_number.digits(), rests_since])?;
    if let Some(row) = rows.next()? {
        let is_gone = row.get::<_, Option<i64>>(0)?.is_some();
        return Ok(if is_gone { AddedSender::NumberRests } else { AddedSender::NumberTaken });
    }
    tx.cold.forget_all();
    accounts::insert_sender(tx.conn, sender).map_err(conflict("sender"))?;
    sender_pages::put(tx, (sender.business, sender.id), ONBOARDING, onboarding)?;
    Ok(AddedSender::Done)
}

fn remove(tx: &mut Tx<'_>, of: Of, now: Timestamp) -> Work<RemovedSender> {
    own(tx.conn, of)?;
    if accounts::senders(tx.conn, of.0)?.len() < 2 {
        return Ok(RemovedSender::Last);
    }
    tx.cold.forget_all();
    tx.conn.prepare_cached(REMOVE)?.execute((of.1.0, now.0))?;
    tx.conn.prepare_cached(chat_links::DELETE_ALL)?.execute([of.1.0])?;
    usernames::release(tx.conn, of.1, now)?;
    Ok(RemovedSender::Done)
}

fn change(
    tx: &mut Tx<'_>,
    of: Of,
    change: OnboardingChange,
    now: Timestamp,
) -> Work<std::result::Result<Onboarding, OnboardingFault>> {
    own(tx.conn, of)?;
    let mut onboarding: Onboarding = sender_pages::page(tx.conn, of, ONBOARDING)?;
    let applied = onboarding.apply(change, now);
    sender_pages::put(tx, of, ONBOARDING, &onboarding)?;
    if let Ok(Some(name)) = &applied {
        tx.cold.forget_all();
        tx.conn.prepare_cached(RENAME)?.execute((of.1.0, name))?;
    }
    Ok(applied.map(|_| onboarding))
}

fn onboardings(conn: &Connection, after: SenderId, limit: u32) -> Work<Vec<SenderOnboarding>> {
    let mut statement = conn.prepare_cached(ONBOARDINGS)?;
    let mut rows = statement.query((after.0, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let sender = accounts::read_sender(row)?;
        let body: String = row.get(7)?;
        let onboarding = code::from_json("sender_page", sender.id, &body)?;
        found.push(SenderOnboarding { sender, onboarding });
    }
    Ok(found)
}

#[async_trait]
impl AccountStore for SqliteStore {
    async fn add_sender(
        &self,
        sender: Sender,
        onboarding: Onboarding,
        max: u32,
        now: Timestamp,
    ) -> Result<AddedSender> {
        self.writer.run(1, move |tx| add(tx, &sender, &onboarding, max, now)).await
    }
    async fn remove_sender(
        &self,
        business: BusinessId,
        sender: SenderId,
        now: Timestamp,
    ) -> Result<RemovedSender> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| remove(tx, (business, sender), now);
        let then = move |_: &RemovedSender| shared.lookups.senders.forget(&sender);
        self.writer.run_then(1, work, then).await
    }
    async fn onboarding(&self, business: BusinessId, sender: SenderId) -> Result<Onboarding> {
        let of = (business, sender);
        self.readers.run(move |conn| sender_pages::page(conn, of, ONBOARDING)).await
    }
    async fn change_onboarding(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: OnboardingChange,
        now: Timestamp,
    ) -> Result<std::result::Result<Onboarding, OnboardingFault>> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| self::change(tx, (business, sender), change, now);
        let then = move |_: &std::result::Result<Onboarding, OnboardingFault>| {
            shared.lookups.senders.forget(&sender);
        };
        self.writer.run_then(1, work, then).await
    }
    async fn onboardings(&self, after: SenderId, limit: u32) -> Result<Vec<SenderOnboarding>> {
        self.readers.run(move |conn| onboardings(conn, after, limit)).await
    }

    async fn take_username(
        &self,
        of: (BusinessId, SenderId),
        name: String,
        transfer: bool,
        now: Timestamp,
    ) -> Result<TakenUsername> {
        let claim = Claim { name, transfer };
        self.writer.run(1, move |tx| usernames::take(tx, of, &claim, now)).await
    }
    async fn release_username(
        &self,
        business: BusinessId,
        sender: SenderId,
        now: Timestamp,
    ) -> Result<bool> {
        let work = move |tx: &mut Tx<'_>| {
            own(tx.conn, (business, sender))?;
            usernames::release(tx.conn, sender, now)
        };
        self.writer.run(1, work).await
    }
    async fn username_of(&self, sender: SenderId) -> Result<Option<String>> {
        self.readers.run(move |conn| usernames::of_sender(conn, sender)).await
    }
    async fn username(&self, name: String) -> Result<Username> {
        let read = move |conn: &Connection| usernames::one(conn, &name);
        self.readers.run(read).await?.ok_or(StoreError::NotFound("username"))
    }
}
