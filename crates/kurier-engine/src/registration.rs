//! Senders are registered and taken back.

use crate::{Engine, Result, wake_events};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::notice::{Notice, SecurityEvent};
use kurier_policy::pin::{Registration, RegistrationFault};
use kurier_store::record::Sender;

/// What came of it.
pub type Registered = Result<std::result::Result<(), RegistrationFault>>;

impl Engine {
    /// Lets a sender send. Its first PIN becomes its own; later ones must be the same.
    pub async fn register_sender(&self, sender: &Sender, pin: &str) -> Registered {
        let tag = self.parts.keys.pin_tag(sender.id, pin);
        self.registration(sender, Registration::Register(tag)).await
    }

    /// Lets a sender send no more.
    pub async fn deregister_sender(&self, sender: &Sender) -> Registered {
        self.registration(sender, Registration::Deregister).await
    }

    /// Gives a sender another PIN.
    pub async fn set_pin(&self, sender: &Sender, pin: &str) -> Registered {
        let tag = self.parts.keys.pin_tag(sender.id, pin);
        let done = self.registration(sender, Registration::SetPin(tag)).await?;
        if done.is_ok() {
            let event = SecurityEvent::PinChanged;
            let display_number = sender.display_number.digits().to_owned();
            self.tell(sender.business, Notice::Security { display_number, event }).await?;
        }
        Ok(done)
    }

    /// Tells a business something about its account: an event, which its webhooks carry.
    pub async fn tell(&self, business: BusinessId, notice: Notice) -> Result<EventSeq> {
        let told = self.parts.store.tell(business, notice, self.parts.clock.now()).await?;
        wake_events(&self.parts, business);
        Ok(told)
    }

    async fn registration(&self, sender: &Sender, asked: Registration) -> Registered {
        let now = self.parts.clock.now();
        let store = &self.parts.store;
        Ok(store.register_sender(sender.business, sender.id, asked, now).await?)
    }
}
