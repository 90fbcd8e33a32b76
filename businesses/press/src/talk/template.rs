use std::fmt::Write as _;

use kurier_wire::client::TemplateDefinition;
use serde_json::{Value, json};

use super::outgoing::Outgoing;
use super::tap::Tap;
use crate::model::Language;
use crate::read::text::{cut, for_message};

/// Most headlines of one edition.
pub const MOST_HEADLINES: usize = 7;
/// Longest headline in an edition, in characters.
const HEADLINE_CHARS: usize = 110;

/// One template in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateText {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: Language,
    /// Its body, with named variables.
    pub body: String,
    /// What its buttons say.
    pub buttons: Vec<&'static str>,
}

const LANGUAGES: [Language; 2] = [Language::English, Language::German];

/// All templates the newsroom needs: an edition of one to seven headlines, and a correction, in each language.
pub fn templates() -> Vec<TemplateText> {
    let mut all = Vec::new();
    for language in LANGUAGES {
        for count in 1..=MOST_HEADLINES {
            // The first headline stands where lists and notifications show it. No text may begin with a variable, and beside
            // each variable two words must stand.
            let mut body = match language {
                Language::English => "News of {{day}}: {{h1}}\n".to_owned(),
                Language::German => "Nachrichten vom {{day}}: {{h1}}\n".to_owned(),
            };
            for number in 2..=count {
                let _infallible = write!(body, "\n• {{{{h{number}}}}}");
            }
            body.push_str(match language {
                Language::English => {
                    "\n\nFrom {{newsroom}}, as you wished. Read shows the whole stories, Settings changes when and what comes, Stop ends it."
                }
                Language::German => {
                    "\n\nVon {{newsroom}}, wie gewünscht. Lesen zeigt die ganzen Meldungen, Einstellungen ändert, wann und was kommt, Abbestellen beendet es."
                }
            });
            let buttons = language.edition_buttons().to_vec();
            all.push(TemplateText {
                name: format!("press_edition_{count}"),
                language,
                body,
                buttons,
            });
        }
        let body = match language {
            Language::English => {
                "Correction by {{newsroom}}: we wrote \"{{before}}\". Right is: {{after}}. We are sorry for the mistake."
            }
            Language::German => {
                "Korrektur von {{newsroom}}: Wir schrieben „{{before}}“. Richtig ist: {{after}}. Wir bitten um Entschuldigung."
            }
        };
        let buttons = language.edition_buttons().to_vec();
        all.push(TemplateText {
            name: CORRECTION.to_owned(),
            language,
            body: body.to_owned(),
            buttons,
        });
    }
    all
}

const CORRECTION: &str = "press_correction";

impl Language {
    /// As the Cloud API writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en_US",
            Self::German => "de",
        }
    }

    const fn edition_buttons(self) -> [&'static str; 3] {
        match self {
            Self::English => ["Read", "Settings", "Stop"],
            Self::German => ["Lesen", "Einstellungen", "Abbestellen"],
        }
    }
}

impl TemplateText {
    /// The names of its variables, in the order of the text.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.body.split("{{").skip(1).filter_map(|rest| rest.split("}}").next())
    }

    /// As it is submitted for review.
    pub fn definition(&self) -> TemplateDefinition {
        let sample = |name: &str| {
            let example = match name {
                "newsroom" => "The Evening Paper",
                "day" => "26 Nov",
                "before" => "Bridge closed until May",
                "after" => "the bridge is closed until March",
                _ => "The council decided about the bridge",
            };
            json!({ "param_name": name, "example": example })
        };
        let samples: Vec<Value> = self.variables().map(sample).collect();
        let buttons: Vec<Value> = self
            .buttons
            .iter()
            .map(|text| json!({ "type": "QUICK_REPLY", "text": text }))
            .collect();
        TemplateDefinition {
            name: self.name.clone(),
            language: self.language.code().to_owned(),
            category: "MARKETING".to_owned(),
            parameter_format: "NAMED".to_owned(),
            topic: None,
            components: json!([
                { "type": "BODY", "text": self.body, "example": { "body_text_named_params": samples } },
                { "type": "BUTTONS", "buttons": buttons },
            ]),
        }
    }
}

/// A headline as it may stand in a template: one line, no address, nothing that looks like markup.
fn headline(title: &str, chars: usize) -> String {
    let words: Vec<&str> = title
        .split_whitespace()
        .filter(|word| !word.contains("://") && !word.starts_with("www."))
        .collect();
    let line = cut(&for_message(&words.join(" ")), chars);
    if line.is_empty() { "…".to_owned() } else { line }
}

/// An edition. `key` names it in what its buttons send back.
pub fn digest(
    newsroom: &str,
    day: &str,
    titles: &[&str],
    key: &str,
    language: Language,
) -> Option<Outgoing> {
    let titles = titles.get(..titles.len().min(MOST_HEADLINES))?;
    if titles.is_empty() {
        return None;
    }
    let mut values =
        vec![("newsroom".to_owned(), headline(newsroom, 60)), ("day".to_owned(), day.to_owned())];
    for (number, title) in (1..).zip(titles) {
        values.push((format!("h{number}"), headline(title, HEADLINE_CHARS)));
    }
    Some(Outgoing::Template {
        name: format!("press_edition_{}", titles.len()),
        language: language.code().to_owned(),
        values,
        payloads: vec![
            Tap::Read(key.to_owned()).to_string(),
            Tap::Settings.to_string(),
            Tap::Stop.to_string(),
        ],
    })
}

/// A correction of a story, for those who had it.
pub fn correction(
    newsroom: &str,
    before: &str,
    after: &str,
    story: i64,
    language: Language,
) -> Outgoing {
    Outgoing::Template {
        name: CORRECTION.to_owned(),
        language: language.code().to_owned(),
        values: vec![
            ("newsroom".to_owned(), headline(newsroom, 60)),
            ("before".to_owned(), headline(before, HEADLINE_CHARS)),
            ("after".to_owned(), headline(after, 300)),
        ],
        payloads: vec![
            Tap::Story(story).to_string(),
            Tap::Settings.to_string(),
            Tap::Stop.to_string(),
        ],
    }
}
