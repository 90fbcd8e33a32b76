//! Senders that businesses add, prove, name and remove.

use super::cold::NEXT_GENERATION;
use super::fault::{Fault, Work};
use super::sender_pages::{self, Of};
use super::session::{BEGIN, COMMIT, Session, on, transact};
use super::{PostgresStore, accounts, chat_links, usernames};
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
use tokio_postgres::Row;

/// Numbers are looked for and taken by one at a time; the number of the lock is this program's own.
pub(super) const LOCK_NUMBERS: &str = "SELECT pg_advisory_xact_lock(4712093319)";
pub(super) const NUMBER_USED: &str = "SELECT deleted_at FROM sender WHERE display_number = $1 \
     AND (deleted_at IS NULL OR deleted_at > $2) ORDER BY deleted_at IS NOT NULL LIMIT 1";
pub(super) const REMOVE: &str =
    "UPDATE sender SET registered = false, deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL";
pub(super) const RENAME: &str = "UPDATE sender SET name = $2 WHERE id = $1";
pub(super) const ONBOARDINGS: &str = "SELECT s.id, s.business, s.display_number, s.name, \
     s.registered, s.created_at, s.deleted_at, p.body FROM sender_page p JOIN sender s \
     ON s.id = p.sender WHERE p.kind = 'onboarding' AND p.sender > $1 AND s.deleted_at IS NULL \
     ORDER BY p.sender LIMIT $2";

/// The kind of page.
pub(super) const ONBOARDING: &str = "onboarding";

/// A sender of this business that is there.
pub(super) async fn own(session: &Session, of: Of) -> Work<Sender> {
    let sender = accounts::sender(session, of.1).await?;
    let sender = sender.filter(|one| one.business == of.0 && one.deleted_at.is_none());
    Ok(sender.ok_or(StoreError::NotFound("sender"))?)
}

async fn add(
    store: &PostgresStore,
    sender: &Sender,
    onboarding: &Onboarding,
    max: u32,
    now: Timestamp,
) -> Work<AddedSender> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_NUMBERS, &[]).await?;
        if accounts::business(session, sender.business).await?.is_none() {
            return Err(StoreError::NotFound("business").into());
        }
        let there = accounts::senders(session, sender.business).await?.len();
        let rests_since = now.plus_s(-NUMBER_RESTS_S).0;
        let number = sender.display_number.digits();
        let used = session.one(NUMBER_USED, &[&number, &rests_since]).await?;
        let added = match used {
            _ if u32::try_from(there).is_ok_and(|there| there >= max) => AddedSender::Full,
            Some(row) if row.try_get::<_, Option<i64>>(0)?.is_none() => AddedSender::NumberTaken,
            Some(_) => AddedSender::NumberRests,
            None => {
                let taken = accounts::taken("sender");
                accounts::insert_sender(session, sender).await.map_err(taken)?;
                let of = (sender.business, sender.id);
                sender_pages::put(session, of, ONBOARDING, &code::to_json(onboarding)?).await?;
                session.run(NEXT_GENERATION, &[]).await?;
                AddedSender::Done
            }
        };
        session.batch(COMMIT).await?;
        Ok(added)
    })
}

async fn remove(store: &PostgresStore, of: Of, now: Timestamp) -> Work<RemovedSender> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        // Of two that are removed at once, one must see that the other is the last.
        session.one(LOCK_NUMBERS, &[]).await?;
        own(session, of).await?;
        if accounts::senders(session, of.0).await?.len() < 2 {
            session.batch(COMMIT).await?;
            return Ok(RemovedSender::Last);
        }
        session.run(REMOVE, &[&of.1.0, &now.0]).await?;
        session.run(chat_links::DELETE_ALL, &[&of.1.0]).await?;
        usernames::release(session, of.1, now).await?;
        session.run(NEXT_GENERATION, &[]).await?;
        session.batch(COMMIT).await?;
        Ok(RemovedSender::Done)
    })
}

async fn change(
    store: &PostgresStore,
    of: Of,
    change: &OnboardingChange,
    now: Timestamp,
) -> Work<std::result::Result<Onboarding, OnboardingFault>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        own(session, of).await?;
        let mut onboarding: Onboarding = sender_pages::locked(session, of, ONBOARDING).await?;
        let applied = onboarding.apply(change.clone(), now);
        sender_pages::put(session, of, ONBOARDING, &code::to_json(&onboarding)?).await?;
        if let Ok(Some(name)) = &applied {
            session.run(RENAME, &[&of.1.0, name]).await?;
            session.run(NEXT_GENERATION, &[]).await?;
        }
        session.batch(COMMIT).await?;
        Ok(applied.map(|_| onboarding))
    })
}

async fn onboardings(
    session: &Session,
    after: SenderId,
    limit: u32,
) -> Work<Vec<SenderOnboarding>> {
    let rows = session.query(ONBOARDINGS, &[&after.0, &i64::from(limit)]).await?;
    let read = |row: &Row| {
        let sender = accounts::sender_at(row)?;
        let onboarding = code::from_json("sender_page", sender.id, row.try_get(7)?)?;
        Ok(SenderOnboarding { sender, onboarding })
    };
    rows.iter().map(read).collect()
}

#[async_trait]
impl AccountStore for PostgresStore {
    async fn add_sender(
        &self,
        sender: Sender,
        onboarding: Onboarding,
        max: u32,
        now: Timestamp,
    ) -> Result<AddedSender> {
        self.ensure_open()?;
        let added = add(self, &sender, &onboarding, max, now).await;
        added.map_err(Fault::into_store_error)
    }
    async fn remove_sender(
        &self,
        business: BusinessId,
        sender: SenderId,
        now: Timestamp,
    ) -> Result<RemovedSender> {
        self.ensure_open()?;
        let removed = remove(self, (business, sender), now).await;
        self.lookups.forget_all();
        removed.map_err(Fault::into_store_error)
    }
    async fn onboarding(&self, business: BusinessId, sender: SenderId) -> Result<Onboarding> {
        on!(self, session => sender_pages::page(session, (business, sender), ONBOARDING))
    }
    async fn change_onboarding(
        &self,
        business: BusinessId,
        sender: SenderId,
        change: OnboardingChange,
        now: Timestamp,
    ) -> Result<std::result::Result<Onboarding, OnboardingFault>> {
        self.ensure_open()?;
        let changed = self::change(self, (business, sender), &change, now).await;
        self.lookups.forget_all();
        changed.map_err(Fault::into_store_error)
    }
    async fn onboardings(&self, after: SenderId, limit: u32) -> Result<Vec<SenderOnboarding>> {
        on!(self, session => onboardings(session, after, limit))
    }

    async fn take_username(
        &self,
        of: (BusinessId, SenderId),
        name: String,
        transfer: bool,
        now: Timestamp,
    ) -> Result<TakenUsername> {
        self.ensure_open()?;
        let taken = usernames::take(self, of, &Claim { name, transfer }, now).await;
        taken.map_err(Fault::into_store_error)
    }
    async fn release_username(
        &self,
        business: BusinessId,
        sender: SenderId,
        now: Timestamp,
    ) -> Result<bool> {
        on!(self, session => async {
            own(session, (business, sender)).await?;
            usernames::release(session, sender, now).await
        })
    }
    async fn username_of(&self, sender: SenderId) -> Result<Option<String>> {
        on!(self, session => usernames::of_sender(session, sender))
    }
    async fn username(&self, name: String) -> Result<Username> {
        let found: Result<_> = on!(self, session => usernames::one(session, &name));
        found?.ok_or(StoreError::NotFound("username"))
    }
}
