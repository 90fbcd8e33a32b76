//! Templates: made and changed by a business, reviewed by the operator. Each change is told to the business in the
//! step that makes it.

mod campaign;
mod create;
mod form;
mod life;
mod links;
mod review;

pub use create::NewTemplate;

use crate::{Engine, EngineError};
use kurier_policy::event::TemplateEvent;
use kurier_policy::id::BusinessId;
use kurier_policy::template::lifecycle::LifeFault;
use kurier_policy::template::lint::Finding;
use kurier_policy::template::{Template, TemplateStatus};
use kurier_store::port::StoreError;

/// Why a template was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum TemplateFault {
    /// It breaks documented limits.
    #[error("the template breaks {} rule(s)", .0.len())]
    Lint(Vec<Finding>),
    /// Its status or its former changes do not allow it.
    #[error(transparent)]
    Life(#[from] LifeFault),
    /// A form that a button opens is not there, or cannot be opened so.
    #[error("{0}")]
    Form(String),
    /// Name and language are in use.
    #[error("the name is in use in this language")]
    Taken,
    /// Name and language were in use until less than 30 days ago.
    #[error("the name was in use in this language until less than 30 days ago")]
    NameKept,
    /// The business has as many names as it may have.
    #[error("the business has as many templates as it may have")]
    TooMany,
    /// The business made as many in this hour as it may make.
    #[error("the business made as many templates in this hour as it may make")]
    TooFast,
    /// Somebody else changed it meanwhile.
    #[error("the template was changed meanwhile")]
    Changed,
    /// Anything else.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for TemplateFault {
    fn from(fault: StoreError) -> Self {
        match fault {
            StoreError::Conflict("template") => Self::Changed,
            other => Self::Engine(other.into()),
        }
    }
}

/// Result of a change of a template.
pub type Outcome<T> = Result<T, TemplateFault>;

impl Engine {
    /// Writes changed templates with what the business is told, and wakes who follows its log.
    async fn write_templates(
        &self,
        business: BusinessId,
        changed: Vec<Template>,
        told: Vec<TemplateEvent>,
    ) -> Outcome<Vec<Template>> {
        let now = self.parts.clock.now();
        let is_told = !told.is_empty();
        let stored = self.parts.store.change_templates(business, changed, told, now).await?;
        if is_told {
            self.wake_events(business);
        }
        Ok(stored)
    }

    pub(crate) async fn write_template(
        &self,
        changed: Template,
        told: Vec<TemplateEvent>,
    ) -> Outcome<Template> {
        let business = changed.business;
        let stored = self.write_templates(business, vec![changed], told).await?;
        stored.into_iter().next().ok_or_else(|| StoreError::NotFound("template").into())
    }
}

/// Whether a template is there for its business.
fn is_there(template: &Template) -> bool {
    template.status != TemplateStatus::Deleted
}
