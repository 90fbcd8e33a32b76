use std::fmt::Write as _;

use super::outgoing::{Outgoing, Row};
use super::tap::Tap;
use crate::model::{Language, Reader, Rhythm};
use crate::read::text::{cut, for_message};

/// A short answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// Her message goes to the newsroom.
    ToNewsroom,
    /// She stopped.
    Stopped,
    /// She wrote that she stops: at the server, too.
    StoppedInWriting,
    /// She took the permission back; a button cannot give it.
    Withdrew,
    /// She never gave the permission.
    Never,
    /// She is back.
    Started,
    /// It is set.
    Set,
    /// It cannot be set so.
    NotSet,
    /// The story is kept.
    Saved,
    /// Less of it will come.
    Less,
    /// Nothing is kept.
    NoneSaved,
    /// The story is not there any more.
    Gone,
    /// Nothing comes for 30 days.
    Paused,
    /// Would a week do?
    Weekly,
}

/// A short answer in a language.
pub const fn phrase(phrase: Phrase, language: Language) -> &'static str {
    match (phrase, language) {
        (Phrase::ToNewsroom, Language::English) => {
            "Thank you. Your message goes to the newsroom; an editor may answer you here."
        }
        (Phrase::ToNewsroom, Language::German) => {
            "Danke. Ihre Nachricht geht an die Redaktion; von dort kann man Ihnen hier antworten."
        }
        (Phrase::Stopped, Language::English) => {
            "You get no more news from us. Tap Start if you change your mind."
        }
        (Phrase::Stopped, Language::German) => {
            "Sie bekommen keine Nachrichten mehr von uns. Tippen Sie auf Start, wenn Sie es sich anders überlegen."
        }
        (Phrase::StoppedInWriting, Language::English) => {
            "You get no more news from us. Write Start if you change your mind."
        }
        (Phrase::StoppedInWriting, Language::German) => {
            "Sie bekommen keine Nachrichten mehr von uns. Schreiben Sie Start, wenn Sie es sich anders überlegen."
        }
        (Phrase::Withdrew, Language::English) => {
            "You took back that we may send you news. Write Start to allow it again."
        }
        (Phrase::Withdrew, Language::German) => {
            "Sie haben zurückgenommen, dass wir Ihnen Nachrichten schicken dürfen. Schreiben Sie Start, um es wieder zu erlauben."
        }
        (Phrase::Never, Language::English) => {
            "You do not allow us to send you news at the moment. Our invitation asks you for it."
        }
        (Phrase::Never, Language::German) => {
            "Sie erlauben zurzeit nicht, dass wir Ihnen Nachrichten schicken. Unsere Einladung fragt Sie danach."
        }
        (Phrase::Started, Language::English) => {
            "Good to have you. News come at the hour you chose; Settings changes when and what."
        }
        (Phrase::Started, Language::German) => {
            "Schön, dass Sie da sind. Nachrichten kommen zu Ihrer Stunde; unter Einstellungen ändern Sie, wann und was."
        }
        (Phrase::Set, Language::English) => "It is set.",
        (Phrase::Set, Language::German) => "Das ist eingestellt.",
        (Phrase::NotSet, Language::English) => {
            "That cannot be set. Hours go from 0 to 23, as in quiet 22-6; a time zone is written like Europe/Berlin."
        }
        (Phrase::NotSet, Language::German) => {
            "Das lässt sich nicht einstellen. Stunden gehen von 0 bis 23, etwa Ruhe 22-6; eine Zeitzone schreibt man wie Europe/Berlin."
        }
        (Phrase::Saved, Language::English) => "Kept. Write Saved to see what you keep.",
        (Phrase::Saved, Language::German) => "Gemerkt. Schreiben Sie Gemerkt, um es wiederzusehen.",
        (Phrase::Less, Language::English) => "You will get less of this.",
        (Phrase::Less, Language::German) => "Davon kommt weniger.",
        (Phrase::NoneSaved, Language::English) => "You keep no story yet.",
        (Phrase::NoneSaved, Language::German) => "Sie haben sich noch keine Meldung gemerkt.",
        (Phrase::Gone, Language::English) => "This story is not there any more.",
        (Phrase::Gone, Language::German) => "Diese Meldung gibt es nicht mehr.",
        (Phrase::Paused, Language::English) => {
            "Nothing comes for 30 days. Write Start to end the pause."
        }
        (Phrase::Paused, Language::German) => {
            "30 Tage lang kommt nichts. Schreiben Sie Start, um die Pause zu beenden."
        }
        (Phrase::Weekly, Language::English) => {
            "You did not open the last editions. Once a week instead?"
        }
        (Phrase::Weekly, Language::German) => {
            "Die letzten Ausgaben haben Sie nicht geöffnet. Lieber einmal in der Woche?"
        }
    }
}

