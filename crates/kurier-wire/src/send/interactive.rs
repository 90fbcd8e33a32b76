//! Interactive messages: reply buttons, lists, link buttons, requests for a place.

use super::shown;
use crate::error::WireError;
use crate::json::{Node, Object, invalid, unsupported};
use kurier_policy::content::{Buttons, Choice, Choices, Frame, PageLink, ReplyButton, Section};
use kurier_policy::outbound::Draft;

pub(super) fn parse(object: &Object<'_>) -> Result<Draft, WireError> {
    match &*object.need_word("type")? {
        "button" => buttons(object),
        "list" => list(object),
        "cta_url" => page_link(object),
        "location_request_message" => location_request(object),
        other => Err(unsupported(&format!("An interactive message `{}`", shown(other)))),
    }
}

fn frame(object: &Object<'_>) -> Result<Frame, WireError> {
    let header = object.object("header")?.map(|header| header_text(&header)).transpose()?;
    let body = object.need_object("body")?.need_text("text")?;
    let footer = object.object("footer")?.map(|footer| footer.need_text("text")).transpose()?;
    Ok(Frame { header, body, footer })
}

fn header_text(header: &Object<'_>) -> Result<String, WireError> {
    match header.word("type")?.as_deref() {
        None | Some("text") => header.need_text("text"),
        Some(other) => Err(unsupported(&format!("A header of type `{}`", shown(other)))),
    }
}

/// The action; if it names itself, it must be the one of this type.
fn action<'a>(object: &Object<'a>, name: &str) -> Result<Object<'a>, WireError> {
    let action = object.need_object("action")?;
    match action.word("name")? {
        Some(other) if other != name => {
            Err(invalid(&action.path_of("name"), &format!("must be \"{name}\"")))
        }
        _ => Ok(action),
    }
}

fn buttons(object: &Object<'_>) -> Result<Draft, WireError> {
    let frame = frame(object)?;
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
    let frame = frame(object)?;
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

fn page_link(object: &Object<'_>) -> Result<Draft, WireError> {
    let frame = frame(object)?;
    let parameters = action(object, "cta_url")?.need_object("parameters")?;
    let text = parameters.need_text("display_text")?;
    let url = parameters.need_text("url")?;
    Ok(Draft::CtaUrl(PageLink { frame, text, url }))
}

fn location_request(object: &Object<'_>) -> Result<Draft, WireError> {
    action(object, "send_location")?;
    Ok(Draft::LocationRequest(frame(object)?))
}
