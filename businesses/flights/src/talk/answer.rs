use crate::{model::LegKey, mvt::Language};

/// A button of a notice that was tapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// She has understood.
    GotIt,
    /// She asks for another flight.
    Rebook,
    /// She asks what she has a right to.
    Rights,
    /// She wants to talk.
    Talk,
}

impl Tap {
    /// What its button sends back: the kind and the leg.
    pub fn payload(self, leg: &LegKey) -> String {
        format!("{} {leg}", self.word())
    }

    /// Reads what a button sent back: the kind and the leg as text.
    pub fn read(payload: &str) -> Option<(Self, &str)> {
        let (word, leg) = payload.split_once(' ')?;
        let tap = [Self::GotIt, Self::Rebook, Self::Rights, Self::Talk]
            .into_iter()
            .find(|tap| tap.word() == word)?;
        Some((tap, leg))
    }

    /// Its word in payloads and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::GotIt => "got_it",
            Self::Rebook => "rebook",
            Self::Rights => "rights",
            Self::Talk => "talk",
        }
    }

    /// What its button says.
    pub const fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::GotIt, Language::English) => "Got it",
            (Self::GotIt, Language::German) => "Verstanden",
            (Self::Rebook, Language::English) => "Other flight",
            (Self::Rebook, Language::German) => "Anderer Flug",
            (Self::Rights, Language::English) => "My rights",
            (Self::Rights, Language::German) => "Meine Rechte",
            (Self::Talk, Language::English) => "Talk to us",
            (Self::Talk, Language::German) => "Mit uns sprechen",
        }
    }
}

/// The answer to "Talk to us", sent as plain text into the open window. `flight` is the flight number, if known.
pub fn talk_answer(flight: Option<&str>, language: Language) -> String {
    match (language, flight) {
        (Language::English, Some(flight)) => format!(
            "We are here for flight {flight}. Write what you need: another flight, your money back, help at the \
             airport, or anything else. Your message goes to the people who look after this flight."
        ),
        (Language::English, None) => {
            "We are here. Write your flight number and what you need: another flight, your money back, help at the \
             airport, or anything else."
                .to_owned()
        }
        (Language::German, Some(flight)) => format!(
            "Wir sind für Sie da, Flug {flight}. Schreiben Sie, was Sie brauchen: einen anderen Flug, Ihr Geld \
             zurück, Hilfe am Flughafen oder etwas anderes. Ihre Nachricht geht an das Team dieses Fluges."
        ),
        (Language::German, None) => {
            "Wir sind für Sie da. Schreiben Sie Ihre Flugnummer und was Sie brauchen: einen anderen Flug, Ihr Geld \
             zurück, Hilfe am Flughafen oder etwas anderes."
                .to_owned()
        }
    }
}

/// The answer to a choice of another flight: `chosen` is that leg's key.
pub fn choice_answer(chosen: Option<&str>, language: Language) -> String {
    let flight = chosen.and_then(|leg| leg.split('/').next()).unwrap_or_default();
    match language {
        Language::English => format!(
            "We have noted flight {flight} for you. Our people book it now and confirm here; until then your present \
             booking stands."
        ),
        Language::German => format!(
            "Wir haben Flug {flight} für Sie vorgemerkt. Unser Team bucht ihn jetzt und bestätigt es hier; bis dahin gilt \
             Ihre jetzige Buchung."
        ),
    }
}
