//! Interactive messages: reply buttons.

use super::shown;
use crate::error::WireError;
use crate::json::{Node, Object, invalid, unsupported};
use kurier_policy::content::{Buttons, ReplyButton};
use kurier_policy::outbound::Draft;

pub(super) fn parse(object: &Object<'_>) -> Result<Draft, WireError> {
    match object.need("type")?.text()?.trim().to_ascii_lowercase().as_str() {
        "button" => {}
        other => {
            return Err(unsupported(&format!("An interactive message `{}`", shown(other))));
        }
    }
    let header = object.object("header")?.map(|header| header_text(&header)).transpose()?;
    let body = object.need_object("body")?.need_text("text")?;
    let footer = object.object("footer")?.map(|footer| footer.need_text("text")).transpose()?;
    let action = object.need_object("action")?;
    let buttons = action.need("buttons")?.items()?;
    let buttons = buttons.iter().map(button).collect::<Result<_, _>>()?;
    Ok(Draft::Buttons(Buttons { header, body, footer, buttons }))
}

fn header_text(header: &Object<'_>) -> Result<String, WireError> {
    match header.word("type")?.as_deref() {
        None | Some("text") => header.need_text("text"),
        Some(other) => Err(unsupported(&format!("A header of type `{}`", shown(other)))),
    }
}

fn button(node: &Node<'_>) -> Result<ReplyButton, WireError> {
    let object = node.object()?;
    if object.word("type")?.is_some_and(|kind| kind != "reply") {
        return Err(invalid(&object.path_of("type"), "must be \"reply\""));
    }
    let reply = object.need_object("reply")?;
    Ok(ReplyButton { id: reply.need_text("id")?, title: reply.need_text("title")? })
}
