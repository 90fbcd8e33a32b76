//! A template as the Cloud API shows it.

use super::filter::status_name;
use super::write_part::components;
use kurier_policy::pricing::Category;
use kurier_policy::template::lifecycle::{NAMES_MAX_UNVERIFIED, NAMES_MAX_VERIFIED};
use kurier_policy::template::quality::Quality;
use kurier_policy::template::{ParameterFormat, Template};
use serde_json::{Value, json};

/// Name of the node type, for field errors.
pub const NODE_TYPE: &str = "WhatsAppMessageTemplate";

/// How many templates, counted by name, a business may have.
pub fn templates_max(verified: bool) -> usize {
    if verified { NAMES_MAX_VERIFIED } else { NAMES_MAX_UNVERIFIED }
}

/// Members that clients ask for by name and Kurier has no value for: they exist and are left out.
const UNSET: [&str; 5] = [
    "correct_category",
    "cta_url_link_tracking_opted_out",
    "degrees_of_freedom_spec",
    "health_status",
    "sub_category",
];

/// The answer to a creation.
pub fn created(template: &Template) -> Value {
    json!({
        "id": template.id.to_string(),
        "status": status_name(template.status),
        "category": category_name(template.category),
    })
}

/// `summary` of a list: how many templates pass its filter, and how many the business has.
pub fn summary(matching: usize, all: usize, limit: usize) -> Value {
    json!({
        "total_count": matching,
        "message_template_count": all,
        "message_template_limit": limit,
        "are_translations_complete": true,
    })
}

/// Every field of a template, ready for [`crate::fields::project`]; `null` = known without a value.
pub fn node(template: &Template) -> Value {
    let mut node = json!({
        "id": template.id.to_string(),
        "name": template.name,
        "language": template.language,
        "status": status_name(template.status),
        "category": category_name(template.category),
        "parameter_format": match template.parameter_format {
            ParameterFormat::Positional => "POSITIONAL",
            ParameterFormat::Named => "NAMED",
        },
        "components": components(template),
        "rejected_reason": template.rejected_reason.as_deref().unwrap_or("NONE"),
        "topic": template.topic,
        "library_template_name": template.life.library_name,
        "message_send_ttl_seconds": template.life.ttl_s,
        "previous_category": template.life.previous_category.map(category_name),
        "quality_score": quality_score(template),
        "last_updated_time": template.updated_at.seconds(),
    });
    for name in UNSET {
        node[name] = Value::Null;
    }
    node
}

/// An object, as clients expect it; only those who ask for it get it.
fn quality_score(template: &Template) -> Value {
    let since = template.life.quality_at.unwrap_or(template.updated_at);
    json!({"score": quality_name(template.life.quality), "date": since.seconds()})
}

/// A quality as the Cloud API writes it.
pub fn quality_name(quality: Quality) -> &'static str {
    match quality {
        Quality::Unknown => "UNKNOWN",
        Quality::Green => "GREEN",
        Quality::Yellow => "YELLOW",
        Quality::Red => "RED",
    }
}

/// A category as the Cloud API writes it.
pub fn category_name(category: Category) -> &'static str {
    match category {
        Category::Service => "SERVICE",
        Category::Utility => "UTILITY",
        Category::Authentication => "AUTHENTICATION",
        Category::Marketing => "MARKETING",
    }
}
