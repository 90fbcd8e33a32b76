//! A template with its values.

use jiff::tz::TimeZone;
use kurier_wire::client::{ButtonValue, TemplateMessage, TemplateValue};

use super::template::{CALVING, COW, COW_PICTURE, GROUP, HEAT, HEAT_PICTURE, SILENT, templates};
use super::words;
use super::{Language, Noted, Subject, TemplateText};
use crate::model::Kind;

/// A template with its values, ready to be stored and sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notice {
    /// The template.
    pub template: String,
    /// The same without a picture, for when the picture cannot be uploaded.
    pub plain: Option<String>,
    /// Its language.
    pub language: Language,
    /// Its variables, by name.
    pub values: Vec<(String, String)>,
    /// What its buttons send back.
    pub payloads: Vec<String>,
}

/// Writes the notice of an alert. `picture` says whether one goes with it.
pub fn notice(
    noted: &Noted,
    alert: i64,
    has_picture: bool,
    zone: &TimeZone,
    language: Language,
) -> Option<Notice> {
    let (template, plain) = match (&noted.subject, noted.kind.0) {
        (Subject::Group { .. }, Kind::GroupSilent) => (SILENT, None),
        (Subject::Group { .. }, _) => (GROUP, None),
        (_, Kind::Calving) => (CALVING, None),
        (_, Kind::Heat) if has_picture => (HEAT_PICTURE, Some(HEAT)),
        (_, Kind::Heat) => (HEAT, None),
        _ if has_picture => (COW_PICTURE, Some(COW)),
        _ => (COW, None),
    };
    let text = find(template, language)?;
    let values = text.variables().map(|variable| {
        let value = value(noted, variable, zone, language);
        (variable.to_owned(), words::one_line(&value))
    });
    Some(Notice {
        template: template.to_owned(),
        plain: plain.map(str::to_owned),
        language,
        values: values.collect(),
        payloads: text.answers.iter().map(|answer| answer.payload(alert)).collect(),
    })
}

pub(super) fn find(name: &str, language: Language) -> Option<&'static TemplateText> {
    templates().iter().find(|text| text.name == name && text.language == language)
}

fn value(noted: &Noted, variable: &str, zone: &TimeZone, language: Language) -> String {
    match variable {
        "cow" | "group" => words::subject(noted, language),
        "cows" => words::cows(noted, language),
        "cause" => words::cause(noted, language),
        "changes" => words::changes(noted, language),
        "since" => words::since(noted, zone, language),
        "herd" => words::herd(noted, language),
        "series" => noted.plot.as_ref().map_or_else(
            || language.pick("No picture yet.", "Noch kein Bild.").to_owned(),
            |plot| plot.words(language),
        ),
        "advice" => words::advice(noted.kind.0, language).to_owned(),
        _ => words::facts(noted, language),
    }
}

impl Notice {
    /// As the client sends it; without the picture by the template that has none.
    pub fn message(&self, has_picture: bool) -> TemplateMessage {
        let name = match &self.plain {
            Some(plain) if !has_picture => plain,
            _ => &self.template,
        };
        let value = |(name, text): &(String, String)| TemplateValue::named(name, text);
        let button =
            |(place, payload): (u8, &String)| (place, ButtonValue::Payload(payload.clone()));
        TemplateMessage {
            name: name.clone(),
            language: self.language.code().to_owned(),
            header: Vec::new(),
            body: self.values.iter().map(value).collect(),
            buttons: (0..).zip(&self.payloads).map(button).collect(),
        }
    }
}
