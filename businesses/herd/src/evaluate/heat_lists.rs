//! The heats of a published tool (BovHEAT 1.1), found again from the same rows: every lactation must have the same list.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::data::{ToldHeat, ToldLactation, TwoHours};
use crate::model::Hour;

/// The index from which a heat is one.
const FROM: f32 = 35.0;
/// Days before and after calving that are looked at.
const DAYS: std::ops::Range<i64> = -5..30;
/// Two hours.
const STEP_H: i64 = 2;
/// Heats closer than this are marked.
const TOO_SOON_H: i64 = 10;

/// How many lists agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct HeatLists {
    /// Lactations with the same list.
    pub equal: u64,
    /// Lactations on either side.
    pub total: u64,
}

/// Lists the heats of every lactation that calved within the rows.
pub fn list_heats(rows: &[TwoHours]) -> BTreeMap<ToldLactation, Vec<ToldHeat>> {
    let mut cows: BTreeMap<(&str, &str), BTreeMap<Timestamp, &TwoHours>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.lactation.is_some()) {
        let cow = cows.entry((&row.farm, &row.cow)).or_default();
        // Weekly tables repeat midnight without an index.
        if row.change.is_some() || !cow.contains_key(&row.at) {
            cow.insert(row.at, row);
        }
    }
    let mut lists = BTreeMap::new();
    for ((farm, cow), rows) in cows {
        for (lactation, calved) in calvings(&rows) {
            let index = around(&rows, calved);
            if index.iter().any(|(_, change)| change.is_some()) {
                lists.insert((farm.to_owned(), cow.to_owned(), lactation), heats(&index));
            }
        }
    }
    lists
}

/// The day of calving of each lactation: days in milk back from where they are least.
fn calvings(rows: &BTreeMap<Timestamp, &TwoHours>) -> BTreeMap<u32, Hour> {
    let mut least: BTreeMap<u32, (f32, Timestamp)> = BTreeMap::new();
    for (at, row) in rows {
        let (Some(lactation), Some(days)) = (row.lactation, row.days_in_milk) else { continue };
        let known = least.entry(lactation).or_insert((days, *at));
        if days < known.0 {
            *known = (days, *at);
        }
    }
    let known = least.into_iter().filter(|(_, (days, _))| *days >= 0.0);
    known.map(|(lactation, (days, at))| (lactation, midnight(at, days))).collect()
}

fn midnight(at: Timestamp, days: f32) -> Hour {
    let calved = at.checked_sub(SignedDuration::from_secs_f32(days * 86_400.0)).unwrap_or(at);
    Hour(Hour::of(calved).day() * 24)
}

type Index = Vec<(Timestamp, Option<f32>)>;

/// The index around a calving, gaps between two known values filled evenly.
fn around(rows: &BTreeMap<Timestamp, &TwoHours>, calved: Hour) -> Index {
    let slots = (DAYS.start * 24 / STEP_H)..(DAYS.end * 24 / STEP_H);
    let mut index: Index = slots
        .map(|slot| calved.plus(slot * STEP_H).begins())
        .map(|at| (at, rows.get(&at).and_then(|row| row.change)))
        .collect();
    let known: Vec<usize> = (0..index.len()).filter(|at| index[*at].1.is_some()).collect();
    for pair in known.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (Some(low), Some(high)) = (index[from].1, index[to].1) else { continue };
        let width = as_f64(to - from);
        for (at, slot) in index.iter_mut().enumerate().take(to).skip(from + 1) {
            let share = as_f64(at - from) / width;
            let value = f64::from(low) + (f64::from(high) - f64::from(low)) * share;
            slot.1 = Some(as_f32(value));
        }
    }
    index
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[expect(clippy::cast_possible_truncation, reason = "between two values of half its width")]
fn as_f32(value: f64) -> f32 {
    value as f32
}

/// Runs of the index at or above the threshold.
fn heats(index: &Index) -> Vec<ToldHeat> {
    let mut heats: Vec<ToldHeat> = Vec::new();
    let mut last = None;
    for (at, change) in index {
        let Some(change) = change.filter(|change| *change >= FROM) else { continue };
        let apart_h = last.map(|last| Hour::of(*at).since(Hour::of(last)));
        match heats.last_mut() {
            Some(heat) if apart_h == Some(STEP_H) => {
                heat.stop = *at;
                heat.most = heat.most.max(change);
            }
            _ => heats.push(ToldHeat {
                start: *at,
                stop: *at,
                most: change,
                too_soon: apart_h.is_some_and(|apart| apart < TOO_SOON_H),
            }),
        }
        last = Some(*at);
    }
    heats
}

/// Compares with the published lists. A list that names no farm is compared with the farm of its folder.
pub fn score_heat_lists(
    ours: &BTreeMap<ToldLactation, Vec<ToldHeat>>,
    told: &BTreeMap<ToldLactation, Vec<ToldHeat>>,
) -> HeatLists {
    let named = told.keys().any(|(farm, ..)| !farm.is_empty());
    let of_farm = |lactation: &ToldLactation| {
        let (farm, cow, number) = lactation.clone();
        (if named { farm } else { String::new() }, cow, number)
    };
    let ours: BTreeMap<ToldLactation, &Vec<ToldHeat>> =
        ours.iter().map(|(lactation, heats)| (of_farm(lactation), heats)).collect();
    let all: BTreeSet<&ToldLactation> = ours.keys().chain(told.keys()).collect();
    let equal = all.iter().filter(|lactation| {
        let (Some(ours), Some(told)) = (ours.get(**lactation), told.get(**lactation)) else {
            return false;
        };
        let same = |a: &ToldHeat, b: &ToldHeat| {
            let most = (a.most - b.most).abs() < 0.01;
            a.start == b.start && a.stop == b.stop && a.too_soon == b.too_soon && most
        };
        ours.len() == told.len() && ours.iter().zip(told).all(|(a, b)| same(a, b))
    });
    HeatLists { equal: equal.count() as u64, total: all.len() as u64 }
}
