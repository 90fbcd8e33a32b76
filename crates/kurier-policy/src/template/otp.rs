//! Authentication templates: their text is Kurier's own, the same for every business, so that a
//! code cannot be dressed up as something else.

use super::render::{button_values, check_code, count, wrong_form};
use super::{Button, Otp, Template, TemplateCall};
use crate::content::{RenderedButton, RenderedTemplate};
use crate::limits::Violation;

/// The fixed sentences of one language.
struct Wording {
    body: fn(&str) -> String,
    advice: &'static str,
    expiry: fn(u8) -> String,
}

const ENGLISH: Wording = Wording {
    body: |code| format!("{code} is your verification code."),
    advice: "For your security, do not share this code.",
    expiry: |minutes| match minutes {
        1 => "This code expires in 1 minute.".to_owned(),
        _ => format!("This code expires in {minutes} minutes."),
    },
};

const GERMAN: Wording = Wording {
    body: |code| format!("{code} ist dein Bestätigungscode."),
    advice: "Teile diesen Code zu deiner Sicherheit mit niemandem.",
    expiry: |minutes| match minutes {
        1 => "Dieser Code läuft in 1 Minute ab.".to_owned(),
        _ => format!("Dieser Code läuft in {minutes} Minuten ab."),
    },
};

fn wording(language: &str) -> Wording {
    match language.split(['_', '-']).next() {
        Some("de") => GERMAN,
        _ => ENGLISH,
    }
}

/// The body of an authentication template with this in place of the code; for previews too.
pub fn body(language: &str, settings: Otp, code: &str) -> String {
    let words = wording(language);
    let sentence = (words.body)(code);
    if settings.security_recommendation { format!("{sentence} {}", words.advice) } else { sentence }
}

/// The footer of an authentication template.
pub fn footer(language: &str, settings: Otp) -> Option<String> {
    settings.expires_min.map(wording(language).expiry)
}

pub(super) fn render(
    template: &Template,
    settings: Otp,
    call: &TemplateCall,
) -> Result<RenderedTemplate, Violation> {
    if !call.header.is_empty() || call.is_rich() {
        return Err(count("header: an authentication template has none".to_owned()));
    }
    let [argument] = call.body.as_slice() else {
        let given = call.body.len();
        let detail =
            format!("body: number of parameters ({given}) does not match the template (1)");
        return Err(count(detail));
    };
    let code = argument.text.as_str();
    check_code(code)?;
    let declared = &template.parts.buttons;
    // Clients give the code twice, the second time for the button; two codes would be a trap.
    if button_values(declared.len().max(1), &call.buttons)?.values().any(|value| *value != code) {
        return Err(wrong_form("button 0: the code differs from the code in the body".to_owned()));
    }
    let language = template.language.as_str();
    Ok(RenderedTemplate {
        template: template.id,
        name: template.name.clone(),
        language: language.to_owned(),
        header: None,
        file: None,
        looped: false,
        place: None,
        offer: None,
        cards: Vec::new(),
        body: body(language, settings, code),
        footer: footer(language, settings),
        buttons: declared.iter().filter_map(|button| copy_button(button, code)).collect(),
    })
}

/// Only copying the code is offered: the lint lets no other button into these templates.
fn copy_button(button: &Button, code: &str) -> Option<RenderedButton> {
    match button {
        Button::CopyCode { text } => {
            Some(RenderedButton::CopyCode { text: text.clone(), code: code.to_owned() })
        }
        Button::QuickReply { .. } | Button::Url { .. } | Button::PhoneNumber { .. } => None,
    }
}
