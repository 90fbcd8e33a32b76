//! What buttons send back, and what the farmer reads then.

use super::Language;
use crate::model::Verdict;

/// What a button says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Checked: she is ill.
    Ill,
    /// Checked: she is fine.
    Fine,
    /// She will be inseminated.
    WillInseminate,
    /// She is not in heat.
    NotInHeat,
    /// She calves.
    Calves,
    /// She does not calve.
    NotYet,
    /// Somebody looks after the group.
    WeLook,
    /// The group is fine.
    GroupFine,
    /// Nothing more of it for a day.
    Snooze,
}

const ALL: [(Answer, &str); 9] = [
    (Answer::Ill, "ill"),
    (Answer::Fine, "fine"),
    (Answer::WillInseminate, "inseminate"),
    (Answer::NotInHeat, "no_heat"),
    (Answer::Calves, "calves"),
    (Answer::NotYet, "not_yet"),
    (Answer::WeLook, "we_look"),
    (Answer::GroupFine, "group_fine"),
    (Answer::Snooze, "snooze"),
];

impl Answer {
    /// Its word in payloads and in the database.
    pub fn word(self) -> &'static str {
        ALL.iter().find(|(answer, _)| *answer == self).map_or("", |(_, word)| word)
    }

    /// By its word.
    pub fn of(word: &str) -> Option<Self> {
        ALL.iter().find(|(_, known)| *known == word).map(|(answer, _)| *answer)
    }

    /// What its button sends back.
    pub fn payload(self, alert: i64) -> String {
        format!("{} {alert}", self.word())
    }

    /// Reads what a button sent back.
    pub fn read(payload: &str) -> Option<(Self, i64)> {
        let (word, alert) = payload.split_once(' ')?;
        Some((Self::of(word)?, alert.parse().ok()?))
    }

    /// What the model learns from it.
    pub const fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Ill | Self::WillInseminate | Self::Calves => Some(Verdict::Right),
            Self::Fine | Self::NotInHeat | Self::NotYet => Some(Verdict::Wrong),
            Self::WeLook | Self::GroupFine | Self::Snooze => None,
        }
    }

    /// Its label.
    pub const fn label(self, language: Language) -> &'static str {
        match self {
            Self::Ill => language.pick("Checked: ill", "Geprüft: krank"),
            Self::Fine => language.pick("Checked: fine", "Geprüft: gesund"),
            Self::WillInseminate => language.pick("Will inseminate", "Wird besamt"),
            Self::NotInHeat => language.pick("Not in heat", "Nicht brünstig"),
            Self::Calves => language.pick("She calves", "Sie kalbt"),
            Self::NotYet => language.pick("Not calving", "Kalbt nicht"),
            Self::WeLook => language.pick("We look", "Wir sehen nach"),
            Self::GroupFine => language.pick("Checked: fine", "Geprüft: in Ordnung"),
            Self::Snooze => language.pick("Snooze 24 h", "24 h Ruhe"),
        }
    }
}

/// The answer to a tap or to a text, sent into the open window.
pub const fn reply(answer: Option<Answer>, language: Language) -> &'static str {
    match answer {
        Some(Answer::Ill) => language.pick(
            "Noted: ill. For this cow we look a little more closely from now on.",
            "Notiert: krank. Bei dieser Kuh schauen wir ab jetzt etwas genauer hin.",
        ),
        Some(Answer::Fine | Answer::NotInHeat | Answer::NotYet) => language.pick(
            "Noted: a false alarm. For this cow it takes more until we write again.",
            "Notiert: Fehlalarm. Bei dieser Kuh braucht es ab jetzt mehr, bis wir schreiben.",
        ),
        Some(Answer::WillInseminate) => language.pick(
            "Noted. Best 8 to 16 hours after the beginning of the heat.",
            "Notiert. Am besten 8 bis 16 Stunden nach Beginn der Brunst.",
        ),
        Some(Answer::Calves) => {
            language.pick("Noted. All the best for cow and calf.", "Notiert. Alles Gute für Kuh und Kalb.")
        }
        Some(Answer::WeLook | Answer::GroupFine) => language.pick(
            "Noted. Nobody else is called for this.",
            "Notiert. Dafür wird niemand weiter gerufen.",
        ),
        Some(Answer::Snooze) => language.pick(
            "Noted: nothing more of this for 24 hours.",
            "Notiert: 24 Stunden nichts mehr davon.",
        ),
        None => language.pick(
            "Kept with the farm's notes. A program reads here: for what it can do, use the buttons.",
            "In den Notizen des Hofes abgelegt. Hier liest ein Programm: Was es kann, steht auf den Knöpfen.",
        ),
    }
}
