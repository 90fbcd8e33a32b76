//! The components of a template, one by one.

use crate::error::WireError;
use crate::json::{Node, Object, invalid, missing, unsupported};
use kurier_policy::pricing::Category;
use kurier_policy::template::{Button, Otp, Parts, Sample};

/// Text of a code button that names none.
const COPY_CODE_TEXT: &str = "Copy code";

/// The parts read so far.
pub(super) struct Draft {
    authentication: bool,
    seen: Vec<&'static str>,
    parts: Parts,
    body_samples: Vec<Sample>,
    button_samples: Vec<Sample>,
}

impl Draft {
    pub(super) fn new(category: Category) -> Self {
        let authentication = category == Category::Authentication;
        let otp = Otp { security_recommendation: false, expires_min: None };
        Self {
            authentication,
            seen: Vec::new(),
            parts: Parts { otp: authentication.then_some(otp), ..Parts::default() },
            body_samples: Vec::new(),
            button_samples: Vec::new(),
        }
    }

    fn once(&mut self, kind: &'static str, object: &Object<'_>) -> Result<(), WireError> {
        if self.seen.contains(&kind) {
            return Err(invalid(
                &object.path_of("type"),
                "names a component that was given before",
            ));
        }
        self.seen.push(kind);
        Ok(())
    }

    pub(super) fn header(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        self.once("header", object)?;
        match object.word("format")?.as_deref() {
            None | Some("text") => {}
            Some(_) => return Err(unsupported("A template header other than text")),
        }
        self.parts.header = Some(object.need_text("text")?);
        self.parts.samples = samples(object, "header_text")?;
        Ok(())
    }

    pub(super) fn body(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        self.once("body", object)?;
        if let Some(otp) = &mut self.parts.otp {
            otp.security_recommendation = object.truth("add_security_recommendation")?;
            // The text of an authentication template is fixed. Clients that copy a template send it along.
            return Ok(());
        }
        self.parts.body = object.need_text("text")?;
        self.body_samples = samples(object, "body_text")?;
        Ok(())
    }

    pub(super) fn footer(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        self.once("footer", object)?;
        if let Some(otp) = &mut self.parts.otp {
            let minutes = object.get("code_expiration_minutes");
            otp.expires_min = minutes.map(|node| node.small()).transpose()?;
            return Ok(());
        }
        self.parts.footer = Some(object.need_text("text")?);
        Ok(())
    }

    pub(super) fn buttons(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        self.once("buttons", object)?;
        for node in object.need("buttons")?.items()? {
            let button = self.button(&node.object()?)?;
            self.parts.buttons.push(button);
        }
        Ok(())
    }

    fn button(&mut self, object: &Object<'_>) -> Result<Button, WireError> {
        let kind = object.need_text("type")?.trim().to_ascii_lowercase();
        if self.authentication != (kind == "otp") {
            let why = "must be OTP in authentication templates, and only there";
            return Err(invalid(&object.path_of("type"), why));
        }
        match kind.as_str() {
            "quick_reply" => Ok(Button::QuickReply { text: object.need_text("text")? }),
            "url" => {
                self.button_sample(object)?;
                Ok(Button::Url { text: object.need_text("text")?, url: object.need_text("url")? })
            }
            "phone_number" => Ok(Button::PhoneNumber {
                text: object.need_text("text")?,
                phone_number: object.need_text("phone_number")?,
            }),
            "copy_code" => {
                self.button_sample(object)?;
                Ok(Button::CopyCode { text: copy_text(object)? })
            }
            "otp" => match object.word("otp_type")?.as_deref() {
                None | Some("copy_code") => Ok(Button::CopyCode { text: copy_text(object)? }),
                Some(_) => Err(unsupported("A code button other than COPY_CODE")),
            },
            _ => Err(unsupported(&format!("The button `{}`", object.path_of("type")))),
        }
    }

    /// `example` of a button: a text, or a list of one.
    fn button_sample(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        let Some(node) = object.get("example") else { return Ok(()) };
        let value = match node.items() {
            Ok(list) => list.first().map(Node::text).transpose()?,
            Err(_) => Some(node.text()?),
        };
        let parameter = format!("buttons[{}]", self.parts.buttons.len());
        self.button_samples.extend(value.map(|value| Sample { parameter, value }));
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Parts, WireError> {
        if !self.seen.contains(&"body") {
            return Err(missing("components[].type = BODY"));
        }
        if self.authentication && self.parts.header.is_some() {
            return Err(invalid(
                "components",
                "of an authentication template cannot hold a header",
            ));
        }
        self.parts.samples.extend(self.body_samples);
        self.parts.samples.extend(self.button_samples);
        Ok(self.parts)
    }
}

fn copy_text(object: &Object<'_>) -> Result<String, WireError> {
    Ok(object.text("text")?.unwrap_or_else(|| COPY_CODE_TEXT.to_owned()))
}

/// `example` of a text: `{NAME: ["…"]}`, `{NAME: [["…"]]}`, or
/// `{NAME_named_params: [{"param_name", "example"}]}`.
fn samples(object: &Object<'_>, name: &str) -> Result<Vec<Sample>, WireError> {
    let Some(example) = object.object("example")? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for node in example.items(&format!("{name}_named_params"))? {
        let pair = node.object()?;
        let (parameter, value) = (pair.need_text("param_name")?, pair.need_text("example")?);
        found.push(Sample { parameter, value });
    }
    let mut positional = example.items(name)?;
    if let Some(Ok(inner)) = positional.first().map(Node::items) {
        positional = inner;
    }
    for (place, node) in positional.iter().enumerate() {
        let parameter = place.saturating_add(1).to_string();
        found.push(Sample { parameter, value: node.text()? });
    }
    Ok(found)
}
