//! Senders that a business adds: its number is proved by a code that the operator hands over, its name is allowed by
//! the operator, and only then it can be registered.

use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::notice::{Decision, Notice};
use kurier_policy::onboarding::{
    self, CodeMethod, Onboarding, OnboardingChange, OnboardingFault, SentCode,
};
use kurier_policy::phone::PhoneNumber;
use kurier_store::record::{AddedSender, RemovedSender, Sender};

/// Most senders of one business.
pub const SENDERS_MAX: u32 = 20;
/// Longest reason why a name is not allowed, in characters.
pub const REASON_MAX: usize = 500;

/// What became of a change of a sender's onboarding.
pub type Moved = Result<std::result::Result<Onboarding, OnboardingFault>>;

/// A sender to be added.
#[derive(Debug, Clone)]
pub struct NewSender {
    /// Whose.
    pub business: BusinessId,
    /// Its number.
    pub display_number: PhoneNumber,
    /// The name it asks for.
    pub name: String,
}

impl Engine {
    /// Adds a sender. It shows people nothing and sends nothing before its number is proved, its name allowed, and it
    /// is registered.
    pub async fn add_sender(&self, new: NewSender) -> Result<(AddedSender, Sender)> {
        let now = self.parts.clock.now();
        let name = checked_name(&new.name)?;
        let sender = Sender {
            id: SenderId::from_random(bits(&*self.parts.entropy)),
            business: new.business,
            display_number: new.display_number,
            name,
            registered: false,
            created_at: now,
            deleted_at: None,
        };
        let onboarding = Onboarding::added(&sender.name, now);
        let store = &self.parts.store;
        let added = store.add_sender(sender.clone(), onboarding, SENDERS_MAX, now).await?;
        Ok((added, sender))
    }

    /// Removes a sender for good.
    pub async fn remove_sender(&self, sender: &Sender) -> Result<RemovedSender> {
        let now = self.parts.clock.now();
        Ok(self.parts.store.remove_sender(sender.business, sender.id, now).await?)
    }

    /// Makes the code that proves a sender's number. The operator reads it ([`Engine::code_of`]) and hands it to whom
    /// the number belongs to.
    pub async fn send_code(&self, sender: &Sender, method: CodeMethod, language: String) -> Moved {
        let now = self.parts.clock.now();
        let keys = &self.parts.keys;
        let tag = keys.code_tag(sender.id, &keys.sender_code(sender.id, now));
        // At the very moment that the code was made of.
        let change = OnboardingChange::SendCode { tag, method, language };
        let store = &self.parts.store;
        Ok(store.change_onboarding(sender.business, sender.id, change, now).await?)
    }

    /// Proves a sender's number by its code.
    pub async fn say_code(&self, sender: &Sender, code: &str) -> Moved {
        let tag = self.parts.keys.code_tag(sender.id, code);
        self.move_onboarding(sender, OnboardingChange::SayCode { tag }).await
    }

    /// The operator knows by other means that the number is the business's.
    pub async fn vouch_for_sender(&self, sender: &Sender) -> Moved {
        self.move_onboarding(sender, OnboardingChange::Vouch).await
    }

    /// Asks for another name, which the operator looks at; until then the sender keeps the one it has.
    pub async fn ask_name(&self, sender: &Sender, name: &str) -> Moved {
        let name = checked_name(name)?;
        self.move_onboarding(sender, OnboardingChange::AskName { name }).await
    }

    /// The operator's decision about a name that a sender asks for: allowed, or `declined` for a reason.
    pub async fn decide_name(
        &self,
        sender: &Sender,
        name: String,
        declined: Option<String>,
    ) -> Moved {
        let reason = declined.map(|reason| reason.trim().to_owned());
        let change = match reason.clone() {
            None => OnboardingChange::AllowName { name: name.clone() },
            Some(reason) if (1..=REASON_MAX).contains(&reason.chars().count()) => {
                OnboardingChange::DeclineName { name: name.clone(), reason }
            }
            Some(_) => {
                let says = "a name is declined for a reason of 1 to 500 characters";
                return Err(EngineError::invalid("bad_request", says));
            }
        };
        let moved = self.move_onboarding(sender, change).await?;
        if moved.is_ok() {
            let notice = Notice::Name {
                display_number: sender.display_number.digits().to_owned(),
                decision: if reason.is_none() { Decision::Approved } else { Decision::Rejected },
                requested: name,
                reason,
            };
            self.tell(sender.business, notice).await?;
        }
        Ok(moved)
    }

    /// The code of a sender that is to be proved, for the operator; `None` if none is good now.
    pub fn code_of(&self, sender: SenderId, onboarding: &Onboarding) -> Option<String> {
        let now = self.parts.clock.now();
        let is_good = |code: &&SentCode| {
            now < code.sent_at.plus_s(onboarding::CODE_KEPT_S)
                && code.wrong < onboarding::CODE_WRONG_MAX
        };
        let code = onboarding.code.as_ref().filter(is_good)?;
        Some(self.parts.keys.sender_code(sender, code.sent_at))
    }

    async fn move_onboarding(&self, sender: &Sender, change: OnboardingChange) -> Moved {
        let now = self.parts.clock.now();
        Ok(self.parts.store.change_onboarding(sender.business, sender.id, change, now).await?)
    }
}

fn checked_name(name: &str) -> Result<String> {
    let says = "a name has 2 to 75 characters, none of them invisible";
    onboarding::name(name).ok_or_else(|| EngineError::invalid("bad_request", says))
}

#[cfg(test)]
#[path = "senders_tests.rs"]
mod tests;
