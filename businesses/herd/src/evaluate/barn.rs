//! A recorded herd, replayed row by row as it would have come.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::data::TwoHours;
use crate::model::{About, CowId, Facts, Finding, Herd, Hour, Kind, Settings};
use crate::reading::{Metric, Reading};

/// A cow is replayed with so many days measured.
const DAYS_AT_LEAST: usize = 20;

/// All cows of one farm, by the hour.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Barn {
    /// Her readings of two hours, by their begin.
    pub rows: BTreeMap<Hour, Vec<(CowId, f32)>>,
    /// The cows.
    pub cows: BTreeSet<CowId>,
}

/// What happened at one step of a replay.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// When.
    pub now: Hour,
    /// What.
    pub finding: Finding,
}

impl Barn {
    /// The cows of each farm that were measured long enough.
    pub fn of(rows: &[TwoHours]) -> Vec<Self> {
        let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.raw.is_some()) {
            *known.entry((&row.farm, &row.cow)).or_default() += 1;
        }
        let mut barns: BTreeMap<&str, Self> = BTreeMap::new();
        for row in rows {
            let rows = known.get(&(row.farm.as_str(), row.cow.as_str())).copied().unwrap_or(0);
            let Some(raw) = row.raw.filter(|_| rows >= DAYS_AT_LEAST * 12) else { continue };
            let barn = barns.entry(&row.farm).or_default();
            let cow = CowId(row.cow.clone());
            barn.cows.insert(cow.clone());
            barn.rows.entry(Hour::of(row.at)).or_default().push((cow, raw));
        }
        barns.into_values().collect()
    }

    /// The first and the last hour.
    pub fn span(&self) -> Option<(Hour, Hour)> {
        Some((*self.rows.first_key_value()?.0, self.rows.last_key_value()?.0.plus(2)))
    }

    /// The herd before anything came.
    pub fn herd(&self, settings: &Settings) -> Herd {
        let mut herd = Herd::new(settings.clone());
        for cow in &self.cows {
            let facts =
                Facts { collar: cow.0.clone(), group: "farm".to_owned(), ..Facts::default() };
            herd.put(cow.clone(), facts);
        }
        herd
    }

    /// Readings of one begin, each changed as told.
    pub fn readings(&self, begin: Hour, change: &dyn Fn(&CowId, Hour) -> f32) -> Vec<Reading> {
        let rows = self.rows.get(&begin).map(Vec::as_slice).unwrap_or_default();
        let reading = |(cow, raw): &(CowId, f32)| Reading {
            collar: cow.0.clone(),
            metric: Metric::Activity,
            begins: begin.begins(),
            seconds: 7200,
            value: raw * change(cow, begin),
        };
        rows.iter().map(reading).collect()
    }

    /// Replays from one hour to another: every reading comes at the end of its span.
    pub fn replay(
        &self,
        herd: &mut Herd,
        hours: std::ops::Range<Hour>,
        change: &dyn Fn(&CowId, Hour) -> f32,
    ) -> Vec<Told> {
        let mut told = Vec::new();
        let mut now = hours.start;
        while now < hours.end {
            now = now.plus(1);
            let at: Timestamp = now.begins();
            herd.observe(&self.readings(now.plus(-2), change), at);
            told.extend(herd.tick(at).into_iter().map(|finding| Told { now, finding }));
        }
        told
    }
}

/// As it was.
pub fn unchanged(_: &CowId, _: Hour) -> f32 {
    1.0
}

/// The cows of whom a finding says that they do less than ever; for a group, each of its cows that is named.
pub fn unwell(finding: &Finding) -> Vec<&CowId> {
    let less = finding.reasons.first().is_some_and(|reason| reason.z < 0.0);
    let silent = matches!(finding.kind, Kind::CollarSilent | Kind::GroupSilent);
    match &finding.about {
        _ if silent || !less => Vec::new(),
        About::Cow(cow) => vec![cow],
        About::Group { cows, .. } => cows.iter().collect(),
    }
}