const fn word(language: Language, english: &'static str, german: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::German => german,
    }
}

fn row(tap: &Tap, title: &str, description: &str) -> Row {
    Row { id: tap.to_string(), title: cut(title, 24), description: cut(description, 72) }
}

/// What can be set, with what is set.
pub fn menu(reader: &Reader) -> Outgoing {
    let language = reader.language;
    let w = |english, german| word(language, english, german);
    let choose = |what: &str| Tap::Choose(what.to_owned());
    let rhythm = match reader.rhythm {
        Rhythm::Instant => w("at once", "sofort"),
        Rhythm::Daily => w("every day", "jeden Tag"),
        Rhythm::Weekdays(_) => w("on some days", "an manchen Tagen"),
        Rhythm::Weekly(_) => w("once a week", "einmal in der Woche"),
    };
    let topics: Vec<&str> = reader.topics.iter().map(String::as_str).collect();
    let topics = if topics.is_empty() { w("all", "alle").to_owned() } else { topics.join(", ") };
    Outgoing::List {
        body: w("What do you want to change?", "Was möchten Sie ändern?").to_owned(),
        button: w("Settings", "Einstellungen").to_owned(),
        rows: vec![
            row(&choose("rhythm"), w("How often", "Wie oft"), rhythm),
            row(
                &choose("hour"),
                w("Hour", "Uhrzeit"),
                &format!("{}:00, {}", reader.hour, reader.zone),
            ),
            row(&choose("quiet"), w("Quiet hours", "Ruhezeit"), &quiet_words(reader)),
            row(
                &choose("breaking"),
                w("Breaking news", "Eilmeldungen"),
                breaking_words(language, reader.breaking_at_night),
            ),
            row(&choose("topics"), w("Topics", "Themen"), &topics),
            row(&choose("length"), w("Length", "Länge"), &reader.length.to_string()),
            row(&choose("language"), w("Language", "Sprache"), w("English", "Deutsch")),
            row(&Tap::Saved, w("Kept stories", "Gemerktes"), ""),
            row(&Tap::Pause, w("Pause", "Pause"), w("nothing for 30 days", "30 Tage lang nichts")),
            row(&Tap::Stop, w("Stop", "Abbestellen"), ""),
        ],
    }
}

/// The quiet hours that are offered; others can be written. The same hour twice is none.
const QUIET: [(i8, i8); 5] = [(21, 8), (22, 6), (23, 7), (20, 9), (0, 0)];

fn quiet_words(reader: &Reader) -> String {
    let (from, until) = reader.quiet;
    if from == until {
        return word(reader.language, "none", "keine").to_owned();
    }
    format!("{from}:00 – {until}:00")
}

const fn breaking_words(language: Language, is_on: bool) -> &'static str {
    if is_on {
        word(language, "in quiet hours, too", "auch in der Ruhezeit")
    } else {
        word(language, "not in quiet hours", "nicht in der Ruhezeit")
    }
}

