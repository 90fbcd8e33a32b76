//! What the operator does to templates.

use super::Outcome;
use crate::Engine;
use kurier_policy::event::{TemplateChange, TemplateEvent};
use kurier_policy::id::TemplateId;
use kurier_policy::pricing::Category;
use kurier_policy::template::lifecycle::{self, Decision};
use kurier_policy::template::{Template, TemplateStatus};

impl Engine {
    /// The operator's decision about a template that waits.
    pub async fn decide_template(&self, id: TemplateId, decision: Decision) -> Outcome<Template> {
        let mut template = self.parts.store.template(id).await?;
        let was_known = template.life.former.is_some();
        lifecycle::review(&mut template, decision, self.parts.clock.now())?;
        let mut told = vec![TemplateEvent::status(&template, false)];
        if was_known && template.status == TemplateStatus::Approved {
            let parts = Box::new(template.parts.clone());
            told.push(TemplateEvent::new(&template, TemplateChange::Components { parts }));
        }
        self.write_template(template, told).await
    }

    /// Moves a template to any status: for the sandbox, and for an operator who must act at once.
    pub async fn review_template(
        &self,
        id: TemplateId,
        status: TemplateStatus,
        reason: Option<String>,
    ) -> Outcome<Template> {
        let mut template = self.parts.store.template(id).await?;
        lifecycle::check_move(template.status, status)?;
        let was_out = matches!(template.status, TemplateStatus::Paused | TemplateStatus::Disabled);
        template.status = status;
        template.rejected_reason = reason;
        template.life.paused_until = None;
        template.updated_at = self.parts.clock.now();
        let is_reinstated = was_out && status == TemplateStatus::Approved;
        let told = TemplateEvent::status(&template, is_reinstated);
        self.write_template(template, vec![told]).await
    }

    /// Moves a template into another category.
    pub async fn recategorise_template(&self, id: TemplateId, to: Category) -> Outcome<Template> {
        let mut template = self.parts.store.template(id).await?;
        let now = self.parts.clock.now();
        let Some(from) = lifecycle::recategorise(&mut template, to, now) else {
            return Ok(template);
        };
        let told = TemplateEvent::new(&template, TemplateChange::Category { from });
        self.write_template(template, vec![told]).await
    }
}
