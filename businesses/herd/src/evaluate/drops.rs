//! Drops of activity, injected into real series. No disease is labelled in these data: this shows mechanics, not medicine.

use std::collections::{BTreeMap, BTreeSet};

use super::barn::{Barn, Told, unchanged, unwell};
use crate::model::{About, CowId, Herd, Hour, Kind, Settings};

/// Hours that a drop lasts.
const LASTS_H: i64 = 48;
/// A drop counts as found within so many hours, and as found late within so many.
const SOON_H: i64 = 24;
const LATE_H: i64 = 52;
/// A drop needs a judged cow: it begins not before so many days of the recording.
const FROM_DAY: i64 = 11;
/// So many drops of each cow at most, each begun at another hour of the day.
const STARTS: i64 = 8;
/// Hours from one start to the next.
const APART_H: i64 = 37;
/// A quarter of the herd drops together.
const QUARTERS: usize = 4;
/// Alerts in 100 days of a cow that a farmer is asked to bear.
const BEARABLE: f64 = 1.0;

/// How drops of one depth were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Found {
    /// Within 24 hours.
    pub found: u64,
    /// Within 52 hours.
    pub found_52h: u64,
    /// Injected.
    pub total: u64,
    /// `found` of `total`.
    pub share: f64,
    /// `found_52h` of `total`.
    pub share_52h: f64,
}

/// Injected drops.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct DropScore {
    /// Half of the activity missing.
    pub minus_50: Found,
    /// Three tenths missing.
    pub minus_30: Found,
    /// Alerts on untouched series in 100 days of a cow, at the threshold that was set on the other half of the cows.
    pub alerts_per_100_cow_days: f64,
    /// These thresholds, one for each half of the cows.
    pub thetas: Vec<f32>,
    /// Days of cows without a drop.
    pub cow_days: f64,
}

/// One day on which the whole herd did 40 % less.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct HerdDay {
    /// Days tried.
    pub days: u64,
    /// Messages about the herd on the worst of them.
    pub herd_messages: u64,
    /// Messages about the herd on the day with the fewest.
    pub herd_messages_least: u64,
    /// Cows told of, on the worst of them.
    pub cow_alerts: u64,
}

/// Which half of the cows one belongs to: by her place, not by anything she does.
fn halves(barn: &Barn) -> BTreeMap<&CowId, usize> {
    barn.cows.iter().enumerate().map(|(at, cow)| (cow, at / QUARTERS % 2)).collect()
}

fn with_theta(settings: &Settings, theta: f32) -> Settings {
    Settings { down_theta: theta, ..settings.clone() }
}

/// Alerts of one half of the cows on untouched series.
fn alerts(told: &[Told], halves: &BTreeMap<&CowId, usize>, half: usize) -> u64 {
    let cows = told.iter().flat_map(|told| unwell(&told.finding));
    cows.filter(|cow| halves.get(cow) == Some(&half)).count() as u64
}

/// Injects drops into a farm, with the threshold of each half of the cows set on the other half.
pub fn score_drops(
    barn: &Barn,
    settings: &Settings,
    progress: &mut dyn FnMut(u64, u64),
) -> Option<DropScore> {
    let (first, last) = barn.span()?;
    let halves = halves(barn);
    let judged_h = last.since(first) - i64::try_from(settings.warm_up_h).ok()?;
    let half_days = days(judged_h) * as_f64(barn.cows.len() as u64) / 2.0;
    if barn.cows.len() < 4 * QUARTERS || last.since(first) < (FROM_DAY + 4) * 24 {
        return None;
    }
    let grid: Vec<f32> = (8..=28_u8).map(|step| f32::from(step) * 0.25).collect();
    let all = grid.len() as u64 + 4 * u64::try_from(STARTS).ok()?;
    let mut done = 0;
    let mut step = |done: &mut u64| {
        *done += 1;
        progress(*done, all);
    };
    let mut burdens = Vec::new();
    for theta in &grid {
        let mut herd = barn.herd(&with_theta(settings, *theta));
        let told = barn.replay(&mut herd, first..last, &unchanged);
        burdens.push([alerts(&told, &halves, 0), alerts(&told, &halves, 1)]);
        step(&mut done);
    }
    let bearable = |half: usize| {
        let low =
            burdens.iter().position(|burden| as_f64(burden[half]) * 100.0 / half_days <= BEARABLE);
        low.unwrap_or(grid.len() - 1)
    };
    let mut score = DropScore { cow_days: half_days * 2.0, ..DropScore::default() };
    let mut burden = 0;
    for (half, other) in [(0, 1), (1, 0)] {
        // The threshold of this half comes from the other one.
        let at = bearable(other);
        score.thetas.push(grid[at]);
        burden += burdens[at][half];
        let settings = with_theta(settings, grid[at]);
        inject(barn, &settings, &halves, half, &mut score, &mut || step(&mut done));
    }
    score.alerts_per_100_cow_days = as_f64(burden) * 100.0 / score.cow_days;
    for found in [&mut score.minus_50, &mut score.minus_30] {
        found.share = as_f64(found.found) / as_f64(found.total.max(1));
        found.share_52h = as_f64(found.found_52h) / as_f64(found.total.max(1));
    }
    Some(score)
}

