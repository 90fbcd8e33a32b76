//! One signed sample to one callback, now: whether it would take an event.

use super::Egress;
use crate::entropy::bits;
use crate::rotation::Secrets;
use crate::{Engine, Result};
use kurier_egress::webhook::{Delivery, Outcome};
use kurier_policy::time::Timestamp;
use kurier_store::record::{Scope, Subscription};
use kurier_wire::webhook::sample::{Sample, Subject, samples};

/// What is posted unless another kind is asked for: programs pass by a status of a message they do not know.
pub const TRIAL_KIND: &str = "delivered";

/// How a callback took a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The `webhook-id` it came with; no event of the log has it.
    pub id: String,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Why it was not taken, in a plain sentence.
    pub error: Option<String>,
    /// How long the answer took, in milliseconds.
    pub took_ms: i64,
}

impl Engine {
    /// Posts a sample of this kind to a callback, signed as events are. It is no event: nothing is kept, retried, or
    /// switched off. `None` if there is no such kind.
    pub async fn try_callback(
        &self,
        egress: &Egress,
        to: &Subscription,
        (kind, base): (&str, &str),
    ) -> Result<Option<Trial>> {
        let clock = &self.parts.clock;
        let subject = self.subject(to, base, clock.now()).await?;
        let all = samples(&subject);
        let Some(body) = all.iter().find(|one| one.name == kind).map(|one| body(one, &subject))
        else {
            return Ok(None);
        };
        let secrets = self.secrets(to.business).await?;
        let mark = bits(&*self.parts.entropy);
        let (id, at) = (format!("evt_test_{}_{mark:016x}", to.id), subject.at.seconds());
        let secrets = signing(&secrets);
        let delivery = Delivery::signed(to.callback_url.clone(), body.into(), &secrets, &id, at);
        let outcome = egress.courier().carry(delivery, at).await;
        let took_ms = clock.now().0.saturating_sub(subject.at.0) / 1_000;
        let status = outcome.status();
        let error = match outcome {
            Outcome::Delivered { .. } => None,
            Outcome::Failed { error, .. } => Some(error),
            Outcome::Gone => Some("answered 410".to_owned()),
        };
        Ok(Some(Trial { id, status, error, took_ms }))
    }

    /// The callback's own business and sender, and an invented person.
    async fn subject(&self, to: &Subscription, base: &str, at: Timestamp) -> Result<Subject> {
        let senders = self.parts.store.senders(to.business).await?;
        let own = senders.iter().find(|one| to.scope == Scope::Sender(one.id));
        let mut subject =
            Subject { business: to.business, at, base: base.to_owned(), ..Subject::default() };
        if let Some(sender) = own.or(senders.first()) {
            subject.sender = sender.id;
            sender.display_number.digits().clone_into(&mut subject.display_number);
        }
        Ok(subject)
    }
}

fn body(sample: &Sample, subject: &Subject) -> Vec<u8> {
    sample.body(subject).unwrap_or_default()
}

/// Those that sign an event now, the app's own first.
fn signing(secrets: &Secrets) -> Vec<&str> {
    let former = secrets.former.as_ref().map(|(former, _)| former);
    let second = secrets.next.as_ref().or(former);
    std::iter::once(&secrets.own).chain(second).map(String::as_str).collect()
}
