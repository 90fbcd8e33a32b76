use std::collections::HashSet;

use jiff::Timestamp;

use super::identity::alike;
use super::reader::Reader;
use super::rhythm::{Rhythm, Slot, days_between, due_slot, is_quiet};

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

/// Decides about one reader. `had` are the stories that she has had, `last` is the day of her latest slot that is settled.
pub fn plan(
    reader: &Reader,
    candidates: &[Candidate],
    had: &HashSet<i64>,
    last: Option<&str>,
    now: Timestamp,
) -> Plan {
    if !reader.wants_anything(now) {
        return Plan::Silent;
    }
    let zone = reader.time_zone();
    if reader.rhythm == Rhythm::Instant {
        return at_once(reader, candidates, had, is_quiet(reader.quiet, &zone, now), now);
    }
    let Some(slot) = due_slot(reader.rhythm, reader.hour, &zone, now, LATE_S) else {
        return Plan::NotDue;
    };
    let name = slot.day.to_string();
    // Days are compared as text: a reader who moves west does not get the same day twice.
    if last.is_some_and(|last| last >= name.as_str()) {
        return Plan::NotDue;
    }
    let chosen = choose(reader, candidates, had, now);
    match chosen.split_at_checked(usize::from(reader.length)) {
        Some((stories, more)) => {
            Plan::Send(Edition { slot: name, stories: stories.to_vec(), more: more.len() })
        }
        None if chosen.is_empty() => Plan::NothingNew(slot),
        None => Plan::Send(Edition { slot: name, stories: chosen, more: 0 }),
    }
}

/// What comes at once. In quiet hours it waits, and what has gathered by their end goes as one.
fn at_once(
    reader: &Reader,
    candidates: &[Candidate],
    had: &HashSet<i64>,
    is_quiet: bool,
    now: Timestamp,
) -> Plan {
    let mut chosen = choose(reader, candidates, had, now);
    if is_quiet {
        let breaks = |story: &i64| candidates.iter().any(|it| it.story == *story && it.is_breaking);
        chosen.retain(|story| reader.breaking_at_night && breaks(story));
    }
    if chosen.is_empty() {
        return Plan::NotDue;
    }
    let more = chosen.len().saturating_sub(usize::from(reader.length));
    chosen.truncate(usize::from(reader.length));
    let newest = chosen.iter().max().copied().unwrap_or(0);
    Plan::Send(Edition { slot: format!("story {newest}"), stories: chosen, more })
}

/// The stories for a reader, the best first: her topics, what she has not had, nothing old, no story twice.
fn choose(
    reader: &Reader,
    candidates: &[Candidate],
    had: &HashSet<i64>,
    now: Timestamp,
) -> Vec<i64> {
    let mut fitting: Vec<(i64, &Candidate)> = candidates
        .iter()
        .filter(|it| reader.wants(&it.topic) && !had.contains(&it.story) && it.seen <= now)
        .map(|it| (days_between(it.seen, now), it))
        .filter(|(days, _)| *days < FRESH_DAYS)
        .map(|(days, it)| (points(reader, it, days), it))
        .collect();
    fitting.sort_by_key(|(points, it)| (-points, std::cmp::Reverse(it.seen), it.story));
    let mut chosen: Vec<&Candidate> = Vec::new();
    for (_, it) in fitting {
        if !chosen.iter().any(|known| alike(&known.title, &it.title)) {
            chosen.push(it);
        }
        if chosen.len() >= CHOSEN_MAX {
            break;
        }
    }
    chosen.iter().map(|it| it.story).collect()
}

/// More are not looked at for one edition: comparing titles costs the square of their number.
const CHOSEN_MAX: usize = 40;

fn points(reader: &Reader, it: &Candidate, days: i64) -> i64 {
    let less = i64::from(reader.less_of(&it.topic)) * LESS_POINTS;
    i64::from(it.is_breaking) * 100 - less - days * AGE_POINTS
}
