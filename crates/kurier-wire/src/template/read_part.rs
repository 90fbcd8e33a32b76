//! The components of a template, one by one.

use super::read::broken;
use super::read_button::Row;
use super::read_card;
use crate::error::WireError;
use crate::json::{Node, Object, invalid, missing, unsupported};
use kurier_policy::pricing::Category;
use kurier_policy::template::lint::missing_samples;
use kurier_policy::template::{Otp, Parts, Sample};

/// The parts read so far.
struct Draft {
    authentication: bool,
    seen: Vec<String>,
    parts: Parts,
    body_samples: Vec<Sample>,
    button_samples: Vec<Sample>,
}

/// Reads `components`.
pub(super) fn parts(root: &Object<'_>, category: Category) -> Result<Parts, WireError> {
    let authentication = category == Category::Authentication;
    let otp = Otp { security_recommendation: false, expires_min: None };
    let mut draft = Draft {
        authentication,
        seen: Vec::new(),
        parts: Parts { otp: authentication.then_some(otp), ..Parts::default() },
        body_samples: Vec::new(),
        button_samples: Vec::new(),
    };
    for node in root.need("components")?.items()? {
        draft.component(&node)?;
    }
    draft.finish()
}

impl Draft {
    fn component(&mut self, node: &Node<'_>) -> Result<(), WireError> {
        let object = &node.object()?;
        let kind = object.need_word("type")?;
        if self.seen.iter().any(|seen| *seen == kind) {
            let why = "names a component that was given before";
            return Err(invalid(&object.path_of("type"), why));
        }
        self.seen.push(kind.clone().into_owned());
        match kind.as_ref() {
            "header" => self.header(object),
            "body" => self.body(object),
            "footer" => self.footer(object),
            "buttons" => self.buttons(object),
            "carousel" => {
                self.parts.cards = read_card::cards(object)?;
                if self.parts.cards.is_empty() {
                    return Err(missing(&object.path_of("cards[0]")));
                }
                Ok(())
            }
            "limited_time_offer" => {
                self.parts.offer = Some(read_card::offer(object)?);
                Ok(())
            }
            _ => Err(unsupported(&format!("The component `{}`", node.path()))),
        }
    }

    fn header(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        match object.word("format")?.as_deref() {
            None | Some("text") => {
                let text = object.need_text("text")?;
                self.parts.samples = needed_samples(object, &text, "header_text")?;
                self.parts.header = Some(text);
            }
            Some(_) => self.parts.rich_header = Some(read_card::rich_header(object)?),
        }
        Ok(())
    }

    fn body(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        if let Some(otp) = &mut self.parts.otp {
            otp.security_recommendation = object.truth("add_security_recommendation")?;
            // The text of an authentication template is fixed. Clients that copy a template send it along.
            return Ok(());
        }
        self.parts.body = object.need_text("text")?;
        self.body_samples = needed_samples(object, &self.parts.body, "body_text")?;
        Ok(())
    }

    fn footer(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        if let Some(otp) = &mut self.parts.otp {
            let minutes = object.get("code_expiration_minutes");
            otp.expires_min = minutes.map(|node| node.small()).transpose()?;
            return Ok(());
        }
        self.parts.footer = Some(object.need_text("text")?);
        Ok(())
    }

    fn buttons(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        let row = Row::read(object, self.authentication)?;
        self.parts.buttons = row.buttons;
        self.parts.actions = row.actions;
        self.parts.code_delivery = row.code_delivery;
        self.button_samples = row.samples;
        Ok(())
    }

    fn finish(mut self) -> Result<Parts, WireError> {
        if !self.seen.iter().any(|seen| seen == "body") {
            return Err(missing("components[].type = BODY"));
        }
        let has_header = self.parts.header.is_some() || self.parts.rich_header.is_some();
        if self.authentication && has_header {
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

/// The samples of a text: one for each of its variables.
pub(super) fn needed_samples(
    object: &Object<'_>,
    text: &str,
    name: &str,
) -> Result<Vec<Sample>, WireError> {
    let samples = samples(object, name)?;
    let place = object.path_of("text");
    let example = format!("`{}.{name}`", object.path_of("example"));
    match missing_samples(&format!("`{place}`"), text, &samples, &example) {
        Some(finding) => Err(broken(&[finding])),
        None => Ok(samples),
    }
}

/// `example.header_handle`: a list of one, or the handle itself; empty when absent, which the lint names.
pub(super) fn header_handle(object: &Object<'_>) -> Result<String, WireError> {
    let Some(example) = object.object("example")? else { return Ok(String::new()) };
    let Some(node) = example.get("header_handle") else { return Ok(String::new()) };
    match node.items() {
        Ok(list) => list.first().map_or_else(|| Ok(String::new()), Node::text),
        Err(_) => node.text(),
    }
}

/// `example` of a text: `{NAME: ["…"]}`, `{NAME: [["…"]]}`, or
/// `{NAME_named_params: [{"param_name", "example"}]}`.
fn samples(object: &Object<'_>, name: &str) -> Result<Vec<Sample>, WireError> {
    let Some(example) = object.object("example")? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let named = format!("{name}_named_params");
    for node in example.items(&named)? {
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
