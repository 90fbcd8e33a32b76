//! Interactive messages: reply buttons, lists, link buttons, requests for a place, forms.

use super::{FileCall, FormName, carousel, form, media, shown};
use crate::error::WireError;
use crate::json::{Node, Object, absent, invalid, unsupported};
use kurier_policy::content::{Buttons, Choice, Choices, Frame, PageLink, ReplyButton, Section};
use kurier_policy::media::MediaKind;
use kurier_policy::outbound::Draft;

pub(super) fn parse(
    object: &Object<'_>,
    files: &mut Vec<FileCall>,
    named: &mut Option<FormName>,
) -> Result<Draft, WireError> {
    match &*object.need_word("type")? {
        "button" => buttons(object, files),
        "list" => list(object),
        "cta_url" => page_link(object, files),
        "carousel" => carousel::parse(object, files),
        "location_request_message" => location_request(object),
        "flow" => form::parse(object, files, named),
        other => Err(not_sent(other)),
    }
}

/// What the contract has and Kurier does not, with what serves in its place.
fn not_sent(kind: &str) -> WireError {
    let what = format!("An interactive message `{}`", shown(kind));
    match kind {
        "product" | "product_list" | "catalog_message" => absent(
            &what,
            "shows products of a catalogue, and there is no catalogue here. Send a list or a `carousel`.",
        ),
        "address_message" => absent(
            &what,
            "asks for a postal address in a form of one country's, which is not shown here. Ask in a text, or for a place with `location_request_message`.",
        ),
        "request_contact_info" => absent(
            &what,
            "asks for a phone number, and people need none here. Answer to their `user_id`; who wants to give a number writes it or sends a contact.",
        ),
        _ => unsupported(&what),
    }
}

/// The texts; where no file may be the header, `files` is `None`.
pub(super) fn frame(
    object: &Object<'_>,
    files: Option<&mut Vec<FileCall>>,
) -> Result<Frame, WireError> {
    let header = match object.object("header")? {
        Some(header) => header_text(&header, files)?,
        None => None,
    };
    let body = object.need_object("body")?.need_text("text")?;
    let footer = object.object("footer")?.map(|footer| footer.need_text("text")).transpose()?;
    Ok(Frame { header, file: None, body, footer })
}

/// The header's text; `None` if it is a file, which is then among `files`.
fn header_text(
    header: &Object<'_>,
    files: Option<&mut Vec<FileCall>>,
) -> Result<Option<String>, WireError> {
    let kind = match header.word("type")?.as_deref() {
        None | Some("text") => return header.need_text("text").map(Some),
        Some("image") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        Some("document") => MediaKind::Document,
        Some(other) => {
            return Err(unsupported(&format!("A header of type `{}`", shown(other))));
        }
    };
    let Some(files) = files else {
        return Err(invalid(&header.path_of("type"), "must be \"text\" in this kind of message"));
    };
    files.push(media::file(&header.need_object(kind.name())?, kind)?);
    Ok(None)
}

/// The action; if it names itself, it must be the one of this type.
pub(super) fn action<'a>(object: &Object<'a>, name: &str) -> Result<Object<'a>, WireError> {
    let action = object.need_object("action")?;
    match action.word("name")? {
        Some(other) if other != name => {
            Err(invalid(&action.path_of("name"), &format!("must be \"{name}\"")))
        }
        _ => Ok(action),
    }
}

fn buttons(object: &Object<'_>, files: &mut Vec<FileCall>) -> Result<Draft, WireError> {
    let frame = frame(object, Some(files))?;
    let buttons = object.need_object("action")?.need("buttons")?.items()?;
    let buttons = buttons.iter().map(button).collect::<Result<_, _>>()?;
    Ok(Draft::Buttons(Buttons { frame, buttons }))
}

fn button(node: &Node<'_>) -> Result<ReplyButton, WireError> {
    let object = node.object()?;
    if object.word("type")?.is_some_and(|kind| kind != "reply") {
        return Err(invalid(&object.path_of("type"), "must be \"reply\""));
    }
    let reply = object.need_object("reply")?;
    Ok(ReplyButton { id: reply.need_text("id")?, title: reply.need_text("title")? })
}

fn list(object: &Object<'_>) -> Result<Draft, WireError> {
    let frame = frame(object, None)?;
    let action = object.need_object("action")?;
    let button = action.need_text("button")?;
    let sections = action.need("sections")?.items()?;
    let sections = sections.iter().map(section).collect::<Result<_, _>>()?;
    Ok(Draft::List(Choices { frame, button, sections }))
}

fn section(node: &Node<'_>) -> Result<Section, WireError> {
    let object = node.object()?;
    let rows = object.need("rows")?.items()?;
    let rows = rows.iter().map(row).collect::<Result<_, _>>()?;
    // Common clients write an empty title where there is none.
    let title = object.text("title")?.filter(|title| !title.is_empty());
    Ok(Section { title, rows })
}

fn row(node: &Node<'_>) -> Result<Choice, WireError> {
    let object = node.object()?;
    Ok(Choice {
        id: object.need_text("id")?,
        title: object.need_text("title")?,
        description: object.text("description")?.filter(|text| !text.is_empty()),
    })
}

fn page_link(object: &Object<'_>, files: &mut Vec<FileCall>) -> Result<Draft, WireError> {
    let frame = frame(object, Some(files))?;
    let parameters = action(object, "cta_url")?.need_object("parameters")?;
    let text = parameters.need_text("display_text")?;
    let url = parameters.need_text("url")?;
    Ok(Draft::CtaUrl(PageLink { frame, text, url }))
}

fn location_request(object: &Object<'_>) -> Result<Draft, WireError> {
    action(object, "send_location")?;
    Ok(Draft::LocationRequest(frame(object, None)?))
}
