//! Messages that must wait for room in a person's budget, for the end of her quiet hours, or for the assessment of their template. They stand among the
//! scheduled ones, so that one node decides them again when they are due, by the same admission.

use crate::{Engine, Result};
use kurier_policy::id::{MessageRef, PersonId};
use kurier_policy::outbound::Recipient;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::{Budget, Hold, WAITING_MAX, Waits};
use kurier_policy::trace::Evidence;
use kurier_store::record::{
    Admission, Admitted, Attention, Held, IdempotencyKey, NewScheduled, ScheduledPut,
};

impl Engine {
    /// Keeps a message that must wait.
    pub(crate) async fn keep(
        &self,
        Admission { outbound, idempotency, .. }: Admission,
        hold: Hold,
        person: PersonId,
        evidence: Evidence,
    ) -> Result<Admitted> {
        let (store, business) = (&self.parts.store, outbound.business);
        let since = evidence.at;
        let in_campaign = idempotency.as_ref().is_some_and(IdempotencyKey::is_of_campaign);
        let waits =
            Held { person, since, is_known_by_it: true, in_campaign, evidence: evidence.clone() };
        let input = match &outbound.to {
            Recipient::WaId(wa_id) => wa_id.to_string(),
            Recipient::UserId(user_id) => user_id.clone(),
            Recipient::Phone(number) => number.digits().to_owned(),
        };
        let new = NewScheduled { outbound, input, due_at: hold.due_at(), held: Some(waits) };
        let now = self.parts.clock.now();
        let (most, full) = match hold.waits {
            Waits::Budget | Waits::QuietHours => (WAITING_MAX, Refusal::MarketingCapReached),
            Waits::QualityAssessment => {
                let rules = store.usage(business, None).await?.limits.rules.unwrap_or_default();
                (rules.pacing.waiting_most, Refusal::NotAssessed)
            }
            Waits::TakeoverGuard => {
                let rule = store.limits().await?.takeover.unwrap_or_default();
                (rule.waiting_most, Refusal::TakeoverSuspected)
            }
        };
        let kept = store.schedule(new, idempotency, most, now).await?;
        Ok(match kept {
            ScheduledPut::Kept { scheduled, replayed } => {
                let message = MessageRef::scheduled(business, scheduled.id);
                Admitted::Kept { message, evidence, replayed }
            }
            ScheduledPut::KeyReused => Admitted::KeyReused,
            ScheduledPut::Full => {
                let evidence = Evidence { refusal: Some(full), hold: None, ..evidence };
                Admitted::Refused { refusal: full, evidence }
            }
        })
    }

    /// What a person chose of her budget, and what is used of it.
    pub async fn attention(&self, person: PersonId) -> Result<Attention> {
        Ok(self.parts.store.attention(person).await?)
    }

    /// A person chooses her budget; what waits for her is decided again at once.
    pub async fn set_budget(&self, person: PersonId, budget: Budget) -> Result<()> {
        let now = self.parts.clock.now();
        self.parts.store.set_budget(person, budget, now).await?;
        self.due_early.notify_one();
        Ok(())
    }
}
