//! One campaign under many names: what a new text has in common with those of other businesses. What follows is the same
//! as if the operator had decided it; no business learns of another.

use super::{Outcome, TemplateFault};
use crate::Engine;
use kurier_policy::event::TemplateEvent;
use kurier_policy::id::TemplateId;
use kurier_policy::rules::fingerprint::{Campaign, FingerprintRule, of_template};
use kurier_policy::rules::links::domains_of;
use kurier_policy::template::lifecycle::{Decision, RejectionReason};
use kurier_policy::template::{Template, TemplateStatus};

/// Most neighbours that are looked at.
const NEIGHBOURS_MAX: u32 = 1_000;
/// Says what to do, and nothing about others.
const NOTE: &str =
    "This text or its link cannot be used on this installation. Its operator answers questions.";

impl Engine {
    /// Looks at a template that was made or changed: rejects it, or sends its like back to review.
    pub(super) async fn look_for_campaign(&self, template: Template) -> Outcome<Template> {
        let Some(rule) = self.parts.store.limits().await?.campaigns else { return Ok(template) };
        match self.campaign_of(&template, rule).await? {
            Campaign::Alone => Ok(template),
            Campaign::Refused => {
                let (reason, note) = (RejectionReason::Scam, NOTE.to_owned());
                self.decide_template(template.id, Decision::Reject { reason, note }).await
            }
            Campaign::Review(alike) => {
                for id in alike {
                    self.review_again(id).await?;
                }
                Ok(template)
            }
        }
    }

    async fn campaign_of(&self, template: &Template, rule: FingerprintRule) -> Outcome<Campaign> {
        let store = &self.parts.store;
        let domains = domains_of(&template.parts);
        if !domains.is_empty() && store.is_domain_of_closed(domains).await? {
            return Ok(Campaign::Refused);
        }
        let Some(text) = of_template(template) else { return Ok(Campaign::Alone) };
        let found = store.neighbours(text, template.business, NEIGHBOURS_MAX).await?;
        Ok(rule.judge(text, &found, self.parts.clock.now()))
    }

    /// Sends an approved template back to review, unless that happened before: what a human has looked at beside its like
    /// needs no second look.
    async fn review_again(&self, id: TemplateId) -> Outcome<()> {
        let mut template = self.parts.store.template(id).await?;
        if template.status != TemplateStatus::Approved || template.life.compared_at.is_some() {
            return Ok(());
        }
        let now = self.parts.clock.now();
        template.status = TemplateStatus::Pending;
        template.life.compared_at = Some(now);
        template.updated_at = now;
        let told = TemplateEvent::status(&template, false);
        match self.write_template(template, vec![told]).await {
            // Whoever changed it meanwhile knows more.
            Err(TemplateFault::Changed) | Ok(_) => Ok(()),
            Err(other) => Err(other),
        }
    }
}
