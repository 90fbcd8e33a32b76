//! Usernames of senders: taken, given up, suggested, and followed into a chat.

use crate::{Engine, Result};
use kurier_policy::notice::Notice;
use kurier_policy::time::Timestamp;
use kurier_policy::username::{self, BadUsername, SUGGESTIONS_MAX, USERNAME_RESTS_S};
use kurier_store::port::StoreError;
use kurier_store::record::{Business, ChatLink, Sender, TakenUsername, Username};

/// Begins the address of a chat that is named by a username.
pub const MARK: char = '@';
/// Names looked up for one list of suggestions.
const LOOKED_UP_MAX: usize = 24;

/// Why a sender does not get a username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsernameFault {
    /// The text is none.
    #[error(transparent)]
    Bad(#[from] BadUsername),
    /// The operator checked neither who the business is nor what the sender shows.
    #[error("the operator has not checked who the business is, or what this sender shows")]
    NotEligible,
    /// Somebody else has it, or had it a short time ago.
    #[error("this username is not free")]
    Taken,
    /// Another sender of the same business has it.
    #[error("another sender of this business has this username")]
    OfAnother,
}

impl Engine {
    /// Gives a sender a username; answers it as it is kept. People find a business by it, so that only a business that
    /// the operator checked gets one.
    pub async fn take_username(
        &self,
        business: &Business,
        sender: &Sender,
        text: &str,
        transfer: bool,
    ) -> Result<std::result::Result<String, UsernameFault>> {
        let name = match username::parse(text) {
            Ok(name) => name,
            Err(fault) => return Ok(Err(fault.into())),
        };
        if !self.may_have_username(business, sender).await? {
            return Ok(Err(UsernameFault::NotEligible));
        }
        let (of, now) = ((sender.business, sender.id), self.parts.clock.now());
        let had = self.parts.store.username_of(sender.id).await?;
        let former = self.holder(&name, sender).await?;
        Ok(match self.parts.store.take_username(of, name.clone(), transfer, now).await? {
            TakenUsername::Done => {
                if had.as_deref() != Some(name.as_str()) {
                    self.tell_username(sender, Some(name.clone())).await?;
                }
                if let Some(former) = former {
                    self.tell_username(&former, None).await?;
                }
                Ok(name)
            }
            TakenUsername::Taken => Err(UsernameFault::Taken),
            TakenUsername::OfAnother => Err(UsernameFault::OfAnother),
        })
    }

    /// Another sender of the same business that has this name now.
    async fn holder(&self, name: &str, but: &Sender) -> Result<Option<Sender>> {
        match self.parts.store.username(name.to_owned()).await {
            Ok(there)
                if there.released_at.is_none()
                    && there.business == but.business
                    && there.sender != but.id =>
            {
                Ok(Some(self.parts.store.sender(there.sender).await?))
            }
            Ok(_) | Err(StoreError::NotFound(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    async fn tell_username(&self, sender: &Sender, username: Option<String>) -> Result<()> {
        let display_number = sender.display_number.digits().to_owned();
        self.tell(sender.business, Notice::Username { display_number, username }).await?;
        Ok(())
    }

    async fn may_have_username(&self, business: &Business, sender: &Sender) -> Result<bool> {
        let onboarding = self.parts.store.onboarding(sender.business, sender.id).await?;
        Ok(business.verified && onboarding.may_register().is_ok())
    }

    /// Gives up the username of a sender; whether it had one.
    pub async fn release_username(&self, sender: &Sender) -> Result<bool> {
        let now = self.parts.clock.now();
        let had = self.parts.store.release_username(sender.business, sender.id, now).await?;
        if had {
            self.tell_username(sender, None).await?;
        }
        Ok(had)
    }

    /// Free usernames that fit the names of a sender and its business.
    pub async fn suggest_usernames(
        &self,
        business: &Business,
        sender: &Sender,
    ) -> Result<Vec<String>> {
        let mut free = Vec::new();
        let fitting = username::suggestions(&[&sender.name, &business.name]);
        for name in fitting.into_iter().take(LOOKED_UP_MAX) {
            if free.len() == SUGGESTIONS_MAX {
                break;
            }
            match self.parts.store.username(name.clone()).await {
                Err(StoreError::NotFound(_)) => free.push(name),
                Ok(there) if is_free(&there, business, self.parts.clock.now()) => free.push(name),
                Ok(_) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(free)
    }

    /// Where an address into a chat leads: a code, or `@` and a username, which begins with no text.
    pub async fn chat_address(&self, code: &str) -> Result<ChatLink> {
        let Some(name) = code.strip_prefix(MARK) else {
            return Ok(self.parts.store.chat_link(code.to_ascii_uppercase()).await?);
        };
        let found = self.parts.store.username(name.to_ascii_lowercase()).await?;
        if found.released_at.is_some() {
            return Err(StoreError::NotFound("username").into());
        }
        Ok(ChatLink {
            code: format!("{MARK}{}", found.name),
            business: found.business,
            sender: found.sender,
            text: String::new(),
            created_at: found.taken_at,
        })
    }
}

fn is_free(there: &Username, business: &Business, now: Timestamp) -> bool {
    let rested =
        |at: Timestamp| there.business == business.id || now >= at.plus_s(USERNAME_RESTS_S);
    there.released_at.is_some_and(rested)
}
