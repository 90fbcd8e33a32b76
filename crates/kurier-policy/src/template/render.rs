//! Filling in a template: from the approved text and a call's values to what the person sees.

mod cards;
mod form;
mod header;

use super::definition::{Action, Opens, Placed};
use super::variables::{self, Piece};
use super::{
    Argument, Button, ButtonArgument, FormArgument, ParameterFormat, Template, TemplateCall, otp,
};
use crate::content::{Attachment, RenderedButton, RenderedTemplate};
use crate::limits::{
    CODE_CHARS, PARAMETER_SPACES, QUICK_REPLY_PAYLOAD_CHARS, TEMPLATE_BODY_CHARS,
    TEMPLATE_HEADER_CHARS, URL_CHARS, Violation, chars,
};
use crate::refusal::Refusal;
use std::collections::BTreeMap;

/// Fills in a template. Values are put in as they are and never expanded again. Refuses a wrong
/// number of values ([`Refusal::TemplateParameterCount`]), a wrong name or form
/// ([`Refusal::TemplateParameterFormat`]), a text that gets too long
/// ([`Refusal::TemplateTextTooLong`]) and parts that nobody could use
/// ([`Refusal::TemplateUnsupported`]). `files` are taken in order: the header's, then those of the cards.
pub fn render(
    template: &Template,
    call: &TemplateCall,
    files: &[Attachment],
) -> Result<RenderedTemplate, Violation> {
    if let Some(settings) = template.parts.otp {
        return otp::render(template, settings, call);
    }
    let parts = &template.parts;
    let format = template.parameter_format;
    let header = parts.header.as_deref().unwrap_or_default();
    let header_filled = fill("header", header, &call.header, format)?;
    within("header", &header_filled, TEMPLATE_HEADER_CHARS)?;
    let body = fill("body", &parts.body, &call.body, format)?;
    within("body", &body, TEMPLATE_BODY_CHARS)?;
    let mut files = files.iter();
    let shown = header::render(parts.rich_header.as_ref(), call, &mut files)?;
    Ok(RenderedTemplate {
        template: template.id,
        name: template.name.clone(),
        language: template.language.clone(),
        header: parts.header.is_some().then_some(header_filled),
        file: shown.file,
        looped: shown.looped,
        place: shown.place,
        offer: cards::offer(parts.offer.as_ref(), call.offer_until)?,
        body,
        footer: parts.footer.clone(),
        buttons: buttons(&parts.placed_buttons(), &call.buttons, Some(&call.forms))?,
        cards: cards::render(template, call, &mut files)?,
    })
}

pub(super) fn count(detail: String) -> Violation {
    Violation { refusal: Refusal::TemplateParameterCount, detail }
}

pub(super) fn wrong_form(detail: String) -> Violation {
    Violation { refusal: Refusal::TemplateParameterFormat, detail }
}

fn unsupported(detail: String) -> Violation {
    Violation { refusal: Refusal::TemplateUnsupported, detail }
}

fn too_long(what: &str, length: usize, limit: usize) -> Violation {
    let detail = format!("{what}: {length} characters when filled in; at most {limit} are allowed");
    Violation { refusal: Refusal::TemplateTextTooLong, detail }
}

fn within(what: &str, text: &str, limit: usize) -> Result<(), Violation> {
    let length = chars(text);
    if length > limit { Err(too_long(what, length, limit)) } else { Ok(()) }
}

/// A text with its variables replaced.
fn fill(
    part: &str,
    text: &str,
    arguments: &[Argument],
    format: ParameterFormat,
) -> Result<String, Violation> {
    if arguments.is_empty() && !text.contains('{') {
        return Ok(text.to_owned());
    }
    let values = bind(part, &variables::names(text), arguments, format)?;
    let mut filled = String::with_capacity(text.len());
    for piece in variables::pieces(text) {
        filled.push_str(match piece {
            Piece::Text(text) => text,
            Piece::Variable(name) => values.get(name).copied().unwrap_or_default(),
        });
    }
    Ok(filled)
}

/// Which value goes to which variable.
fn bind<'a>(
    part: &str,
    names: &[&'a str],
    arguments: &'a [Argument],
    format: ParameterFormat,
) -> Result<BTreeMap<&'a str, &'a str>, Violation> {
    if arguments.len() != names.len() {
        let (given, needed) = (arguments.len(), names.len());
        let detail = format!(
            "{part}: number of parameters ({given}) does not match the template ({needed})"
        );
        return Err(count(detail));
    }
    let mut values = BTreeMap::new();
    for (place, argument) in names.iter().zip(arguments) {
        check_value(part, &argument.text)?;
        let name = match format {
            ParameterFormat::Positional => positional(part, place, argument)?,
            ParameterFormat::Named => named(part, names, argument)?,
        };
        if values.insert(name, argument.text.as_str()).is_some() {
            return Err(wrong_form(format!("{part}: parameter {name} is given twice")));
        }
    }
    Ok(values)
}

fn positional<'a>(part: &str, place: &'a str, argument: &Argument) -> Result<&'a str, Violation> {
    if argument.name.as_deref().is_some_and(|name| name != place) {
        let detail =
            format!("{part}: the template has positional parameters; leave parameter_name out");
        return Err(wrong_form(detail));
    }
    Ok(place)
}

