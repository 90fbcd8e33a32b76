//! The guard against somebody who took an account over (rule A14): from where a business calls, when that raises the guard,
//! and how it ends.

mod decide;
mod networks;
mod origin;
mod shown;
mod volume;

pub use decide::{Confirmation, HijackAct, HijackDecision};
pub(crate) use networks::Networks;
pub use origin::Origin;
pub use shown::{GuardShown, NetworkShown};
pub(crate) use volume::Volumes;

use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, CampaignId};
use kurier_policy::notice::{AccountChange, Alert, AlertSubject, Notice, Severity};
use kurier_policy::outbound::{Draft, Outbound};
use kurier_policy::rules::takeover::{
    Call, GUARDED, Guard, Network, NetworkKey, TakeoverRule, Why,
};
use kurier_policy::standing::Standing;
use kurier_policy::template::{Template, TemplateCall};
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;

/// How the restriction is called in webhooks.
pub const RESTRICTION: &str = "TAKEOVER_GUARD";
/// Templates of one name that are looked at: more languages than there are.
const LANGUAGES: u32 = 200;

impl Engine {
    /// Looks at a message that is about to be sent from there; a guard that this raises holds it already. From a network
    /// that is known this is a look into memory.
    pub async fn watch_message(&self, outbound: &Outbound, origin: Option<&Origin>) -> Result<()> {
        match (&outbound.draft, origin) {
            (Draft::Template(call), Some(origin)) => {
                self.watch(outbound.business, origin, call, 1).await
            }
            _ => Ok(()),
        }
    }

    /// The same for a campaign that is about to go on.
    pub async fn watch_campaign(
        &self,
        business: BusinessId,
        id: CampaignId,
        origin: Option<&Origin>,
    ) -> Result<()> {
        let Some(origin) = origin else { return Ok(()) };
        let store = &self.parts.store;
        let campaign = match store.campaign(business, id).await {
            Ok(campaign) => campaign,
            // Whoever starts it is told.
            Err(StoreError::NotFound(_)) => return Ok(()),
            Err(other) => return Err(other.into()),
        };
        let counts = store.campaign_counts(business, id).await?;
        let people = counts.iter().map(|count| count.people).sum();
        self.watch(business, origin, &campaign.call, people).await
    }

    async fn watch(
        &self,
        business: BusinessId,
        origin: &Origin,
        call: &TemplateCall,
        people: u64,
    ) -> Result<()> {
        let Some((rule, network)) = self.new_network(business, origin).await? else {
            return Ok(());
        };
        let now = self.parts.clock.now();
        let usage = self.parts.store.usage(business, None).await?;
        if usage.standing.takeover.guard.is_some() {
            return Ok(());
        }
        let template_at = self.written_at(business, call).await?;
        let (today, usual_all) = self.volume(business, rule, people, now).await?;
        let call = Call { network, template_at, today, usual_all };
        match rule.raises(&call) {
            Some(why) => self.raise_guard(business, network.key, why).await,
            None => Ok(()),
        }
    }

    /// When what is to be sent was written.
    async fn written_at(
        &self,
        business: BusinessId,
        call: &TemplateCall,
    ) -> Result<Option<Timestamp>> {
        let named =
            self.parts.store.templates_named(business, call.name.clone(), LANGUAGES).await?;
        let it = named.into_iter().find(|one| one.language == call.language);
        Ok(it.as_ref().map(Template::written_at))
    }

    async fn raise_guard(&self, business: BusinessId, network: NetworkKey, why: Why) -> Result<()> {
        let now = self.parts.clock.now();
        let raised = self
            .change_takeover(business, |mut standing| {
                let conduct = &standing.conduct;
                let guard = Guard::up(why, network, conduct, now);
                standing.takeover.guard.is_none().then(|| {
                    standing.takeover.guard = Some(guard);
                    standing
                })
            })
            .await?;
        if raised.is_none() {
            return Ok(());
        }
        tracing::warn!(%business, why = why.name(), "an account seems to have been taken over: a guard went up");
        self.tell_guard(business, None, Severity::Critical, format!(
            "{} Until two people say that the business is still itself, few people get what needs a template, and campaigns \
             pause. Look at guard in GET /kurier/v1/quality.",
            why.told()
        ))
        .await
    }

    /// Tells a business of its guard; `until` = it ended then.
    async fn tell_guard(
        &self,
        business: BusinessId,
        until: Option<Timestamp>,
        severity: Severity,
        description: String,
    ) -> Result<()> {
        let (kind, until_s) = (RESTRICTION.to_owned(), until.map(Timestamp::seconds));
        self.tell(business, Notice::Account(AccountChange::Restricted { kind, until_s })).await?;
        let about = AlertSubject::Business(business);
        let kind = RESTRICTION.to_owned();
        self.tell(business, Notice::Alert(Alert { about, severity, kind, description })).await?;
        Ok(())
    }

    /// Changes a standing; `None` = there is nothing to change.
    async fn change_takeover(
        &self,
        business: BusinessId,
        change: impl Fn(Standing) -> Option<Standing>,
    ) -> Result<Option<(Standing, Standing)>> {
        loop {
            let was = self.parts.store.usage(business, None).await?.standing;
            let Some(standing) = change(was) else { return Ok(None) };
            match self.parts.store.set_standing(business, was, standing).await {
                Ok(()) => return Ok(Some((was, standing))),
                // Changed in this moment: look again.
                Err(StoreError::Conflict(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// What waited for the guard is decided again.
    pub(crate) async fn wake_guarded(&self, business: BusinessId) -> Result<()> {
        let now = self.parts.clock.now();
        if self.parts.store.wake_assessed(business, GUARDED, u32::MAX, now).await? > 0 {
            self.due_early.notify_one();
        }
        Ok(())
    }
}

/// How the rule sees a network of which nothing is kept, because a business has too many: as new, with everything
/// written in the last days.
fn unlisted(rule: TakeoverRule, key: NetworkKey, now: Timestamp) -> Network {
    let days = i64::from(rule.new_days).saturating_mul(kurier_policy::time::DAY_S);
    let seen_at = now.plus_s(days.saturating_neg().saturating_add(1));
    Network { key, seen_at, trust: kurier_policy::rules::takeover::Trust::Open }
}
