//! "Why did I get this?" and "why was this refused?": the same trace from two sides.

use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId};
use kurier_policy::trace::{Check, Evidence};
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
        let record = self.parts.store.message(business, message).await?;
        let evidence = record.evidence.as_ref();
        let checks = evidence.map(Evidence::trace_for_business).unwrap_or_default();
        Ok(Explained { record, checks })
    }
}

fn explained(record: MessageRecord) -> Explained {
    let checks = record.evidence.as_ref().map(Evidence::trace).unwrap_or_default();
    Explained { record, checks }
}
