use std::fmt;

use crate::model::Rhythm;

/// What a tap on a button or a row asks for, as it stands in the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tap {
    /// Show the headlines of an edition.
    Read(String),
    /// Show a story.
    Story(i64),
    /// Show all of a story.
    Whole(i64),
    /// Keep a story.
    Save(i64),
    /// Less like a story.
    Less(i64),
    /// Show the kept stories.
    Saved,
    /// Show what can be set.
    Settings,
    /// Show a list of settings: `rhythm`, `hour`, `topics`, `language`, `length`, `quiet`, `breaking`.
    Choose(String),
    /// Set how often.
    Rhythm(Rhythm),
    /// Set the hour.
    Hour(i8),
    /// Add or remove a topic.
    Topic(String),
    /// Set the language: `en` or `de`.
    Language(String),
    /// Set the number of headlines.
    Length(u8),
    /// Set the time zone.
    Zone(String),
    /// Set the quiet hours: from, until; the same twice is none.
    Quiet(i8, i8),
    /// Let breaking news come in quiet hours, or not.
    Breaking(bool),
    /// Pause for 30 days.
    Pause,
    /// Stop.
    Stop,
    /// Begin again.
    Start,
    /// Nothing is to change.
    Keep,
}

impl Tap {
    /// Reads what came back. `None` when it is none of ours.
    pub fn read(payload: &str) -> Option<Self> {
        let (word, rest) = payload.split_once(' ').unwrap_or((payload, ""));
        let story = || rest.parse::<i64>().ok();
        Some(match word {
            "read" => Self::Read(rest.to_owned()),
            "story" => Self::Story(story()?),
            "whole" => Self::Whole(story()?),
            "save" => Self::Save(story()?),
            "less" => Self::Less(story()?),
            "saved" => Self::Saved,
            "settings" => Self::Settings,
            "choose" => Self::Choose(rest.to_owned()),
            "rhythm" => Self::Rhythm(rhythm(rest)?),
            "hour" => Self::Hour(rest.parse().ok()?),
            "topic" => Self::Topic(rest.to_owned()),
            "language" => Self::Language(rest.to_owned()),
            "length" => Self::Length(rest.parse().ok()?),
            "zone" => Self::Zone(rest.to_owned()),
            "quiet" => quiet(rest)?,
            "breaking" => Self::Breaking(rest == "on"),
            "pause" => Self::Pause,
            "stop" => Self::Stop,
            "start" => Self::Start,
            "keep" => Self::Keep,
            _ => return None,
        })
    }

    /// Reads what a person writes: only whole messages that can mean nothing else, so that a letter to the newsroom is never taken
    /// for an order.
    pub fn heard(text: &str) -> Option<Self> {
        let lower = text.trim().trim_end_matches(['.', '!']).to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        match words.as_slice() {
            ["stop" | "stopp" | "unsubscribe" | "abmelden" | "abbestellen"] => Some(Self::Stop),
            ["start" | "weiter" | "abonnieren" | "subscribe"] => Some(Self::Start),
            ["settings" | "menu" | "menü" | "einstellungen" | "help" | "hilfe"] => {
                Some(Self::Settings)
            }
            ["pause"] => Some(Self::Pause),
            ["saved" | "gemerkt"] => Some(Self::Saved),
            ["quiet" | "ruhe", hours] => quiet(hours),
            ["hour" | "uhr", hour] => hour.parse().ok().map(Self::Hour),
            ["zone" | "zeitzone", _] => {
                text.split_whitespace().nth(1).map(|zone| Self::Zone(zone.to_owned()))
            }
            _ => None,
        }
    }
}

/// `21-8`.
fn quiet(hours: &str) -> Option<Tap> {
    let (from, until) = hours.split_once('-')?;
    Some(Tap::Quiet(from.parse().ok()?, until.parse().ok()?))
}

fn rhythm(word: &str) -> Option<Rhythm> {
    Some(match word {
        "instant" => Rhythm::Instant,
        "daily" => Rhythm::Daily,
        "weekdays" => Rhythm::Weekdays(0b1_1111),
        "weekend" => Rhythm::Weekdays(0b110_0000),
        _ => {
            Rhythm::Weekly(word.strip_prefix("weekly")?.trim().parse().ok().filter(|day| *day < 7)?)
        }
    })
}

impl fmt::Display for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(edition) => write!(f, "read {edition}"),
            Self::Story(story) => write!(f, "story {story}"),
            Self::Whole(story) => write!(f, "whole {story}"),
            Self::Save(story) => write!(f, "save {story}"),
            Self::Less(story) => write!(f, "less {story}"),
            Self::Saved => f.write_str("saved"),
            Self::Settings => f.write_str("settings"),
            Self::Choose(what) => write!(f, "choose {what}"),
            Self::Rhythm(Rhythm::Instant) => f.write_str("rhythm instant"),
            Self::Rhythm(Rhythm::Daily) => f.write_str("rhythm daily"),
            Self::Rhythm(Rhythm::Weekdays(0b110_0000)) => f.write_str("rhythm weekend"),
            Self::Rhythm(Rhythm::Weekdays(_)) => f.write_str("rhythm weekdays"),
            Self::Rhythm(Rhythm::Weekly(day)) => write!(f, "rhythm weekly{day}"),
            Self::Hour(hour) => write!(f, "hour {hour}"),
            Self::Topic(topic) => write!(f, "topic {topic}"),
            Self::Language(language) => write!(f, "language {language}"),
            Self::Length(length) => write!(f, "length {length}"),
            Self::Zone(zone) => write!(f, "zone {zone}"),
            Self::Quiet(from, until) => write!(f, "quiet {from}-{until}"),
            Self::Breaking(is_on) => write!(f, "breaking {}", if *is_on { "on" } else { "off" }),
            Self::Pause => f.write_str("pause"),
            Self::Stop => f.write_str("stop"),
            Self::Start => f.write_str("start"),
            Self::Keep => f.write_str("keep"),
        }
    }
}
