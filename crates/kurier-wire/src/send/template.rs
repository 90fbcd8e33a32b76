//! Template messages: name, language, and the values of the variables.

use super::shown;
use crate::error::WireError;
use crate::json::{Node, Object, invalid, unsupported};
use kurier_policy::outbound::Draft;
use kurier_policy::template::{Argument, ButtonArgument, TemplateCall};

pub(super) fn parse(object: &Object<'_>) -> Result<Draft, WireError> {
    let mut call = TemplateCall {
        name: object.need_text("name")?,
        language: language(object)?,
        header: Vec::new(),
        body: Vec::new(),
        buttons: Vec::new(),
    };
    for node in object.items("components")? {
        component(&node.object()?, &mut call)?;
    }
    Ok(Draft::Template(call))
}

/// `{"code":"en_US"}`, or the bare code.
fn language(object: &Object<'_>) -> Result<String, WireError> {
    let node = object.need("language")?;
    match node.maybe_object() {
        Some(language) => language.need_text("code"),
        None => node.text(),
    }
}

fn component(object: &Object<'_>, call: &mut TemplateCall) -> Result<(), WireError> {
    let kind = object.need_word("type")?;
    match &*kind {
        "header" => once(object, &mut call.header),
        "body" => once(object, &mut call.body),
        "button" => {
            call.buttons.extend(button(object)?);
            Ok(())
        }
        other => Err(unsupported(&format!("A template component `{}`", shown(other)))),
    }
}

fn once(object: &Object<'_>, into: &mut Vec<Argument>) -> Result<(), WireError> {
    if !into.is_empty() {
        return Err(invalid(&object.path_of("type"), "names a component that was given before"));
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
