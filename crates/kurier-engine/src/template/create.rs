//! Making a template.

use super::{Outcome, TemplateFault, is_there};
use crate::Engine;
use crate::entropy::bits;
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::pricing::Category;
use kurier_policy::template::life::Life;
use kurier_policy::template::lint::lint;
use kurier_policy::template::{ParameterFormat, Parts, Template, TemplateStatus};
use kurier_store::port::StoreError;

/// Languages of one name that are looked at.
const LANGUAGES_MAX: u32 = 500;

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
    /// How long a message may wait, in seconds; `None` = 30 days.
    pub ttl_s: Option<i64>,
    /// The library template it was made from.
    pub library_name: Option<String>,
    /// Its parts.
    pub parts: Parts,
}

impl Engine {
    /// Makes a template that waits for the operator's review.
    pub async fn create_template(&self, mut new: NewTemplate) -> Outcome<Template> {
        let findings = lint(&new.name, new.category, new.parameter_format, &new.parts);
        if !findings.is_empty() {
            return Err(TemplateFault::Lint(findings));
        }
        self.check_links(new.business, new.category, &new.parts).await?;
        let forms = self.settle_forms(new.business, &new.name, &mut new.parts).await?;
        let now = self.parts.clock.now();
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
            updated_at: now,
            life: Life {
                created_at: Some(now),
                ttl_s: new.ttl_s,
                library_name: new.library_name,
                ..Life::default()
            },
        };
        let kept = self.parts.store.create_template(template.clone()).await;
        if kept.is_ok() {
            self.publish_forms(forms).await?;
        } else {
            self.forget_forms(forms).await?;
        }
        match kept {
            Ok(()) => self.look_for_campaign(template).await,
            Err(StoreError::Conflict("templates in an hour")) => Err(TemplateFault::TooFast),
            Err(StoreError::Conflict("names of templates")) => Err(TemplateFault::TooMany),
            Err(StoreError::Conflict(_)) => Err(self.why_taken(&template).await?),
            Err(other) => Err(TemplateFault::Engine(other.into())),
        }
    }

    async fn why_taken(&self, wanted: &Template) -> Outcome<TemplateFault> {
        let (business, name) = (wanted.business, wanted.name.clone());
        let named = self.parts.store.templates_named(business, name, LANGUAGES_MAX).await?;
        let same = named.iter().find(|one| one.language == wanted.language);
        let is_kept = same.is_some_and(|one| !is_there(one));
        Ok(if is_kept { TemplateFault::NameKept } else { TemplateFault::Taken })
    }
}