/// The choices of what may come when.
fn when(reader: &Reader, what: &str) -> Option<Vec<Row>> {
    let language = reader.language;
    let quiet = |&(from, until): &(i8, i8)| {
        let hours = quiet_words(&Reader { quiet: (from, until), ..reader.clone() });
        row(&Tap::Quiet(from, until), &hours, "")
    };
    let breaking = |is_on| row(&Tap::Breaking(is_on), breaking_words(language, is_on), "");
    match what {
        "hour" => {
            Some(hours().map(|hour| row(&Tap::Hour(hour), &format!("{hour}:00"), "")).collect())
        }
        "quiet" => Some(QUIET.iter().map(quiet).collect()),
        "breaking" => Some(vec![breaking(true), breaking(false)]),
        _ => None,
    }
}

/// The choices of one setting.
pub fn chooser(reader: &Reader, what: &str, topics: &[String]) -> Option<Outgoing> {
    let language = reader.language;
    let w = |english, german| word(language, english, german);
    let rows = match what {
        "hour" | "quiet" | "breaking" => when(reader, what)?,
        "rhythm" => vec![
            row(
                &Tap::Rhythm(Rhythm::Instant),
                w("At once", "Sofort"),
                w("each story by itself", "jede Meldung einzeln"),
            ),
            row(&Tap::Rhythm(Rhythm::Daily), w("Every day", "Jeden Tag"), ""),
            row(
                &Tap::Rhythm(Rhythm::Weekdays(0b1_1111)),
                w("Monday to Friday", "Montag bis Freitag"),
                "",
            ),
            row(&Tap::Rhythm(Rhythm::Weekdays(0b110_0000)), w("Weekends", "Wochenende"), ""),
            row(&Tap::Rhythm(Rhythm::Weekly(0)), w("Mondays", "Montags"), ""),
            row(&Tap::Rhythm(Rhythm::Weekly(4)), w("Fridays", "Freitags"), ""),
            row(&Tap::Rhythm(Rhythm::Weekly(6)), w("Sundays", "Sonntags"), ""),
        ],
        "topics" => topics
            .iter()
            .take(10)
            .map(|topic| {
                let is_on = reader.topics.contains(topic);
                row(
                    &Tap::Topic(topic.clone()),
                    topic,
                    if is_on {
                        w("chosen; tap to remove", "gewählt; tippen zum Entfernen")
                    } else {
                        ""
                    },
                )
            })
            .collect(),
        "length" => (3..=7)
            .map(|length| {
                row(&Tap::Length(length), &length.to_string(), w("headlines", "Meldungen"))
            })
            .collect(),
        "language" => vec![
            row(&Tap::Language("en".into()), "English", ""),
            row(&Tap::Language("de".into()), "Deutsch", ""),
        ],
        _ => return None,
    };
    if rows.is_empty() {
        return None;
    }
    let body = w("Choose:", "Wählen Sie:").to_owned();
    Some(Outgoing::List { body, button: w("Choose", "Wählen").to_owned(), rows })
}

/// The hours that are offered; others can be written.
pub fn hours() -> impl Iterator<Item = i8> {
    [6, 7, 8, 9, 12, 16, 17, 18, 19, 20].into_iter()
}

/// A story as the reader view shows it in the chat: title, as much of the text as fits, and where the rest is.
pub fn article(
    story: i64,
    title: &str,
    text: &str,
    link: Option<&str>,
    audio: Option<&str>,
    language: Language,
) -> Outgoing {
    let w = |english, german| word(language, english, german);
    let mut end = String::new();
    if let Some(audio) = audio {
        let _infallible = write!(end, "\n\n{}: {audio}", w("Listen", "Anhören"));
    }
    if let Some(link) = link {
        let _infallible = write!(end, "\n\n{link}");
    }
    let room = 1_000_usize.saturating_sub(end.chars().count() + title.chars().count().min(200));
    let body =
        format!("*{}*\n\n{}{end}", cut(&for_message(title), 200), cut(&for_message(text), room));
    Outgoing::Buttons {
        body: cut(&body, 1_024),
        buttons: vec![
            (Tap::Whole(story).to_string(), w("More", "Mehr").to_owned()),
            (Tap::Save(story).to_string(), w("Keep", "Merken").to_owned()),
            (Tap::Less(story).to_string(), w("Less like this", "Weniger davon").to_owned()),
        ],
    }
}
