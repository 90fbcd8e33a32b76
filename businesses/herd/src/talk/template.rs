//! The templates.

use kurier_wire::client::TemplateDefinition;
use serde_json::{Value, json};

use super::{Answer, Language};

/// One template in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateText {
    /// Its name.
    pub name: &'static str,
    /// Its language.
    pub language: Language,
    /// Its body, with named variables.
    pub body: &'static str,
    /// Its buttons.
    pub answers: &'static [Answer],
    /// Whether a picture stands above it.
    pub has_picture: bool,
}

pub(super) const COW: &str = "herd_cow";
pub(super) const COW_PICTURE: &str = "herd_cow_picture";
pub(super) const HEAT: &str = "herd_heat";
pub(super) const HEAT_PICTURE: &str = "herd_heat_picture";
pub(super) const CALVING: &str = "herd_calving";
pub(super) const GROUP: &str = "herd_group";
pub(super) const SILENT: &str = "herd_silent";
pub(super) const DIGEST: &str = "herd_digest";
pub(super) const WEEK: &str = "herd_week";

const COW_EN: &str = "Cow {{cow}} behaves unusually: {{cause}}.\n\
    Against her own normal: {{changes}}. Since {{since}}.\n\
    Beside her: {{herd}}.\n\
    Three days: {{series}}\n\
    To do: {{advice}}.\n\
    Facts: {{facts}}. A notice, not a diagnosis.";
const COW_DE: &str = "Kuh {{cow}} verhält sich ungewöhnlich: {{cause}}.\n\
    Gegen ihr eigenes Normal: {{changes}}. Seit {{since}}.\n\
    Daneben: {{herd}}.\n\
    Drei Tage: {{series}}\n\
    Zu tun: {{advice}}.\n\
    Daten: {{facts}}. Ein Hinweis, keine Diagnose.";
const GROUP_EN: &str = "Many cows at once in {{group}}: {{cause}}.\n\
    Concerned: {{cows}}.\n\
    Against their own normal: {{changes}}. Since {{since}}.\n\
    To do: {{advice}}. We send no message per cow.";
const GROUP_DE: &str = "Viele Kühe zugleich in {{group}}: {{cause}}.\n\
    Betroffen: {{cows}}.\n\
    Gegen ihr eigenes Normal: {{changes}}. Seit {{since}}.\n\
    Zu tun: {{advice}}. Einzelmeldungen bleiben aus.";
const SILENT_EN: &str = "No data from {{group}} since {{since}}: {{cause}}.\n\
    To do: {{advice}}.\n\
    Until then we cannot watch these cows.";
const SILENT_DE: &str = "Keine Daten aus {{group}} seit {{since}}: {{cause}}.\n\
    Zu tun: {{advice}}.\n\
    Bis dahin sehen wir diese Kühe nicht.";
const DIGEST_EN: &str =
    "Your herd, {{when}}, {{count}} to look at:\n{{lines}}\nNo hurry: urgent things come at once.";
const DIGEST_DE: &str =
    "Ihre Herde, {{when}}, {{count}} zum Ansehen:\n{{lines}}\nKeine Eile: Dringendes kommt sofort.";
const WEEK_EN: &str = "Your week until {{when}}: {{counts}}.\nAnswered: {{judged}}.\nHerd: {{trend}}.\nThank you for every answer: each makes the next notice better.";
const WEEK_DE: &str = "Ihre Woche bis {{when}}: {{counts}}.\nBeantwortet: {{judged}}.\nHerde: {{trend}}.\nDanke für jede Antwort: jede macht den nächsten Hinweis besser.";

const ON_COW: &[Answer] = &[Answer::Ill, Answer::Fine, Answer::Snooze];
const ON_HEAT: &[Answer] = &[Answer::WillInseminate, Answer::NotInHeat, Answer::Snooze];
const ON_CALVING: &[Answer] = &[Answer::Calves, Answer::NotYet, Answer::Snooze];
const ON_GROUP: &[Answer] = &[Answer::WeLook, Answer::GroupFine, Answer::Snooze];
const NONE: &[Answer] = &[];

