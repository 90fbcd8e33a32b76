//! Template messages: name, language, and the values of the variables.

use super::{FileCall, media, plain, shown};
use crate::error::WireError;
use crate::json::{Node, Object, invalid, unsupported};
use kurier_policy::content::Location;
use kurier_policy::media::MediaKind;
use kurier_policy::outbound::Draft;
use kurier_policy::template::{Argument, ButtonArgument, CardCall, TemplateCall};
use kurier_policy::time::Timestamp;

/// Buttons that take no value here: whether there is anything to open is the template's matter.
const OPENING: [&str; 5] = ["catalog", "mpm", "spm", "voice_call", "app"];
/// Ends of offers below this are seconds, not milliseconds: a common client (pywa) gives those. In
/// milliseconds it would be in 1973.
const LEAST_MS: i64 = 100_000_000_000;

/// What a header is given.
#[derive(Default)]
struct Header {
    texts: Vec<Argument>,
    file: Option<MediaKind>,
    place: Option<Location>,
}

pub(super) fn parse(object: &Object<'_>, files: &mut Vec<FileCall>) -> Result<Draft, WireError> {
    Ok(Draft::Template(call(object, files)?))
}

/// The template with its values.
pub(crate) fn call(
    object: &Object<'_>,
    files: &mut Vec<FileCall>,
) -> Result<TemplateCall, WireError> {
    let mut call = TemplateCall {
        name: object.need_text("name")?,
        language: language(object)?,
        ..TemplateCall::default()
    };
    let components = object.items("components")?;
    // The header's file comes before those of the cards, wherever it stands.
    for node in &components {
        let component = node.object()?;
        if component.need_word("type")? == "header" {
            head(&component, &mut call, files)?;
        }
    }
    for node in &components {
        component(&node.object()?, &mut call, files)?;
    }
    Ok(call)
}

fn head(
    object: &Object<'_>,
    call: &mut TemplateCall,
    files: &mut Vec<FileCall>,
) -> Result<(), WireError> {
    if !call.header.is_empty() || call.file.is_some() || call.place.is_some() {
        return Err(given_before(object));
    }
    let Header { texts, file, place } = header(object, files)?;
    (call.header, call.file, call.place) = (texts, file, place);
    Ok(())
}

/// `{"code":"en_US"}`, or the bare code.
fn language(object: &Object<'_>) -> Result<String, WireError> {
    let node = object.need("language")?;
    match node.maybe_object() {
        Some(language) => language.need_text("code"),
        None => node.text(),
    }
}

fn component(
    object: &Object<'_>,
    call: &mut TemplateCall,
    files: &mut Vec<FileCall>,
) -> Result<(), WireError> {
    match &*object.need_word("type")? {
        "header" => Ok(()),
        "body" => once(object, &mut call.body),
        "button" if object.need_word("sub_type")? == "flow" => {
            call.forms.push(super::form::argument(object)?);
            Ok(())
        }
        "button" => {
            call.buttons.extend(button(object)?);
            Ok(())
        }
        "limited_time_offer" => {
            if call.offer_until.is_some() {
                return Err(given_before(object));
            }
            call.offer_until = offer_until(object)?;
            Ok(())
        }
        "carousel" => {
            if !call.cards.is_empty() {
                return Err(given_before(object));
            }
            for node in object.need("cards")?.items()? {
                call.cards.push(card(&node.object()?, files)?);
            }
            Ok(())
        }
        other => Err(unsupported(&format!("A template component `{}`", shown(other)))),
    }
}

fn card(object: &Object<'_>, files: &mut Vec<FileCall>) -> Result<CardCall, WireError> {
    let index = object.need("card_index")?.small()?;
    let mut card = CardCall { index, ..CardCall::default() };
    for node in object.items("components")? {
        let object = node.object()?;
        match &*object.need_word("type")? {
            "header" if card.file.is_some() => return Err(given_before(&object)),
            "header" => {
                let Header { texts, file, place } = header(&object, files)?;
                if !texts.is_empty() || place.is_some() {
                    let why = "must be a file in the header of a card";
                    return Err(invalid(&object.path_of("parameters"), why));
                }
                card.file = file;
            }
            "body" => once(&object, &mut card.body)?,
            "button" => card.buttons.extend(button(&object)?),
            other => {
                return Err(unsupported(&format!("A card's component `{}`", shown(other))));
            }
        }
    }
    Ok(card)
}