fn named<'a>(part: &str, names: &[&'a str], argument: &Argument) -> Result<&'a str, Violation> {
    let Some(given) = argument.name.as_deref() else {
        let detail =
            format!("{part}: the template has named parameters; parameter_name is missing");
        return Err(wrong_form(detail));
    };
    let known = names.iter().find(|name| **name == given).copied();
    known.ok_or_else(|| {
        wrong_form(format!(
            "{part}: a parameter_name is unknown; the template has {}",
            names.join(", ")
        ))
    })
}

fn check_value(part: &str, value: &str) -> Result<(), Violation> {
    if value.trim().is_empty() {
        return Err(wrong_form(format!("{part}: a parameter is empty")));
    }
    if value.contains(['\n', '\r', '\t']) {
        return Err(wrong_form(format!("{part}: a parameter holds a line break or a tab")));
    }
    if longest_row_of_spaces(value) > PARAMETER_SPACES {
        let detail =
            format!("{part}: a parameter holds more than {PARAMETER_SPACES} spaces in a row");
        return Err(wrong_form(detail));
    }
    Ok(())
}

fn longest_row_of_spaces(value: &str) -> usize {
    value.split(|c| c != ' ').map(str::len).max().unwrap_or(0)
}

/// The value of each button, by its place.
pub(super) fn button_values(
    declared: usize,
    given: &[ButtonArgument],
) -> Result<BTreeMap<usize, &str>, Violation> {
    let mut values = BTreeMap::new();
    for argument in given {
        let index = usize::from(argument.index);
        if index >= declared {
            return Err(count(format!("button {index}: the template has {declared} buttons")));
        }
        if values.insert(index, argument.value.as_str()).is_some() {
            return Err(wrong_form(format!("button {index} is given twice")));
        }
    }
    Ok(values)
}

fn buttons(
    declared: &[Placed<'_>],
    given: &[ButtonArgument],
    forms: Option<&[FormArgument]>,
) -> Result<Vec<RenderedButton>, Violation> {
    let values = button_values(declared.len(), given)?;
    form::check_places(declared, forms.unwrap_or_default())?;
    let mut shown = Vec::with_capacity(declared.len());
    for (index, placed) in declared.iter().enumerate() {
        let value = values.get(&index).copied();
        shown.push(match placed {
            Placed::Plain(button) => self::button(index, button, value)?,
            Placed::Action(action) => match (&action.opens, forms) {
                (Opens::Flow(flow), Some(forms)) => form::button(index, action, flow, forms)?,
                _ => open(index, action, value)?,
            },
        });
    }
    Ok(shown)
}

/// A button that opens nothing would be a promise that is not kept.
fn open(index: usize, action: &Action, value: Option<&str>) -> Result<RenderedButton, Violation> {
    let Opens::App { deep_link } = &action.opens else {
        let kind = action.opens.kind();
        return Err(unsupported(format!("button {index} is {kind}, and there is nothing to open")));
    };
    if value.is_some() {
        return Err(count(format!("button {index} takes no parameter")));
    }
    Ok(RenderedButton::App { text: action.text.clone(), link: deep_link.clone() })
}

fn button(index: usize, button: &Button, value: Option<&str>) -> Result<RenderedButton, Violation> {
    match button {
        Button::QuickReply { text } => {
            let payload = value.unwrap_or(text);
            if chars(payload) > QUICK_REPLY_PAYLOAD_CHARS {
                let detail = format!(
                    "button {index}: the payload has more than {QUICK_REPLY_PAYLOAD_CHARS} characters"
                );
                return Err(wrong_form(detail));
            }
            Ok(RenderedButton::QuickReply { text: text.clone(), payload: payload.to_owned() })
        }
        Button::Url { text, url } => {
            Ok(RenderedButton::Url { text: text.clone(), url: fill_url(index, url, value)? })
        }
        Button::PhoneNumber { text, phone_number } => match value {
            Some(_) => Err(count(format!("button {index} takes no parameter"))),
            None => Ok(RenderedButton::PhoneNumber {
                text: text.clone(),
                phone_number: phone_number.clone(),
            }),
        },
        Button::CopyCode { text } => {
            let code =
                value.ok_or_else(|| count(format!("button {index}: the code is missing")))?;
            check_code(code)?;
            Ok(RenderedButton::CopyCode { text: text.clone(), code: code.to_owned() })
        }
    }
}

pub(super) fn check_code(code: &str) -> Result<(), Violation> {
    let length = chars(code);
    if !(1..=CODE_CHARS).contains(&length) || code.contains(char::is_whitespace) {
        let detail = format!("a code has 1 to {CODE_CHARS} characters and no white space");
        return Err(wrong_form(detail));
    }
    Ok(())
}

fn fill_url(index: usize, url: &str, value: Option<&str>) -> Result<String, Violation> {
    let has_variable = !variables::names(url).is_empty();
    let Some(value) = value else {
        return if has_variable {
            Err(count(format!("button {index}: the value of the address is missing")))
        } else {
            Ok(url.to_owned())
        };
    };
    if !has_variable {
        return Err(count(format!("button {index} takes no parameter")));
    }
    let length = chars(value);
    if length > URL_CHARS {
        return Err(too_long(&format!("button {index}"), length, URL_CHARS));
    }
    if value.is_empty() || value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        let detail = format!(
            "button {index}: the value of an address is not empty and holds no white space"
        );
        return Err(wrong_form(detail));
    }
    let filled = variables::pieces(url).into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Variable(_) => value,
    });
    Ok(filled.collect())
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;

#[cfg(test)]
mod rich_tests;
