use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::identity::alike;
use super::reader::Reader;
use super::rhythm::{Rhythm, Slot, days_between, due_slot, is_quiet, next_slot, quiet_until};

/// An edition that is later than this is not sent any more, in seconds: its hour is over.
pub const LATE_S: i64 = 3 * 3600;
/// Stories older than this are no news, in days.
const FRESH_DAYS: i64 = 7;
/// Points that each "less like this" takes from a topic; a day of age takes ten.
const LESS_POINTS: i64 = 15;
const AGE_POINTS: i64 = 10;

/// A story that could go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub story: i64,
    /// Its topic.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// When the newsroom saw it first.
    pub seen: Timestamp,
    /// The editor marked it as breaking.
    pub is_breaking: bool,
}

/// What goes to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// For which slot: the day where she is, or the story's number for what goes at once.
    pub slot: String,
    /// After this moment, in seconds, it is not sent any more.
    pub until_s: i64,
    /// Its stories, the best first.
    pub stories: Vec<i64>,
    /// How many more there would have been.
    pub more: usize,
}

/// What is to be done about a reader now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// This goes out.
    Send(Edition),
    /// Her slot has come, and there is nothing new: it is skipped.
    NothingNew(Slot),
    /// Nothing is due.
    NotDue,
    /// She stopped or pauses.
    Silent,
}

/// The stories of one moment, looked at once for all readers: which of them tell the same story, and what was chosen for others
/// with the same wishes.
#[derive(Debug)]
pub struct Shelf {
    stories: Vec<(Candidate, usize, i64)>,
    now: Timestamp,
    memo: HashMap<Wish, Vec<i64>>,
}

/// What decides about the choice: topics, topics of which less is wanted, stories that were had.
type Wish = (Vec<String>, Vec<(String, u32)>, Vec<i64>);

impl Shelf {
    /// With these stories, at this moment. What is old is left out.
    pub fn new(candidates: Vec<Candidate>, now: Timestamp) -> Self {
        let mut stories: Vec<(Candidate, usize, i64)> = Vec::new();
        for it in candidates {
            let days = days_between(it.seen, now);
            if it.seen > now || days >= FRESH_DAYS {
                continue;
            }
            // The same story from another feed is not a second one.
            let group = stories
                .iter()
                .find(|(known, _, _)| alike(&known.title, &it.title))
                .map(|(_, group, _)| *group);
            let group = group.unwrap_or(stories.len());
            stories.push((it, group, days));
        }
        Self { stories, now, memo: HashMap::new() }
    }

    /// The stories for a reader, the best first: her topics, what she has not had, no story twice.
    fn choose(&mut self, reader: &Reader, had: &BTreeSet<i64>) -> Vec<i64> {
        let seen: Vec<i64> = self
            .stories
            .iter()
            .map(|(it, _, _)| it.story)
            .filter(|story| had.contains(story))
            .collect();
        let wish: Wish = (reader.topics.iter().cloned().collect(), reader.less.clone(), seen);
        if let Some(chosen) = self.memo.get(&wish) {
            return chosen.clone();
        }
        let mut groups: BTreeSet<usize> = self
            .stories
            .iter()
            .filter(|(it, _, _)| had.contains(&it.story))
            .map(|(_, group, _)| *group)
            .collect();
        let mut fitting: Vec<(i64, &Candidate, usize)> = self
            .stories
            .iter()
            .filter(|(it, _, _)| reader.wants(&it.topic))
            .map(|(it, group, days)| (points(reader, it, *days), it, *group))
            .collect();
        fitting.sort_by_key(|(points, it, _)| (-points, std::cmp::Reverse(it.seen), it.story));
        let chosen: Vec<i64> = fitting
            .iter()
            .filter(|(_, _, group)| groups.insert(*group))
            .map(|(_, it, _)| it.story)
            .collect();
        self.memo.insert(wish, chosen.clone());
        chosen
    }
}

/// Decides about one reader. `had` are the stories that she has had, `last` is the day of her latest slot that is settled.
pub fn plan(reader: &Reader, shelf: &mut Shelf, had: &BTreeSet<i64>, last: Option<&str>) -> Plan {
    let now = shelf.now;
    if !reader.wants_anything(now) {
        return Plan::Silent;
    }
    let zone = reader.time_zone();
    if reader.rhythm == Rhythm::Instant {
        return at_once(reader, shelf, had, is_quiet(reader.quiet, &zone, now));
    }
    let Some(slot) = due_slot(reader.rhythm, reader.hour, &zone, now, LATE_S) else {
        return Plan::NotDue;
    };
    let name = slot.day.to_string();
    // Days are compared as text: a reader who moves west does not get the same day twice.
    if last.is_some_and(|last| last >= name.as_str()) {
        return Plan::NotDue;
    }
    let mut stories = shelf.choose(reader, had);
    if stories.is_empty() {
        return Plan::NothingNew(slot);
    }
    let more = stories.len().saturating_sub(usize::from(reader.length));
    stories.truncate(usize::from(reader.length));
    Plan::Send(Edition { slot: name, until_s: slot.at.as_second() + LATE_S, stories, more })
}

/// What comes at once. In quiet hours it waits, and what has gathered by their end goes as one.
fn at_once(reader: &Reader, shelf: &mut Shelf, had: &BTreeSet<i64>, is_quiet: bool) -> Plan {
    let mut stories = shelf.choose(reader, had);
    if is_quiet {
        let breaks = |story: &i64| {
            shelf.stories.iter().any(|(it, _, _)| it.story == *story && it.is_breaking)
        };
        stories.retain(|story| reader.breaking_at_night && breaks(story));
    }
    if stories.is_empty() {
        return Plan::NotDue;
    }
    let more = stories.len().saturating_sub(usize::from(reader.length));
    stories.truncate(usize::from(reader.length));
    let newest = stories.iter().max().copied().unwrap_or(0);
    Plan::Send(Edition {
        slot: format!("story-{newest}"),
        until_s: shelf.now.as_second() + LATE_S,
        stories,
        more,
    })
}

/// When a reader is to be thought of next, in seconds; never, if nothing but news can wake her.
pub fn next_due_s(reader: &Reader, now: Timestamp) -> i64 {
    if reader.is_stopped {
        return NEVER_S;
    }
    if let Some(until) = reader.paused_until_s.filter(|until| *until > now.as_second()) {
        return until;
    }
    let zone = reader.time_zone();
    if reader.rhythm == Rhythm::Instant {
        let end = quiet_until(reader.quiet, &zone, now);
        return if end > now { end.as_second() } else { NEVER_S };
    }
    next_slot(reader.rhythm, reader.hour, &zone, now).map_or(NEVER_S, |slot| slot.at.as_second())
}

/// Later than anything.
pub const NEVER_S: i64 = 253_402_300_799;

fn points(reader: &Reader, it: &Candidate, days: i64) -> i64 {
    let less = i64::from(reader.less_of(&it.topic)) * LESS_POINTS;
    i64::from(it.is_breaking) * 100 - less - days * AGE_POINTS
}
