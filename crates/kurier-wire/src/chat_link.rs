//! Addresses into chats: the Cloud API's message QR codes and short links.

use crate::error::{self, GraphError, WireError};
use crate::json::{Object, missing};
use crate::params::Params;
use serde_json::{Value, json};

/// Longest `prefilled_message`, in characters.
pub const TEXT_MAX: usize = 140;
/// Name of the node type, for field errors.
pub const NODE_TYPE: &str = "WhatsAppBusinessMessageQRCode";
/// What is answered when no `fields` are asked for.
pub const DEFAULT: &str = "code,prefilled_message,deep_link_url";

/// Form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// Pixels.
    Png,
    /// Lines.
    Svg,
}

impl Picture {
    /// The form with this name, in any case.
    ///
    /// # Errors
    /// 100 if there is none.
    pub fn named(field: &str, name: &str) -> Result<Self, WireError> {
        match name.to_ascii_uppercase().as_str() {
            "PNG" => Ok(Self::Png),
            "SVG" => Ok(Self::Svg),
            _ => Err(unfit(format!("`{field}` is PNG or SVG."))),
        }
    }

    /// How names of its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

/// What is to be made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRequest {
    /// Which address to change; `None` = a new one.
    pub code: Option<String>,
    /// `prefilled_message`.
    pub text: String,
    /// Which picture is wanted in the answer.
    pub picture: Option<Picture>,
}

/// Reads a request to make or change an address.
///
/// # Errors
/// 131008 without `prefilled_message`, 100 for one that is too long and for an unknown picture.
pub fn parse(params: &Params) -> Result<LinkRequest, WireError> {
    let given = Object::root(params);
    let text = given.need_text("prefilled_message")?;
    if text.trim().is_empty() {
        return Err(missing("prefilled_message"));
    }
    if text.chars().count() > TEXT_MAX {
        return Err(unfit(format!("`prefilled_message` has at most {TEXT_MAX} characters.")));
    }
    let picture = given.text("generate_qr_image")?;
    let picture = picture.map(|name| Picture::named("generate_qr_image", &name)).transpose()?;
    let code = given.text("code")?.filter(|code| !code.is_empty());
    Ok(LinkRequest { code, text, picture })
}

/// An address as the API shows it; `base` is that of the installation.
pub fn view(base: &str, (code, text): (&str, &str), picture: Option<Picture>) -> Value {
    let picture = picture.map(|form| format!("{base}/m/{code}/qr.{}", form.extension()));
    json!({
        "code": code,
        "prefilled_message": text,
        "deep_link_url": format!("{base}/m/{code}"),
        "qr_image_url": picture,
    })
}

fn unfit(details: String) -> WireError {
    GraphError::of(&error::INVALID_PARAMETER).details(details).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &Value) -> Result<LinkRequest, WireError> {
        parse(body.as_object().unwrap())
    }

    #[test]
    fn a_text_has_one_to_140_characters() {
        let of =
            |count| json!({ "prefilled_message": "ü".repeat(count), "generate_qr_image": "svg" });
        let request = parsed(&of(TEXT_MAX)).unwrap();
        assert_eq!((request.code, request.picture), (None, Some(Picture::Svg)));
        let fault = parsed(&of(TEXT_MAX + 1)).unwrap_err();
        assert!(fault.code == 100 && fault.details.contains("`prefilled_message`"), "{fault}");
        assert_eq!(parsed(&of(0)).unwrap_err().code, 131_008);
        let fault = parsed(&json!({ "prefilled_message": "x", "generate_qr_image": "GIF" }));
        assert!(fault.unwrap_err().details.contains("`generate_qr_image`"));
    }
}
