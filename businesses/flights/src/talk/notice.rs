use kurier_wire::client::{ButtonValue, TemplateMessage, TemplateValue};

use super::template::templates;
use super::texts::{BACK, CANCELLED, CONNECTION, DELAY, DIVERTED, EARLIER, GATE, WAITING};
use super::{TemplateText, clock_words, date_words, duration_words};
use crate::model::{Airport, Cause, Claim, Gate, Minute, Outlook, ScheduledLeg};
use crate::mvt::{DelayCode, Language, Reason};
use crate::source::Airports;

/// Passengers are asked to the gate this long before departure: doors close 15 minutes before it, and a flight may leave up
/// to 15 minutes earlier than told before we write again.
const GATE_MIN: i64 = 30;
/// The aircraft arrives late from its previous flight.
const AIRCRAFT_LATE: u8 = 93;

/// What a notice is made from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The flight.
    pub leg: &'a ScheduledLeg,
    /// Zones and cities.
    pub airports: &'a Airports,
    /// What to say.
    pub claim: Claim,
    /// The departure the passenger knew, if we wrote before.
    pub told: Option<Minute>,
    /// The reason the operator gave.
    pub reason: Option<DelayCode>,
    /// Where the forecast comes from.
    pub cause: Option<Cause>,
    /// Where it lands instead, if it is diverted and that is known.
    pub landing: Option<Airport>,
    /// The gate the passenger knew, for a notice of another one.
    pub gate: Option<Gate>,
}

/// A template with its values, ready to be stored and sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notice {
    /// The template.
    pub template: String,
    /// Its language.
    pub language: Language,
    /// Its variables, by name.
    pub values: Vec<(String, String)>,
    /// What its buttons send back.
    pub payloads: Vec<String>,
}

/// Writes a notice. `None` when the airport's zone is not known.
pub fn notice(facts: &Facts<'_>, language: Language) -> Option<Notice> {
    let (name, departs) = match facts.claim {
        Claim::Delayed(at) => (DELAY, at),
        Claim::Earlier(at) => (EARLIER, at),
        Claim::Reinstated(at) => (BACK, at),
        Claim::Waiting(at) => (WAITING, at),
        Claim::Connection(at) => (CONNECTION, at),
        Claim::Gate(_) => (GATE, facts.told.unwrap_or(facts.leg.std)),
        Claim::Cancelled => (CANCELLED, facts.leg.std),
        Claim::Diverted => (DIVERTED, facts.leg.std),
    };
    let text = text(name, language)?;
    let zone = facts.airports.zone(facts.leg.key.from)?;
    let values = text.variables().map(|variable| {
        let value = facts.value(variable, departs, zone, language);
        (variable.to_owned(), value)
    });
    Some(Notice::of(text, facts.leg, values.collect()))
}

/// Writes a notice about a connection at risk: `facts` are of the leg she changes to, its reason that of the leg that
/// brings her. `None` when the airport's zone is not known.
pub fn connection_notice(facts: &Facts<'_>, seen: &Outlook, language: Language) -> Option<Notice> {
    let text = text(CONNECTION, language)?;
    let zone = facts.airports.zone(facts.leg.key.from)?;
    let values = text.variables().map(|variable| {
        let value = match variable {
            "arrives" => clock_words(seen.arrives, zone, facts.leg.key.day, language),
            _ => facts.value(variable, seen.departs, zone, language),
        };
        (variable.to_owned(), value)
    });
    Some(Notice::of(text, facts.leg, values.collect()))
}

fn text(name: &str, language: Language) -> Option<&'static TemplateText> {
    templates().iter().find(|text| text.name == name && text.language == language)
}

impl Facts<'_> {
    fn value(
        &self,
        variable: &str,
        departs: Minute,
        zone: &jiff::tz::TimeZone,
        language: Language,
    ) -> String {
        let key = &self.leg.key;
        let clock = |at: Minute| clock_words(at, zone, key.day, language);
        let place = |airport| format!("{} ({airport})", self.airports.city(airport));
        match variable {
            "flight" => format!("{} {}", key.flight.carrier, key.flight.number),
            "date" => date_words(key.day, language),
            "from" => place(key.from),
            "to" => place(self.leg.to),
            "new_time" | "next_time" => clock(departs),
            "landing" => self.landing.map_or_else(|| elsewhere(language).to_owned(), place),
            "old_time" => clock(self.told.unwrap_or(self.leg.std)),
            "delay" => duration_words(departs.since_min(self.leg.std).max(0)),
            "gate" => match self.claim {
                Claim::Gate(gate) => gate.to_string(),
                _ => String::new(),
            },
            "old_gate" => self.gate.map_or_else(String::new, |gate| gate.to_string()),
            "gate_time" => clock(departs.plus_min(-GATE_MIN)),
            _ => self.reason_words(language).to_owned(),
        }
    }

    /// The operator's reason; else, when its aircraft comes late, that.
    fn reason_words(&self, language: Language) -> &'static str {
        let inferred = (self.cause == Some(Cause::Inbound)).then(|| DelayCode::new(AIRCRAFT_LATE));
        let code = self.reason.or(inferred.flatten());
        let reason = code.and_then(DelayCode::reason);
        reason.map_or_else(|| Reason::unknown(language), |reason| reason.words(language))
    }
}

const fn elsewhere(language: Language) -> &'static str {
    match language {
        Language::English => "we do not know where yet",
        Language::German => "wo, wissen wir noch nicht",
    }
}

impl Notice {
    fn of(text: &TemplateText, leg: &ScheduledLeg, values: Vec<(String, String)>) -> Self {
        Self {
            template: text.name.to_owned(),
            language: text.language,
            values,
            payloads: text.taps().iter().map(|tap| tap.payload(&leg.key)).collect(),
        }
    }

    /// As it reads in the chat. `None` when its template is no longer one of ours.
    pub fn text(&self) -> Option<String> {
        let text = text(&self.template, self.language)?;
        let fill = |body: String, (name, value): &(String, String)| {
            body.replace(&format!("{{{{{name}}}}}"), value)
        };
        Some(self.values.iter().fold(text.body.to_owned(), fill))
    }

    /// As the client sends it.
    pub fn message(&self) -> TemplateMessage {
        let value = |(name, text): &(String, String)| TemplateValue::named(name, text);
        let button =
            |(place, payload): (u8, &String)| (place, ButtonValue::Payload(payload.clone()));
        TemplateMessage {
            name: self.template.clone(),
            language: self.language.code().to_owned(),
            header: Vec::new(),
            body: self.values.iter().map(value).collect(),
            buttons: (0..).zip(&self.payloads).map(button).collect(),
        }
    }
}
