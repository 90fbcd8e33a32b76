//! Filters of `GET /{business}/message_templates`.

use super::write::category_name;
use crate::params::Params;
use kurier_policy::template::{Template, TemplateStatus};
use serde_json::Value;

/// Which templates a caller wants to see. An empty list of a filter lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateFilter {
    name: Option<String>,
    name_or_content: Option<String>,
    statuses: Vec<String>,
    categories: Vec<String>,
    languages: Vec<String>,
}

impl TemplateFilter {
    /// Reads `name`, `name_or_content`, `status`, `category`, `language`; the last three may be a word, a
    /// list, or a list as JSON text.
    pub fn parse(params: &Params) -> Self {
        let text = |name: &str| params.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            name: text("name"),
            name_or_content: text("name_or_content").map(|text| text.to_lowercase()),
            statuses: words(params.get("status")),
            categories: words(params.get("category")),
            languages: words(params.get("language")),
        }
    }

    /// Whether a template passes every filter.
    pub fn matches(&self, template: &Template) -> bool {
        self.name.as_ref().is_none_or(|name| *name == template.name)
            && self.name_or_content.as_ref().is_none_or(|text| {
                template.name.contains(text) || template.parts.body.to_lowercase().contains(text)
            })
            && passes(&self.statuses, status_name(template.status))
            && passes(&self.categories, category_name(template.category))
            && passes(&self.languages, &template.language)
    }
}

fn passes(wanted: &[String], found: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|word| word.eq_ignore_ascii_case(found))
}

fn words(given: Option<&Value>) -> Vec<String> {
    let list =
        |values: &[Value]| values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    match given {
        Some(Value::Array(values)) => list(values),
        Some(Value::String(text)) => match serde_json::from_str(text) {
            Ok(Value::Array(values)) => list(&values),
            _ => text.split(',').map(|word| word.trim().to_owned()).collect(),
        },
        _ => Vec::new(),
    }
}

/// A status as the Cloud API writes it.
pub(super) fn status_name(status: TemplateStatus) -> &'static str {
    match status {
        TemplateStatus::Pending => "PENDING",
        TemplateStatus::Approved => "APPROVED",
        TemplateStatus::Rejected => "REJECTED",
        TemplateStatus::Paused => "PAUSED",
        TemplateStatus::Disabled => "DISABLED",
    }
}