const fn text(
    name: &'static str,
    language: Language,
    body: &'static str,
    answers: &'static [Answer],
    has_picture: bool,
) -> TemplateText {
    TemplateText { name, language, body, answers, has_picture }
}

const TEXTS: [TemplateText; 18] = [
    text(COW, Language::English, COW_EN, ON_COW, false),
    text(COW, Language::German, COW_DE, ON_COW, false),
    text(COW_PICTURE, Language::English, COW_EN, ON_COW, true),
    text(COW_PICTURE, Language::German, COW_DE, ON_COW, true),
    text(HEAT, Language::English, COW_EN, ON_HEAT, false),
    text(HEAT, Language::German, COW_DE, ON_HEAT, false),
    text(HEAT_PICTURE, Language::English, COW_EN, ON_HEAT, true),
    text(HEAT_PICTURE, Language::German, COW_DE, ON_HEAT, true),
    text(CALVING, Language::English, COW_EN, ON_CALVING, false),
    text(CALVING, Language::German, COW_DE, ON_CALVING, false),
    text(GROUP, Language::English, GROUP_EN, ON_GROUP, false),
    text(GROUP, Language::German, GROUP_DE, ON_GROUP, false),
    text(SILENT, Language::English, SILENT_EN, ON_GROUP, false),
    text(SILENT, Language::German, SILENT_DE, ON_GROUP, false),
    text(DIGEST, Language::English, DIGEST_EN, NONE, false),
    text(DIGEST, Language::German, DIGEST_DE, NONE, false),
    text(WEEK, Language::English, WEEK_EN, NONE, false),
    text(WEEK, Language::German, WEEK_DE, NONE, false),
];

/// Values that show a reviewer how a template reads.
const SAMPLES: [(&str, &str); 15] = [
    ("cow", "4711 Berta (barn 2)"),
    ("group", "barn 2"),
    ("cows", "12, 47, 60"),
    ("cause", "likely ill"),
    ("changes", "rumination −42 % over 12 h, activity −31 % over 12 h"),
    ("since", "3 Nov 04:00"),
    ("herd", "the other 58 cows are as ever"),
    ("series", "rumination per day 510 → 498 → 300 (normal 505)"),
    ("advice", "measure temperature, look at udder, rumen and dung"),
    ("facts", "12 d in milk"),
    ("when", "3 Nov 15:30"),
    ("count", "2"),
    ("lines", "4711: likely lame (steps −35 % over 24 h); 12: collar silent since 3 Nov 04:00"),
    ("counts", "4 heats, 1 ill"),
    ("judged", "4 of 5, 4 right"),
];

/// All templates that the herd needs.
pub const fn templates() -> &'static [TemplateText] {
    &TEXTS
}

impl TemplateText {
    /// The names of its variables, in the order of the text.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.body.split("{{").skip(1).filter_map(|rest| rest.split("}}").next())
    }

    /// As it is submitted for review. `picture` is a sample of the picture, where it has one.
    pub fn definition(&self, picture: &str) -> TemplateDefinition {
        let sample = |name: &str| {
            let found = SAMPLES.iter().find(|(known, _)| *known == name);
            json!({ "param_name": name, "example": found.map_or("+2 %", |(_, example)| example) })
        };
        let samples: Vec<Value> = self.variables().map(sample).collect();
        let mut components = Vec::new();
        if self.has_picture {
            let example = json!({ "header_handle": [picture] });
            components.push(json!({ "type": "HEADER", "format": "IMAGE", "example": example }));
        }
        let example = json!({ "body_text_named_params": samples });
        components.push(json!({ "type": "BODY", "text": self.body, "example": example }));
        if !self.answers.is_empty() {
            let button = |answer: &Answer| json!({ "type": "QUICK_REPLY", "text": answer.label(self.language) });
            let buttons: Vec<Value> = self.answers.iter().map(button).collect();
            components.push(json!({ "type": "BUTTONS", "buttons": buttons }));
        }
        TemplateDefinition {
            name: self.name.to_owned(),
            language: self.language.code().to_owned(),
            category: "UTILITY".to_owned(),
            parameter_format: "NAMED".to_owned(),
            topic: None,
            components: Value::Array(components),
        }
    }
}