fn given_before(object: &Object<'_>) -> WireError {
    invalid(&object.path_of("type"), "names a component that was given before")
}

/// Texts, or one file, or one place.
fn header(object: &Object<'_>, files: &mut Vec<FileCall>) -> Result<Header, WireError> {
    let mut header = Header::default();
    let parameters = object.items("parameters")?;
    for node in &parameters {
        let parameter = node.object()?;
        let kind = match parameter.word("type")?.as_deref() {
            Some("location") => {
                header.place = Some(plain::place(&parameter.need_object("location")?)?);
                continue;
            }
            Some("image") => MediaKind::Image,
            Some("video" | "gif") => MediaKind::Video,
            Some("document") => MediaKind::Document,
            _ => {
                header.texts.push(argument(node)?);
                continue;
            }
        };
        // A GIF is a film; clients name it either way.
        let is_gif = kind == MediaKind::Video && parameter.get("gif").is_some();
        let member = if is_gif { "gif" } else { kind.name() };
        files.push(media::file(&parameter.need_object(member)?, kind)?);
        header.file = Some(kind);
    }
    if (header.file.is_some() || header.place.is_some()) && parameters.len() > 1 {
        return Err(invalid(&object.path_of("parameters"), "may hold one file or place only"));
    }
    Ok(header)
}

/// When the offer ends, if it does.
fn offer_until(object: &Object<'_>) -> Result<Option<Timestamp>, WireError> {
    let parameters = object.items("parameters")?;
    let Some(node) = parameters.first() else { return Ok(None) };
    let offer = node.object()?.need_object("limited_time_offer")?;
    let path = offer.path_of("expiration_time_ms");
    let given = offer.need_text("expiration_time_ms")?;
    let number: i64 = match given.trim().parse() {
        Ok(number) if number > 0 => number,
        _ => return Err(invalid(&path, "must be a time in milliseconds since 1970")),
    };
    let micros = if number < LEAST_MS { 1_000_000 } else { 1_000 };
    Ok(Some(Timestamp(number.saturating_mul(micros))))
}

fn once(object: &Object<'_>, into: &mut Vec<Argument>) -> Result<(), WireError> {
    if !into.is_empty() {
        return Err(given_before(object));
    }
    for node in object.items("parameters")? {
        into.push(argument(&node)?);
    }
    Ok(())
}

fn argument(node: &Node<'_>) -> Result<Argument, WireError> {
    let object = node.object()?;
    let text = match object.word("type")?.as_deref().unwrap_or("text") {
        "text" => object.need_text("text")?,
        // The business formats these itself; the fallback is what it wants to be shown.
        kind @ ("currency" | "date_time") => {
            object.need_object(kind)?.need_text("fallback_value")?
        }
        other => {
            return Err(unsupported(&format!("A template parameter of type `{}`", shown(other))));
        }
    };
    Ok(Argument { name: object.text("parameter_name")?, text })
}

/// The value of a button; `None` for buttons without a value.
fn button(object: &Object<'_>) -> Result<Option<ButtonArgument>, WireError> {
    let sub_type = object.need_word("sub_type")?;
    match &*sub_type {
        "quick_reply" | "url" | "copy_code" | "otp" | "phone_number" => {}
        other if OPENING.contains(&other) => return Ok(None),
        other => return Err(unsupported(&format!("A template button `{}`", shown(other)))),
    }
    let index = object.need("index")?.small()?;
    let parameters = object.items("parameters")?;
    let Some(node) = parameters.first() else { return Ok(None) };
    if parameters.len() > 1 {
        return Err(invalid(&object.path_of("parameters"), "may hold one value only"));
    }
    Ok(Some(ButtonArgument { index, value: button_value(&node.object()?)? }))
}

fn button_value(object: &Object<'_>) -> Result<String, WireError> {
    const MEMBERS: [&str; 3] = ["payload", "text", "coupon_code"];
    let member = match object.word("type")?.as_deref() {
        None => MEMBERS.into_iter().find(|member| object.get(member).is_some()),
        Some(kind) => MEMBERS.into_iter().find(|member| *member == kind),
    };
    match member {
        Some(member) => object.need_text(member),
        None => Err(invalid(
            &object.path_of("type"),
            "must be \"payload\", \"text\" or \"coupon_code\"",
        )),
    }
}
