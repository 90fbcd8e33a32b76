//! Filters of `GET /{business}/message_templates`.

use super::write::{category_name, quality_name};
use crate::params::Params;
use kurier_policy::template::{Template, TemplateStatus};
use serde_json::Value;

/// Which templates a caller wants to see. An empty list of a filter lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateFilter {
    name: Option<String>,
    content: Option<String>,
    name_or_content: Option<String>,
    statuses: Vec<String>,
    categories: Vec<String>,
    languages: Vec<String>,
    qualities: Vec<String>,
}

impl TemplateFilter {
    /// Reads `name`, `content` and `name_or_content`, each a part of the text, and `status`, `category`,
    /// `language` and `quality_score`, each a word, a list, a list as JSON text, or words with commas.
    pub fn parse(params: &Params) -> Self {
        let text = |name: &str| params.get(name).and_then(Value::as_str).map(str::to_lowercase);
        Self {
            name: text("name"),
            content: text("content"),
            name_or_content: text("name_or_content"),
            statuses: words(params.get("status")),
            categories: words(params.get("category")),
            languages: words(params.get("language")),
            qualities: words(params.get("quality_score")),
        }
    }

    /// Whether a template passes every filter.
    /// What is deleted passes none.
    pub fn matches(&self, template: &Template) -> bool {
        let in_name = |text: &String| template.name.contains(text.as_str());
        let in_content = |text: &String| template.parts.body.to_lowercase().contains(text.as_str());
        template.status != TemplateStatus::Deleted
            && self.name.as_ref().is_none_or(in_name)
            && self.content.as_ref().is_none_or(in_content)
            && self.name_or_content.as_ref().is_none_or(|text| in_name(text) || in_content(text))
            && passes(&self.statuses, status_name(template.status))
            && passes(&self.categories, category_name(template.category))
            && passes(&self.languages, &template.language)
            && passes(&self.qualities, quality_name(template.life.quality))
    }
}

fn passes(wanted: &[String], found: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|word| word.eq_ignore_ascii_case(found))
}

/// A word, a list, a list as JSON text, or words with commas.
pub fn words(given: Option<&Value>) -> Vec<String> {
    let list = |values: &[Value]| {
        values.iter().filter_map(crate::json::scalar).map(std::borrow::Cow::into_owned).collect()
    };
    match given {
        Some(Value::Array(values)) => list(values),
        Some(Value::String(text)) => match serde_json::from_str(text) {
            Ok(Value::Array(values)) => list(&values),
            _ => text.split(',').map(|word| word.trim().to_owned()).collect(),
        },
        Some(Value::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

/// A status as the Cloud API writes it.
pub fn status_name(status: TemplateStatus) -> &'static str {
    match status {
        TemplateStatus::Pending => "PENDING",
        TemplateStatus::Approved => "APPROVED",
        TemplateStatus::Rejected => "REJECTED",
        TemplateStatus::Paused => "PAUSED",
        TemplateStatus::Disabled => "DISABLED",
        TemplateStatus::Archived => "ARCHIVED",
        TemplateStatus::PendingDeletion => "PENDING_DELETION",
        TemplateStatus::Deleted => "DELETED",
    }
}
