//! Templates: made by a business, approved by the operator.

use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::pricing::Category;
use kurier_policy::template::lint::{Finding, lint};
use kurier_policy::template::{ParameterFormat, Parts, Template, TemplateStatus};

/// A template to be made.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    /// Whose.
    pub business: BusinessId,
    /// `[a-z0-9_]`.
    pub name: String,
    /// Language code.
    pub language: String,
    /// Category.
    pub category: Category,
    /// How parameters are named.
    pub parameter_format: ParameterFormat,
    /// Topic the permission must cover; `None` = any.
    pub topic: Option<String>,
    /// Its parts.
    pub parts: Parts,
}

/// Why a template was not made.
#[derive(Debug, thiserror::Error)]
pub enum TemplateFault {
    /// It breaks documented limits.
    #[error("the template breaks {} rule(s)", .0.len())]
    Lint(Vec<Finding>),
    /// Anything else.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Engine {
    /// Makes a template that waits for the operator's review.
    pub async fn create_template(
        &self,
        new: NewTemplate,
    ) -> std::result::Result<Template, TemplateFault> {
        let findings = lint(&new.name, new.category, new.parameter_format, &new.parts);
        if !findings.is_empty() {
            return Err(TemplateFault::Lint(findings));
        }
        let template = Template {
            id: TemplateId::from_random(bits(&*self.parts.entropy)),
            business: new.business,
            name: new.name,
            language: new.language,
            category: new.category,
            parameter_format: new.parameter_format,
            topic: new.topic,
            status: TemplateStatus::Pending,
            rejected_reason: None,
            parts: new.parts,
            updated_at: self.parts.clock.now(),
        };
        self.parts.store.create_template(template.clone()).await.map_err(EngineError::from)?;
        Ok(template)
    }

    /// The operator's decision about a template.
    pub async fn review_template(
        &self,
        id: TemplateId,
        status: TemplateStatus,
        reason: Option<String>,
    ) -> Result<Template> {
        let now = self.parts.clock.now();
        Ok(self.parts.store.set_template_status(id, status, reason, now).await?)
    }
}
