//! A template as the Cloud API shows it.

use super::filter::status_name;
use kurier_policy::pricing::Category;
use kurier_policy::template::{Button, Otp, ParameterFormat, Parts, Sample, Template};
use kurier_policy::template::{otp as otp_text, variables};
use serde_json::{Map, Value, json};

/// Name of the node type, for field errors.
pub const NODE_TYPE: &str = "WhatsAppMessageTemplate";

/// The number of templates that `summary` calls the limit: what the Cloud API gives a verified business.
pub const TEMPLATES_MAX: usize = 6_000;

/// Members that clients ask for by name and Kurier has no value for: they exist and are left out.
const UNSET: [&str; 8] = [
    "correct_category",
    "cta_url_link_tracking_opted_out",
    "degrees_of_freedom_spec",
    "library_template_name",
    "message_send_ttl_seconds",
    "previous_category",
    "quality_score",
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
pub fn summary(matching: usize, all: usize) -> Value {
    json!({
        "total_count": matching,
        "message_template_count": all,
        "message_template_limit": TEMPLATES_MAX,
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
        "last_updated_time": template.updated_at.seconds(),
    });
    for name in UNSET {
        node[name] = Value::Null;
    }
    node
}

pub(super) fn category_name(category: Category) -> &'static str {
    match category {
        Category::Service => "SERVICE",
        Category::Utility => "UTILITY",
        Category::Authentication => "AUTHENTICATION",
        Category::Marketing => "MARKETING",
    }
}

fn components(template: &Template) -> Value {
    let parts = &template.parts;
    let mut samples = Samples { rest: &parts.samples, format: template.parameter_format };
    let mut list = Vec::new();
    if let Some(header) = &parts.header {
        let example = samples.example(header, "header_text", false);
        list.push(with_example(
            json!({"type": "HEADER", "format": "TEXT", "text": header}),
            example,
        ));
    }
    if let Some(otp) = parts.otp {
        list.extend(otp_components(&template.language, otp));
    } else {
        let example = samples.example(&parts.body, "body_text", true);
        list.push(with_example(json!({"type": "BODY", "text": parts.body}), example));
    }
    if let Some(footer) = &parts.footer {
        list.push(json!({"type": "FOOTER", "text": footer}));
    }
    if !parts.buttons.is_empty() {
        let is_otp = parts.otp.is_some();
        let buttons = parts.buttons.iter().enumerate();
        let buttons: Vec<Value> =
            buttons.map(|(place, button)| write_button(place, button, is_otp, parts)).collect();
        list.push(json!({"type": "BUTTONS", "buttons": buttons}));
    }
    Value::Array(list)
}

/// Body and footer of an authentication template: fixed texts with settings.
fn otp_components(language: &str, otp: Otp) -> Vec<Value> {
    let body = json!({
        "type": "BODY",
        "text": otp_text::body(language, otp, "*{{1}}*"),
        "add_security_recommendation": otp.security_recommendation,
    });
    let footer = |minutes| json!({"type": "FOOTER", "code_expiration_minutes": minutes});
    std::iter::once(body).chain(otp.expires_min.map(footer)).collect()
}

fn write_button(place: usize, button: &Button, is_otp: bool, parts: &Parts) -> Value {
    let name = format!("buttons[{place}]");
    let sample = parts.samples.iter().find(|s| s.parameter == name).map(|s| s.value.clone());
    let example = match button {
        // Clients refuse to read a variable address without an example.
        Button::Url { url, .. } => sample.or_else(|| filled(url)),
        _ => sample,
    };
    let example = example.map(|value| json!([value]));
    match button {
        Button::QuickReply { text } => json!({"type": "QUICK_REPLY", "text": text}),
        Button::Url { text, url } => {
            with_example(json!({"type": "URL", "text": text, "url": url}), example)
        }
        Button::PhoneNumber { text, phone_number } => {
            json!({"type": "PHONE_NUMBER", "text": text, "phone_number": phone_number})
        }
        Button::CopyCode { text } if is_otp => {
            json!({"type": "OTP", "otp_type": "COPY_CODE", "text": text})
        }
        Button::CopyCode { text } => {
            with_example(json!({"type": "COPY_CODE", "text": text}), example)
        }
    }
}

/// An address with its variable filled in; `None` when it has none.
fn filled(url: &str) -> Option<String> {
    url.split_once("{{").map(|(fixed, _)| format!("{fixed}example"))
}

fn with_example(mut component: Value, example: Option<Value>) -> Value {
    if let Some(example) = example {
        component["example"] = example;
    }
    component
}

/// Sample values that are not yet written: the header's come first.
struct Samples<'a> {
    rest: &'a [Sample],
    format: ParameterFormat,
}

impl Samples<'_> {
    /// The `example` of a text: as many samples as it has variables.
    fn example(&mut self, text: &str, name: &str, nested: bool) -> Option<Value> {
        let count = variables::names(text).len().min(self.rest.len());
        let (mine, rest) = self.rest.split_at(count);
        self.rest = rest;
        if mine.is_empty() {
            return None;
        }
        let mut example = Map::new();
        if self.format == ParameterFormat::Named {
            let pair = |s: &Sample| json!({"param_name": s.parameter, "example": s.value});
            example.insert(format!("{name}_named_params"), mine.iter().map(pair).collect());
        } else {
            let values: Value = mine.iter().map(|s| json!(s.value)).collect();
            example.insert(name.to_owned(), if nested { json!([values]) } else { values });
        }
        Some(Value::Object(example))
    }
}
