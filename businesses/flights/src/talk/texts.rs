use super::TemplateText;
use crate::mvt::Language;

/// A flight leaves later than planned, or than we said.
pub(super) const DELAY: &str = "flight_delay";
/// A flight leaves earlier than we said.
pub(super) const EARLIER: &str = "flight_earlier";
/// A flight does not fly.
pub(super) const CANCELLED: &str = "flight_cancelled";

/// A flight flies after all.
pub(super) const BACK: &str = "flight_back";
/// A flight lands elsewhere.
pub(super) const DIVERTED: &str = "flight_diverted";
/// A flight waits, nobody knows for how long.
pub(super) const WAITING: &str = "flight_waiting";
/// A connection is at risk.
pub(super) const CONNECTION: &str = "flight_connection";

/// A flight leaves from another gate.
pub(super) const GATE: &str = "flight_gate";

pub(super) const TEXTS: [TemplateText; 16] = [
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
    TemplateText {
        name: BACK,
        language: Language::English,
        body: "Good news: your flight {{flight}} on {{date}} from {{from}} to {{to}} is NOT cancelled. It flies.\n\
            Departure: {{new_time}}.\n\
            Please be at the gate by {{gate_time}}. If you have chosen another flight meanwhile, that choice stands.",
    },
    TemplateText {
        name: BACK,
        language: Language::German,
        body: "Gute Nachricht: Ihr Flug {{flight}} am {{date}} von {{from}} nach {{to}} fällt NICHT aus. Er fliegt.\n\
            Abflug: {{new_time}}.\n\
            Bitte seien Sie bis {{gate_time}} am Gate. Haben Sie inzwischen einen anderen Flug gewählt, bleibt es dabei.",
    },
    TemplateText {
        name: DIVERTED,
        language: Language::English,
        body: "Your flight {{flight}} on {{date}} from {{from}} to {{to}} lands elsewhere: {{landing}}.\n\
            Reason: {{reason}}.\n\
            We bring you to {{to}} and write again as soon as we know how. You need not do anything now.",
    },
    TemplateText {
        name: DIVERTED,
        language: Language::German,
        body: "Ihr Flug {{flight}} am {{date}} von {{from}} nach {{to}} landet woanders: {{landing}}.\n\
            Grund: {{reason}}.\n\
            Wir bringen Sie nach {{to}} und schreiben, sobald wir wissen, wie. Sie müssen jetzt nichts tun.",
    },
    TemplateText {
        name: WAITING,
        language: Language::English,
        body: "Your flight {{flight}} on {{date}} from {{from}} to {{to}} cannot leave yet, and nobody can say when it will.\n\
            Reason: {{reason}}.\n\
            We write again by {{next_time}}, also if nothing is new. Please stay near the gate until then.",
    },
    TemplateText {
        name: WAITING,
        language: Language::German,
        body: "Ihr Flug {{flight}} am {{date}} von {{from}} nach {{to}} kann noch nicht starten; wann, ist nicht bekannt.\n\
            Grund: {{reason}}.\n\
            Wir schreiben bis {{next_time}} wieder, auch wenn es nichts Neues gibt. Bitte bleiben Sie bis dahin in der \
            Nähe des Gates.",
    },
    TemplateText {
        name: CONNECTION,
        language: Language::English,
        body: "You may miss your flight {{flight}} on {{date}} from {{from}} to {{to}}.\n\
            You are expected in {{from}} at {{arrives}}, and it leaves at {{new_time}}. Reason: {{reason}}.\n\
            Your seat stays yours. If you like, choose another flight now.",
    },
    TemplateText {
        name: CONNECTION,
        language: Language::German,
        body: "Vielleicht erreichen Sie Ihren Flug {{flight}} am {{date}} von {{from}} nach {{to}} nicht.\n\
            Sie kommen voraussichtlich um {{arrives}} in {{from}} an, und er startet um {{new_time}}. Grund: {{reason}}.\n\
            Ihr Platz bleibt Ihrer. Wenn Sie möchten, wählen Sie jetzt einen anderen Flug.",
    },
    TemplateText {
        name: GATE,
        language: Language::English,
        body: "Another gate for your flight {{flight}} on {{date}} from {{from}} to {{to}}: {{gate}}, no longer {{old_gate}}.\n\
            It leaves at {{new_time}}. Please be at the new gate by {{gate_time}}.",
    },
    TemplateText {
        name: GATE,
        language: Language::German,
        body: "Neues Gate für Ihren Flug {{flight}} am {{date}} von {{from}} nach {{to}}: {{gate}}, nicht mehr {{old_gate}}.\n\
            Er startet um {{new_time}}. Bitte seien Sie bis {{gate_time}} am neuen Gate.",
    },
];
