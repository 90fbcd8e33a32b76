//! The business profile of a sender.

use crate::error::{self, GraphError, WireError};
use crate::json::{Node, Object};
use crate::params::Params;
use kurier_policy::profile::{Profile, ProfileChange, ProfileFault, Vertical};
use serde_json::{Value, json};

/// Name of the node type, for field errors.
pub const NODE_TYPE: &str = "WhatsAppBusinessProfile";
/// What is answered when no `fields` are asked for.
pub const DEFAULT: &str =
    "about,address,description,email,profile_picture_url,websites,vertical,messaging_product";

/// Reads a change of a profile, and the handle of its new picture.
///
/// # Errors
/// 100 without `messaging_product`, and for a part that does not fit; the details name it.
pub fn parse_change(params: &Params) -> Result<(ProfileChange, Option<String>), WireError> {
    let given = Object::root(params);
    need_product(params)?;
    let change = ProfileChange {
        about: given.text("about")?,
        address: given.text("address")?,
        description: given.text("description")?,
        email: given.text("email")?,
        websites: given.get("websites").map(|node| websites(&node)).transpose()?,
        vertical: given.text("vertical")?.map(|name| vertical(&name)).transpose()?,
        picture: None,
    };
    change.check().map_err(|fault| unfit(&fault))?;
    Ok((change, given.text("profile_picture_handle")?))
}

/// `messaging_product` must be `whatsapp`.
///
/// # Errors
/// 100 when it is not.
pub fn need_product(params: &Params) -> Result<(), WireError> {
    match params.get("messaging_product").and_then(Value::as_str) {
        Some(product) if product.eq_ignore_ascii_case("whatsapp") => Ok(()),
        _ => Err(GraphError::of(&error::PRODUCT_MISSING).boxed()),
    }
}

/// One address may stand alone.
fn websites(node: &Node<'_>) -> Result<Vec<String>, WireError> {
    if let Ok(one) = node.text() {
        return Ok(if one.is_empty() { Vec::new() } else { vec![one] });
    }
    node.items()?.iter().map(Node::text).collect()
}

fn vertical(name: &str) -> Result<Vertical, WireError> {
    let name = if name.is_empty() { "UNDEFINED".to_owned() } else { name.to_ascii_uppercase() };
    serde_json::from_value(Value::String(name)).map_err(|_| {
        GraphError::of(&error::INVALID_PARAMETER)
            .details("`vertical` is none of the trades that the API reference lists.")
            .boxed()
    })
}

fn unfit(fault: &ProfileFault) -> WireError {
    GraphError::of(&error::INVALID_PARAMETER)
        .message(format!("(#100) Param {} {}", fault.field, fault.rule))
        .details(format!("{fault}."))
        .boxed()
}

/// Every field of a profile; what is not set is `null`.
pub fn view(profile: &Profile, picture_url: Option<&str>) -> Value {
    let shown = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({
        "messaging_product": "whatsapp",
        "about": shown(&profile.about),
        "address": shown(&profile.address),
        "description": shown(&profile.description),
        "email": shown(&profile.email),
        "profile_picture_url": picture_url,
        "websites": if profile.websites.is_empty() { Value::Null } else { json!(profile.websites) },
        "vertical": profile.vertical,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &Value) -> Result<(ProfileChange, Option<String>), WireError> {
        parse_change(body.as_object().unwrap())
    }

    #[test]
    fn reads_what_is_given_and_leaves_the_rest() {
        let body = json!({ "messaging_product": "whatsapp", "about": "Bread", "vertical": "grocery",
            "websites": ["https://shop.example"], "profile_picture_handle": "4::x" });
        let (change, handle) = parsed(&body).unwrap();
        let wanted = ProfileChange {
            about: Some("Bread".to_owned()),
            websites: Some(vec!["https://shop.example".to_owned()]),
            vertical: Some(Vertical::Grocery),
            ..ProfileChange::default()
        };
        assert_eq!((change, handle.as_deref()), (wanted, Some("4::x")));
    }

    #[test]
    fn an_error_names_the_field() {
        for (field, value) in [
            ("about", json!("x".repeat(140))),
            ("vertical", json!("BAKERY")),
            ("email", json!("nobody")),
            ("websites[1]", json!(["https://a.example", "b.example"])),
        ] {
            let mut body = json!({ "messaging_product": "whatsapp" });
            body[field.split('[').next().unwrap()] = value;
            let fault = parsed(&body).unwrap_err();
            assert_eq!(fault.code, 100);
            assert!(fault.details.contains(&format!("`{field}`")), "{}", fault.details);
        }
        assert_eq!(parsed(&json!({ "about": "x" })).unwrap_err().code, 100);
    }
}
