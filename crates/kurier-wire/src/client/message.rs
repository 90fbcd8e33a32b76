//! What a business says to whom.

use serde_json::{Value, json};

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A phone number or `wa_id`: goes into `to`.
    Number(String),
    /// A `user_id`: goes into `recipient`.
    UserId(String),
}

impl From<&str> for Address {
    /// Two letters and a dot begin a `user_id`; everything else is a number.
    fn from(text: &str) -> Self {
        match text.as_bytes() {
            [a, b, b'.', ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Self::UserId(text.to_owned())
            }
            _ => Self::Number(text.to_owned()),
        }
    }
}

/// What may go with every message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SendOptions {
    /// Makes repeating safe: the same key and body are carried out once.
    pub idempotency_key: Option<String>,
    /// Id of the message this one answers.
    pub reply_to: Option<String>,
    /// Comes back in every status; at most 512 characters.
    pub opaque: Option<String>,
}

/// A template with its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateMessage {
    /// Its name.
    pub name: String,
    /// Its language code.
    pub language: String,
    /// Values of the header.
    pub header: Vec<TemplateValue>,
    /// Values of the body.
    pub body: Vec<TemplateValue>,
    /// Values of buttons, with the button's place from 0.
    pub buttons: Vec<(u8, ButtonValue)>,
}

/// The value of one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateValue {
    /// The variable's name, in named templates.
    pub name: Option<String>,
    /// The value.
    pub text: String,
}

impl TemplateValue {
    /// The next variable of a positional template.
    pub fn next(text: impl Into<String>) -> Self {
        Self { name: None, text: text.into() }
    }
    /// A variable of a named template.
    pub fn named(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: Some(name.into()), text: text.into() }
    }
}

/// The value of one button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ButtonValue {
    /// What a quick reply sends back.
    Payload(String),
    /// What stands in place of the variable in a URL.
    UrlSuffix(String),
    /// The code that is copied.
    Code(String),
}

impl TemplateMessage {
    /// As the Cloud API writes it.
    pub(super) fn to_json(&self) -> Value {
        let mut components = Vec::new();
        for (kind, values) in [("header", &self.header), ("body", &self.body)] {
            if !values.is_empty() {
                let parameters: Vec<Value> = values.iter().map(TemplateValue::to_json).collect();
                components.push(json!({ "type": kind, "parameters": parameters }));
            }
        }
        components.extend(self.buttons.iter().map(|(index, value)| value.to_json(*index)));
        json!({
            "name": self.name,
            "language": { "code": self.language },
            "components": components,
        })
    }
}

impl TemplateValue {
    fn to_json(&self) -> Value {
        let mut parameter = json!({ "type": "text", "text": self.text });
        if let Some(name) = &self.name {
            parameter["parameter_name"] = json!(name);
        }
        parameter
    }
}

impl ButtonValue {
    fn to_json(&self, index: u8) -> Value {
        let (sub_type, kind, member, value) = match self {
            Self::Payload(value) => ("quick_reply", "payload", "payload", value),
            Self::UrlSuffix(value) => ("url", "text", "text", value),
            Self::Code(value) => ("copy_code", "coupon_code", "coupon_code", value),
        };
        json!({
            "type": "button",
            "sub_type": sub_type,
            "index": index,
            "parameters": [{ "type": kind, member: value }],
        })
    }
}
