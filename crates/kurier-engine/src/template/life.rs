//! What a business does to its templates.

use super::{Outcome, TemplateFault, is_there};
use crate::{Engine, EngineError};
use kurier_policy::event::TemplateEvent;
use kurier_policy::id::BusinessId;
use kurier_policy::template::lifecycle::{self, Edit};
use kurier_policy::template::lint::lint;
use kurier_policy::template::{Template, TemplateStatus};

/// Languages of one name that are deleted together.
const LANGUAGES_MAX: u32 = 500;

impl Engine {
    /// Changes a template, which puts it back to review.
    pub async fn edit_template(&self, mut template: Template, edit: Edit) -> Outcome<Template> {
        lifecycle::edit(&mut template, edit, self.parts.clock.now())?;
        let (format, parts) = (template.parameter_format, &template.parts);
        let findings = lint(&template.name, template.category, format, parts);
        if !findings.is_empty() {
            return Err(TemplateFault::Lint(findings));
        }
        self.check_links(template.business, template.category, &template.parts).await?;
        let (business, name) = (template.business, template.name.clone());
        let forms = self.settle_forms(business, &name, &mut template.parts).await?;
        let told = match template.status {
            TemplateStatus::Pending => vec![TemplateEvent::status(&template, false)],
            _ => Vec::new(),
        };
        let written = match self.write_template(template, told).await {
            Ok(written) => written,
            Err(fault) => {
                self.forget_forms(forms).await?;
                return Err(fault);
            }
        };
        self.publish_forms(forms).await?;
        match written.status {
            TemplateStatus::Pending => self.look_for_campaign(written).await,
            _ => Ok(written),
        }
    }

    /// The templates of this name, in every language, that are not deleted.
    pub async fn templates_called(
        &self,
        business: BusinessId,
        name: &str,
    ) -> Result<Vec<Template>, EngineError> {
        let store = &self.parts.store;
        let mut named = store.templates_named(business, name.to_owned(), LANGUAGES_MAX).await?;
        named.retain(is_there);
        Ok(named)
    }

    /// Deletes templates of one business, all or none. What was made from them and is under way still arrives:
    /// messages hold their text.
    pub async fn delete_templates(
        &self,
        business: BusinessId,
        mut gone: Vec<Template>,
    ) -> Outcome<()> {
        let now = self.parts.clock.now();
        gone.retain(is_there);
        for template in &mut gone {
            lifecycle::delete(template, now);
        }
        // Clients know this event; that nothing is under way any more is no event of its own.
        let told = gone.iter().map(|template| {
            let pending = Template { status: TemplateStatus::PendingDeletion, ..template.clone() };
            TemplateEvent::status(&pending, false)
        });
        let told = told.collect();
        self.write_templates(business, gone, told).await?;
        Ok(())
    }

    /// Ends the pause of a template.
    pub async fn unpause_template(&self, mut template: Template) -> Outcome<Template> {
        lifecycle::unpause(&mut template, self.parts.clock.now())?;
        let told = TemplateEvent::status(&template, true);
        self.write_template(template, vec![told]).await
    }

    /// Puts templates of one business into the archive or takes them out, all or none.
    pub async fn archive_templates(
        &self,
        business: BusinessId,
        mut templates: Vec<Template>,
        into: bool,
    ) -> Outcome<()> {
        let now = self.parts.clock.now();
        for template in &mut templates {
            lifecycle::archive(template, into, now)?;
        }
        let tell = |one| {
            if into { TemplateEvent::status(one, false) } else { TemplateEvent::unarchived(one) }
        };
        let told = templates.iter().map(tell).collect();
        self.write_templates(business, templates, told).await?;
        Ok(())
    }
}
