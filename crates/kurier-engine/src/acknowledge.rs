//! What devices and businesses report as stored, shown or being typed.

use crate::batch::Batcher;
use crate::{Engine, Parts, Result, wake_events};
use kurier_bus::{Topic, Wake};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId};
use kurier_store::port::StoreError;
use kurier_store::record::Ack;

pub(crate) fn queue(parts: &Parts) -> Batcher<Ack, ()> {
    let parts = parts.clone();
    Batcher::start("acknowledge", crate::QUEUE_MAX, move |batch| {
        acknowledge_batch(parts.clone(), batch)
    })
}

async fn acknowledge_batch(
    parts: Parts,
    batch: Vec<Ack>,
) -> std::result::Result<Vec<()>, StoreError> {
    let answers = vec![(); batch.len()];
    for business in parts.store.acknowledge_batch(batch, parts.clock.now()).await? {
        wake_events(&parts, business);
    }
    Ok(answers)
}

impl Engine {
    /// A device holds everything up to `up_to`.
    pub async fn delivered(&self, person: PersonId, up_to: InboxSeq) -> Result<()> {
        self.acks.run(Ack::Delivered { person, up_to }).await
    }

    /// The person saw this conversation up to `up_to`; her other devices are told.
    pub async fn read(
        &self,
        person: PersonId,
        business: BusinessId,
        up_to: InboxSeq,
    ) -> Result<()> {
        self.acks.run(Ack::Read { person, business, up_to }).await?;
        self.parts.bus.wake(Topic::Inbox(person), Wake::Read(business, up_to));
        Ok(())
    }

    /// The business read a message of the person, and every earlier one.
    pub async fn mark_read(&self, business: BusinessId, message: MessageRef) -> Result<()> {
        let now = self.parts.clock.now();
        if let Some((person, entry)) = self.parts.store.mark_read(business, message, now).await? {
            self.hand_over(person, &entry);
        }
        Ok(())
    }

    /// The business types an answer to `message`. A person who blocked it does not see that, and the
    /// business does not learn so.
    pub async fn typing(&self, business: BusinessId, message: MessageRef) -> Result<()> {
        let person = self.parts.store.message(business, message).await?.message.person;
        let relations = self.parts.store.relations(person).await?;
        if relations.iter().any(|relation| relation.business == business && !relation.blocked) {
            self.parts.bus.wake(Topic::Inbox(person), Wake::Typing(business));
        }
        Ok(())
    }
}
