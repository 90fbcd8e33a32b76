use kurier_wire::client::TemplateDefinition;
use serde_json::{Value, json};

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

/// A flight leaves later than planned, or than we said.
pub(super) const DELAY: &str = "flight_delay";
/// A flight leaves earlier than we said.
pub(super) const EARLIER: &str = "flight_earlier";
/// A flight does not fly.
pub(super) const CANCELLED: &str = "flight_cancelled";

const TEXTS: [TemplateText; 6] = [
    TemplateText {
        name: DELAY,
        language: Language::English,
        body: "Your flight {{flight}} on {{date}} from {{from}} to {{to}} leaves later.\n\
            New departure: {{new_time}} instead of {{old_time}}, {{delay}} later than planned.\n\
            Reason: {{reason}}.\n\
            Please be at the gate by {{gate_time}}. Check-in closes at the usual time.\n\
            We will write again as soon as this changes.",
    },
    TemplateText {
        name: DELAY,
        language: Language::German,
        body: "Ihr Flug {{flight}} am {{date}} von {{from}} nach {{to}} startet später.\n\
            Neuer Abflug: {{new_time}} statt {{old_time}}, {{delay}} später als geplant.\n\
            Grund: {{reason}}.\n\
            Bitte seien Sie bis {{gate_time}} am Gate. Der Check-in schließt wie geplant.\n\
            Wir schreiben wieder, sobald sich etwas ändert.",
    },
    TemplateText {
        name: EARLIER,
        language: Language::English,
        body: "Your flight {{flight}} on {{date}} from {{from}} to {{to}} leaves EARLIER than we said.\n\
            New departure: {{new_time}}, no longer {{old_time}}.\n\
            Please be at the gate by {{gate_time}}. Check-in closes at the usual time.\n\
            We will write again as soon as this changes.",
    },
    TemplateText {
        name: EARLIER,
        language: Language::German,
        body: "Ihr Flug {{flight}} am {{date}} von {{from}} nach {{to}} startet FRÜHER als zuletzt gemeldet.\n\
            Neuer Abflug: {{new_time}}, nicht mehr {{old_time}}.\n\
            Bitte seien Sie bis {{gate_time}} am Gate. Der Check-in schließt wie geplant.\n\
            Wir schreiben wieder, sobald sich etwas ändert.",
    },
    TemplateText {
        name: CANCELLED,
        language: Language::English,
        body: "We are sorry: your flight {{flight}} on {{date}} from {{from}} to {{to}}, \
            planned for {{old_time}}, is cancelled.\n\
            You can choose another flight or your money back. Tap the button to talk to us; \
            you need not come to the airport before.",
    },
    TemplateText {
        name: CANCELLED,
        language: Language::German,
        body: "Es tut uns leid: Ihr Flug {{flight}} am {{date}} von {{from}} nach {{to}}, \
            geplant für {{old_time}}, fällt aus.\n\
            Sie können einen anderen Flug oder Ihr Geld zurück wählen. Tippen Sie auf den Knopf, um mit uns zu \
            sprechen; vorher brauchen Sie nicht zum Flughafen zu kommen.",
    },
];

/// Values that show a reviewer how a template reads.
const SAMPLES: [(&str, &str); 9] = [
    ("flight", "AA 123"),
    ("date", "Wed, Dec 22"),
    ("from", "Dallas (DFW)"),
    ("to", "Chicago (ORD)"),
    ("new_time", "6:45 PM CST"),
    ("old_time", "5:30 PM CST"),
    ("delay", "1 h 15 min"),
    ("reason", "the aircraft is being de-iced"),
    ("gate_time", "6:15 PM CST"),
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

    /// Labels of the two buttons: got it, talk to us.
    pub(super) const fn buttons(self) -> [&'static str; 2] {
        match self {
            Self::English => ["Got it", "Talk to us"],
            Self::German => ["Verstanden", "Mit uns sprechen"],
        }
    }
}

impl TemplateText {
    /// The names of its variables, in the order of the text.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.body.split("{{").skip(1).filter_map(|rest| rest.split("}}").next())
    }

    /// As it is submitted for review.
    pub fn definition(&self) -> TemplateDefinition {
        let sample = |name: &str| {
            let found = SAMPLES.iter().find(|(known, _)| *known == name);
            json!({ "param_name": name, "example": found.map_or("", |(_, example)| example) })
        };
        let samples: Vec<Value> = self.variables().map(sample).collect();
        let buttons: Vec<Value> = self
            .language
            .buttons()
            .map(|text| json!({ "type": "QUICK_REPLY", "text": text }))
            .to_vec();
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
