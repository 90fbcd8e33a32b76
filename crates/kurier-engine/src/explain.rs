//! "Why did I get this?" and "why was this refused?": the same trace from two sides.

use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId};
use kurier_policy::trace::Check;
use kurier_store::record::MessageRecord;

/// One message with the checks that decided it.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The message.
    pub record: MessageRecord,
    /// The checks in order; empty for a person's own message.
    pub checks: Vec<Check>,
}

impl Engine {
    /// For the person: one entry of her inbox.
    pub async fn explain_to_person(&self, person: PersonId, seq: InboxSeq) -> Result<Explained> {
        Ok(explained(self.parts.store.own_message(person, seq).await?))
    }

    /// For the business: one of its messages.
    pub async fn explain_to_business(
        &self,
        business: BusinessId,
        message: MessageRef,
    ) -> Result<Explained> {
        Ok(explained(self.parts.store.message(business, message).await?))
    }
}

fn explained(record: MessageRecord) -> Explained {
    let checks =
        record.evidence.as_ref().map(kurier_policy::trace::Evidence::trace).unwrap_or_default();
    Explained { record, checks }
}
