use kurier_wire::client::TemplateDefinition;
use serde_json::{Value, json};

use super::Tap;
use super::texts::{BACK, CANCELLED, CONNECTION, EARLIER, GATE, TEXTS};
use crate::mvt::Language;

/// One template in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateText {
    /// Its name.
    pub name: &'static str,
    /// Its language.
    pub language: Language,
    /// Its body, with named variables.
    pub body: &'static str,
}

/// Values that show a reviewer how a template reads.
const SAMPLES: [(&str, &str); 14] = [
    ("flight", "AA 123"),
    ("date", "Wed, Dec 22"),
    ("from", "Dallas (DFW)"),
    ("to", "Chicago (ORD)"),
    ("new_time", "6:45 PM CST"),
    ("old_time", "5:30 PM CST"),
    ("delay", "1 h 15 min"),
    ("reason", "the aircraft is being de-iced"),
    ("gate_time", "6:15 PM CST"),
    ("landing", "Milwaukee (MKE)"),
    ("next_time", "7:30 PM CST"),
    ("arrives", "5:10 PM CST"),
    ("gate", "B12"),
    ("old_gate", "C7"),
];

/// All templates the airline needs.
pub const fn templates() -> &'static [TemplateText] {
    &TEXTS
}

impl Language {
    /// As the Cloud API writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en_US",
            Self::German => "de",
        }
    }
}

impl TemplateText {
    /// The names of its variables, in the order of the text, each once.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for name in self.body.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.into_iter()
    }

    /// Its buttons.
    pub fn taps(&self) -> &'static [Tap] {
        match self.name {
            CANCELLED => &[Tap::Rebook, Tap::Rights, Tap::Talk],
            EARLIER | BACK | GATE => &[Tap::GotIt, Tap::Talk],
            CONNECTION => &[Tap::GotIt, Tap::Rebook, Tap::Talk],
            _ => &[Tap::GotIt, Tap::Rights, Tap::Talk],
        }
    }

    /// How long it is worth delivering, in seconds; any time if absent. Who hears of another gate after the flight was
    /// boarded goes there for nothing.
    pub fn ttl_s(&self) -> Option<u32> {
        (self.name == GATE).then_some(15 * 60)
    }

    /// As it is submitted for review.
    pub fn definition(&self) -> TemplateDefinition {
        let sample = |name: &str| {
            let found = SAMPLES.iter().find(|(known, _)| *known == name);
            json!({ "param_name": name, "example": found.map_or("", |(_, example)| example) })
        };
        let samples: Vec<Value> = self.variables().map(sample).collect();
        let buttons: Vec<Value> = self
            .taps()
            .iter()
            .map(|tap| json!({ "type": "QUICK_REPLY", "text": tap.label(self.language) }))
            .collect();
        TemplateDefinition {
            name: self.name.to_owned(),
            language: self.language.code().to_owned(),
            category: "UTILITY".to_owned(),
            parameter_format: "NAMED".to_owned(),
            topic: None,
            components: json!([
                { "type": "BODY", "text": self.body, "example": { "body_text_named_params": samples } },
                { "type": "BUTTONS", "buttons": buttons },
            ]),
        }
    }
}