fn inject(
    barn: &Barn,
    settings: &Settings,
    halves: &BTreeMap<&CowId, usize>,
    half: usize,
    score: &mut DropScore,
    step: &mut dyn FnMut(),
) {
    let Some((first, last)) = barn.span() else { return };
    let mut herd = barn.herd(settings);
    let mut now = first;
    for round in 0..STARTS {
        let start = first.plus(FROM_DAY * 24 + round * APART_H);
        if start.plus(LATE_H) > last {
            break;
        }
        barn.replay(&mut herd, now..start, &unchanged);
        now = start;
        let quarter = usize::try_from(round).unwrap_or(0) % QUARTERS;
        let chosen = barn.cows.iter().enumerate().filter(|(at, _)| at % QUARTERS == quarter);
        let dropping: BTreeSet<&CowId> = chosen.map(|(_, cow)| cow).collect();
        for (depth, found) in [(0.5, &mut score.minus_50), (0.7, &mut score.minus_30)] {
            let soon = drop_once(barn, &herd, start, depth, &dropping);
            // A cow that is alarmed already, or has no collar, cannot be found.
            let measured = |cow: &CowId| {
                barn.rows
                    .range(start..start.plus(4))
                    .any(|(_, rows)| rows.iter().any(|(row, _)| row == cow))
            };
            let judged = dropping.iter().filter(|cow| {
                halves.get(**cow) == Some(&half) && measured(cow) && !herd.is_alarmed(cow)
            });
            for cow in judged {
                let after = soon.get(*cow).copied();
                found.total += 1;
                found.found += u64::from(after.is_some_and(|h| h <= SOON_H));
                found.found_52h += u64::from(after.is_some_and(|h| h <= LATE_H));
            }
        }
        step();
        step();
    }
}

/// Hours after which each cow was told of.
fn drop_once(
    barn: &Barn,
    herd: &Herd,
    start: Hour,
    depth: f32,
    dropping: &BTreeSet<&CowId>,
) -> BTreeMap<CowId, i64> {
    let within = |cow: &CowId, hour: Hour| {
        let drops = dropping.contains(cow) && (start..start.plus(LASTS_H)).contains(&hour);
        if drops { depth } else { 1.0 }
    };
    let told = barn.replay(&mut herd.clone(), start..start.plus(LATE_H), &within);
    let mut after = BTreeMap::new();
    for told in &told {
        for cow in unwell(&told.finding) {
            after.entry(cow.clone()).or_insert_with(|| told.now.since(start));
        }
    }
    after
}

/// Days on which all cows do 40 % less.
pub fn score_herd_day(barn: &Barn, settings: &Settings) -> Option<HerdDay> {
    let (first, last) = barn.span()?;
    let mut herd = barn.herd(settings);
    let mut now = first;
    let mut score = HerdDay { herd_messages_least: u64::MAX, ..HerdDay::default() };
    for round in 0..STARTS {
        let start = Hour((first.day() + FROM_DAY + 1 + round) * 24);
        if start.plus(48) > last {
            break;
        }
        barn.replay(&mut herd, now..start, &unchanged);
        now = start;
        let day = |_: &CowId, hour: Hour| {
            if (start..start.plus(24)).contains(&hour) { 0.6 } else { 1.0 }
        };
        let told = barn.replay(&mut herd.clone(), start..start.plus(36), &day);
        let of_herd = told.iter().filter(|told| {
            let whole = told.finding.kind == Kind::WholeGroup;
            whole && matches!(told.finding.about, About::Group { .. })
        });
        let messages = of_herd.count() as u64;
        let cows = told.iter().map(|told| unwell(&told.finding).len() as u64).sum::<u64>();
        score.days += 1;
        score.herd_messages = score.herd_messages.max(messages);
        score.herd_messages_least = score.herd_messages_least.min(messages);
        score.cow_alerts = score.cow_alerts.max(cows);
    }
    (score.days > 0).then_some(score)
}

fn days(hours: i64) -> f64 {
    f64::from(i32::try_from(hours).unwrap_or(i32::MAX)) / 24.0
}

fn as_f64(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
