//! Senders are registered and taken back.

use crate::{Engine, Result};
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
        self.registration(sender, Registration::SetPin(tag)).await
    }

    async fn registration(&self, sender: &Sender, asked: Registration) -> Registered {
        let now = self.parts.clock.now();
        let store = &self.parts.store;
        Ok(store.register_sender(sender.business, sender.id, asked, now).await?)
    }
}
