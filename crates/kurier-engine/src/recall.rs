//! A business takes a message back before it is read.

use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, MessageRef};
use kurier_store::record::Recalled;

impl Engine {
    /// Takes a message back; her devices are told at once, those that are away when they come.
    pub async fn recall(&self, business: BusinessId, message: MessageRef) -> Result<Recalled> {
        let now = self.parts.clock.now();
        let recalled = self.parts.store.recall(business, message, now).await?;
        if let Recalled::Done { entry, .. } = &recalled {
            self.hand_over(message.person, entry);
            self.wake_events(business);
        }
        Ok(recalled)
    }
}
