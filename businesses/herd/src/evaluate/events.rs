//! Recorded events of a farm (heat, lameness, mastitis …) against what was told: each event counts once.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::{CowHour, LABELS};
use crate::model::{About, CowId, Facts, Herd, Hour, Kind, Settings};
use crate::reading::{Metric, Reading};

/// An alert may come so long before a recorded event, and after its begin.
const BEFORE_H: i64 = 48;
const AFTER_H: i64 = 24;
/// Hours of one label that are no more apart than this are one event.
const APART_H: i64 = 48;

/// One label of the records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventScore {
    /// Events with an alert from two days before to one day after their begin.
    pub found: u64,
    /// Recorded events.
    pub total: u64,
}

/// All labels of one table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordedScore {
    /// By label, those that occur.
    pub events: BTreeMap<&'static str, EventScore>,
    /// Alerts on cows without any event near, in 100 days of a cow.
    pub other_alerts_per_100_cow_days: f64,
    /// Days of cows.
    pub cow_days: f64,
}

fn readings(row: &CowHour) -> impl Iterator<Item = Reading> {
    let minutes = |seconds: Option<f32>| seconds.map(|seconds| seconds.max(0.0) / 60.0);
    // The alleys stand for movement: the set has no measure of it.
    let measures = [
        (Metric::Activity, minutes(row.alleys_s)),
        (Metric::Lying, minutes(row.rest_s)),
        (Metric::Eating, minutes(row.eat_s)),
    ];
    let (collar, begins) = (row.cow.clone(), row.at);
    measures.into_iter().filter_map(move |(metric, value)| {
        Some(Reading { collar: collar.clone(), metric, begins, seconds: 3600, value: value? })
    })
}

/// Replays the hours of a farm and holds the alerts against its records.
pub fn score_events(rows: &[CowHour], settings: &Settings) -> RecordedScore {
    let mut hours: BTreeMap<Hour, Vec<&CowHour>> = BTreeMap::new();
    let mut marked: BTreeMap<(&str, usize), BTreeSet<Hour>> = BTreeMap::new();
    let mut herd = Herd::new(settings.clone());
    for row in rows {
        let hour = Hour::of(row.at);
        hours.entry(hour).or_default().push(row);
        for (label, _) in row.labels.iter().enumerate().filter(|(_, is)| **is) {
            marked.entry((&row.cow, label)).or_default().insert(hour);
        }
        if herd.wearer(&row.cow).is_none() {
            let facts =
                Facts { collar: row.cow.clone(), group: "farm".to_owned(), ..Facts::default() };
            herd.put(CowId(row.cow.clone()), facts);
        }
    }
    let mut alerts: Vec<(CowId, Hour)> = Vec::new();
    for (hour, rows) in &hours {
        let now = hour.plus(1).begins();
        let readings: Vec<Reading> = rows.iter().flat_map(|row| readings(row)).collect();
        herd.observe(&readings, now);
        for finding in herd.tick(now) {
            match finding.about {
                _ if matches!(finding.kind, Kind::CollarSilent | Kind::GroupSilent) => {}
                About::Cow(cow) => alerts.push((cow, hour.plus(1))),
                About::Group { cows, .. } => {
                    alerts.extend(cows.into_iter().map(|cow| (cow, hour.plus(1))));
                }
            }
        }
    }
    compare(rows.len(), &marked, &alerts)
}

fn compare(
    hours: usize,
    marked: &BTreeMap<(&str, usize), BTreeSet<Hour>>,
    alerts: &[(CowId, Hour)],
) -> RecordedScore {
    let mut score = RecordedScore::default();
    let mut explained = vec![false; alerts.len()];
    for ((cow, label), hours) in marked {
        let mut last: Option<Hour> = None;
        for hour in hours {
            let begins = last.is_none_or(|last| hour.since(last) > APART_H);
            last = Some(*hour);
            let mut found = false;
            for ((_, at), explained) in
                alerts.iter().zip(&mut explained).filter(|((id, _), _)| id.0 == *cow)
            {
                let near = (-BEFORE_H..=AFTER_H).contains(&at.since(*hour));
                *explained |= near;
                found |= near;
            }
            if begins {
                let events = score.events.entry(LABELS[*label]).or_default();
                events.total += 1;
                events.found += u64::from(found);
            }
        }
    }
    let as_f64 = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    score.cow_days = as_f64(hours) / 24.0;
    let other = explained.iter().filter(|explained| !**explained).count();
    score.other_alerts_per_100_cow_days = as_f64(other) * 100.0 / score.cow_days.max(1.0);
    score
}
