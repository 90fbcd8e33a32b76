//! A finding as it is kept: with all that a message says, so that it can be said later and in any language.

use jiff::Timestamp;

use crate::memory::Cow;
use crate::model::{About, Finding, Herd, Kind, Sureness};
use crate::reading::Metric;

/// Hours that a picture shows.
const PLOT_H: usize = 72;

/// A finding with what the farm knows.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Noted {
    /// Whom it is about.
    pub subject: Subject,
    /// What it likely is.
    pub kind: NotedKind,
    /// Whether that is likely; else perhaps.
    pub likely: bool,
    /// Since when, microseconds since 1970.
    pub since: i64,
    /// Until when it was looked at.
    pub until: i64,
    /// In robust standard deviations.
    pub score: f32,
    /// What changed, the strongest first.
    pub changes: Vec<Change>,
    /// How many others of the group are normal, and how many report.
    pub herd: Option<(u32, u32)>,
    /// Days since she calved.
    pub days_in_milk: Option<i64>,
    /// Days until she is expected to calve.
    pub calving_in_days: Option<i64>,
    /// The strongest measure over the last three days.
    pub plot: Option<Plot>,
}

/// Whom a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Subject {
    /// A cow.
    Cow {
        /// How the records name her.
        id: String,
        /// The number that the farmer reads.
        number: String,
        /// Her name, or nothing.
        name: String,
        /// Where she stands, or nothing.
        pen: String,
    },
    /// A group.
    Group {
        /// Its name.
        name: String,
        /// The numbers of the cows that stand out.
        numbers: Vec<String>,
    },
}

/// What changed.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// Place of the measure in [`Metric::ALL`].
    pub metric: usize,
    /// In percent, where that has a meaning.
    pub percent: Option<f32>,
    /// In the unit of the measure.
    pub change: f32,
    /// Over so many hours.
    pub hours: u32,
}

/// A measure hour by hour, beside what is normal for her.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Plot {
    /// Place of the measure in [`Metric::ALL`].
    pub metric: usize,
    /// What she did.
    pub measured: Vec<Option<f32>>,
    /// What is normal.
    pub normal: Vec<Option<f32>>,
    /// From this place on it is unusual.
    pub unusual_from: usize,
}

/// [`Kind`] as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NotedKind(pub Kind);

const KINDS: [(Kind, &str); 9] = [
    (Kind::Heat, "heat"),
    (Kind::Illness, "illness"),
    (Kind::Calving, "calving"),
    (Kind::Lameness, "lameness"),
    (Kind::Feed, "feed"),
    (Kind::Unusual, "unusual"),
    (Kind::WholeGroup, "whole_group"),
    (Kind::CollarSilent, "collar_silent"),
    (Kind::GroupSilent, "group_silent"),
];

impl NotedKind {
    /// Its word in the database.
    pub fn word(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self.0).map_or("unusual", |(_, word)| word)
    }
}

impl From<NotedKind> for String {
    fn from(kind: NotedKind) -> Self {
        kind.word().to_owned()
    }
}

impl TryFrom<String> for NotedKind {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let found = KINDS.iter().find(|(_, known)| *known == word);
        found.map(|(kind, _)| Self(*kind)).ok_or_else(|| format!("no kind {word}"))
    }
}

impl Noted {
    /// Gathers what a message needs.
    pub fn of(finding: &Finding, herd: &Herd, cow_of: &dyn Fn(&str) -> Option<Cow>) -> Self {
        let changes = finding.reasons.iter().map(|reason| Change {
            metric: reason.metric.index(),
            percent: reason.change_percent,
            change: reason.change,
            hours: reason.hours,
        });
        let changes: Vec<Change> = changes.collect();
        let number = |id: &str| cow_of(id).map_or_else(|| id.to_owned(), |cow| cow.number);
        let mut noted = Self {
            subject: Subject::Group { name: String::new(), numbers: Vec::new() },
            kind: NotedKind(finding.kind),
            likely: finding.sureness == Sureness::Likely,
            since: finding.since.as_microsecond(),
            until: finding.seen_until.as_microsecond(),
            score: finding.score,
            herd: finding.herd.map(|view| (view.normal, view.reporting)),
            changes,
            days_in_milk: None,
            calving_in_days: None,
            plot: None,
        };
        match &finding.about {
            About::Cow(id) => {
                let known = cow_of(&id.0);
                noted.days_in_milk =
                    known.as_ref().and_then(|cow| cow.facts.days_in_milk(finding.seen_until));
                let hour = crate::model::Hour::of(finding.seen_until);
                let hours = known.as_ref().and_then(|cow| cow.facts.calving_in_h(hour));
                noted.calving_in_days = hours.map(|hours| hours.div_euclid(24));
                noted.plot = finding
                    .reasons
                    .first()
                    .and_then(|first| plot(herd, id, first.metric, finding.since));
                let (name, pen) = known.map(|cow| (cow.name, cow.facts.group)).unwrap_or_default();
                noted.subject = Subject::Cow { id: id.0.clone(), number: number(&id.0), name, pen };
            }
            About::Group { name, cows } => {
                let numbers = cows.iter().map(|id| number(&id.0)).collect();
                noted.subject = Subject::Group { name: name.clone(), numbers };
            }
        }
        noted
    }

    /// What makes two findings be about the same.
    pub fn about_key(&self) -> String {
        match &self.subject {
            Subject::Cow { id, .. } => format!("cow {id}"),
            Subject::Group { name, .. } => format!("group {name}"),
        }
    }

    /// When it began.
    pub fn since(&self) -> Timestamp {
        Timestamp::from_microsecond(self.since).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

fn plot(herd: &Herd, id: &crate::model::CowId, metric: Metric, since: Timestamp) -> Option<Plot> {
    let series = herd.series(id, metric, PLOT_H)?;
    let from = crate::model::Hour::of(since).since(series.first);
    let unusual_from = usize::try_from(from).unwrap_or(0).min(series.measured.len());
    Some(Plot {
        metric: metric.index(),
        measured: series.measured,
        normal: series.normal,
        unusual_from,
    })
}
