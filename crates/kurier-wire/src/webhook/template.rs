//! Changes in the life of a template.

use super::Origin;
use crate::template::{buttons_of, category_name, quality_name};
use kurier_policy::event::{Event, TemplateChange, TemplateEvent};
use kurier_policy::template::{Parts, TemplateStatus, otp};
use serde_json::{Value, json};

/// The whole body: such changes tell neither a sender nor a person, but the time.
pub(super) fn body(event: &Event, told: &TemplateEvent, origin: &Origin<'_>) -> Value {
    let (field, value) = change(told);
    let change = json!({"field": field, "value": value});
    let entry = json!({
        "id": origin.business.to_string(),
        "time": event.at.seconds(),
        "changes": [change],
    });
    json!({"object": super::OBJECT, "entry": [entry]})
}

pub(super) fn field(change: &TemplateChange) -> &'static str {
    match change {
        TemplateChange::Status { .. } => "message_template_status_update",
        TemplateChange::Quality { .. } => "message_template_quality_update",
        TemplateChange::Category { .. } => "template_category_update",
        TemplateChange::Components { .. } => "message_template_components_update",
    }
}

fn change(told: &TemplateEvent) -> (&'static str, Value) {
    // Clients read the id as a number here, unlike everywhere else.
    let mut value = json!({
        "message_template_id": told.template.0,
        "message_template_name": told.name,
        "message_template_language": told.language,
    });
    match &told.change {
        TemplateChange::Status { .. } => status(told, &mut value),
        TemplateChange::Quality { from, to } => {
            value["previous_quality_score"] = json!(quality_name(*from));
            value["new_quality_score"] = json!(quality_name(*to));
        }
        TemplateChange::Category { from } => {
            value["previous_category"] = json!(category_name(*from));
            value["new_category"] = json!(category_name(told.category));
        }
        TemplateChange::Components { parts } => components(told, parts, &mut value),
    }
    (field(&told.change), value)
}

fn status(told: &TemplateEvent, value: &mut Value) {
    let TemplateChange::Status { status, reason, note, until, pauses, reinstated, unarchived } =
        &told.change
    else {
        return;
    };
    value["message_template_category"] = json!(category_name(told.category));
    value["event"] = json!(event_name(*status, *reinstated, *unarchived));
    // Of an old rejection nothing is told with what came after it.
    let reason =
        reason.as_deref().filter(|_| *status == TemplateStatus::Rejected).unwrap_or("NONE");
    value["reason"] = json!(reason);
    match status {
        TemplateStatus::Rejected => {
            value["rejection_info"] =
                json!({"reason": reason, "recommendation": note.as_deref().unwrap_or_default()});
        }
        TemplateStatus::Paused => {
            let title = match pauses {
                0 | 1 => "FIRST_PAUSE",
                _ => "SECOND_PAUSE",
            };
            let description = match until {
                Some(until) => format!(
                    "The template is paused until {} (seconds since 1970): people did not like its messages.",
                    until.seconds()
                ),
                None => "The template is paused by the operator.".to_owned(),
            };
            value["other_info"] = json!({"title": title, "description": description});
        }
        TemplateStatus::Disabled => {
            value["other_info"] = json!({"title": "DISABLED",
                "description": "The template is disabled because people did not like its messages."});
        }
        _ => {}
    }
}

fn event_name(status: TemplateStatus, reinstated: bool, unarchived: bool) -> &'static str {
    match status {
        TemplateStatus::Approved if unarchived => "UNARCHIVED",
        TemplateStatus::Approved if reinstated => "REINSTATED",
        other => crate::template::status_name(other),
    }
}

fn components(told: &TemplateEvent, parts: &Parts, value: &mut Value) {
    let body = match parts.otp {
        Some(settings) => otp::body(&told.language, settings, "{{1}}"),
        None => parts.body.clone(),
    };
    value["message_template_element"] = json!(body);
    if let Some(header) = &parts.header {
        value["message_template_title"] = json!(header);
    }
    if let Some(footer) = &parts.footer {
        value["message_template_footer"] = json!(footer);
    }
    let buttons = buttons_of(parts);
    if !buttons.is_empty() {
        value["message_template_buttons"] = json!(buttons);
    }
}
