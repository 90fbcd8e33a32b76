//! What comes over days: the sum of small daily declines. A lame cow is not unusual on any one day.

use super::cow::{Channel, Cow, DAYS, Stage};
use super::decide::Members;
use super::normal::{MAD_TO_SD, middle};
use super::{About, Contribution, Finding, Hour, Kind, METRICS, Settings, Sureness};
use crate::reading::Metric;

/// What is watched, and which direction is bad.
const WATCHED: [(Metric, f32); 5] = [
    (Metric::Activity, -1.0),
    (Metric::Steps, -1.0),
    (Metric::Lying, 1.0),
    (Metric::Rumination, -1.0),
    (Metric::Eating, -1.0),
];
/// The last week is not part of what is normal: it is what is judged.
const NOT_YET_NORMAL_DAYS: i64 = 8;
/// Days that must be known before.
const DAYS_AT_LEAST: usize = 7;
/// A day's deviation counts as at least this, as a logarithm of a share.
const FLOOR: f32 = 0.08;
/// What a day must be beyond to count, and what one day counts at most, in deviations.
const SLACK: f32 = 1.0;
const DAY_AT_MOST: f32 = 3.0;

/// How far the day that just ended was from the cow's normal day: a logarithm of a share, and its usual deviation.
fn from_normal(cow: &Cow, metric: Metric, day: i64) -> Option<(f32, f32)> {
    let today = cow.day(metric, day);
    let last = i64::try_from(DAYS).unwrap_or(0);
    let mut past: Vec<f32> = (NOT_YET_NORMAL_DAYS..last)
        .map(|back| cow.day(metric, day - back))
        .filter(|mean| *mean > 0.0)
        .map(f32::ln)
        .collect();
    // An index that goes below nought has no share.
    if past.len() < DAYS_AT_LEAST || today.is_nan() || today <= 0.0 {
        return None;
    }
    let centre = middle(&mut past);
    for value in &mut past {
        *value = (*value - centre).abs();
    }
    Some((today.ln() - centre, (middle(&mut past) * MAD_TO_SD).max(FLOOR)))
}

/// Adds the day that ended with `hour` and says whose decline has come too far.
pub(super) fn decide(members: &mut Members<'_>, hour: Hour, settings: &Settings) -> Vec<Finding> {
    let mut changes = vec![[None; METRICS]; members.len()];
    for (metric, _) in WATCHED {
        let at = metric.index();
        for (change, (_, member)) in changes.iter_mut().zip(members.iter()) {
            change[at] = from_normal(&member.cow, metric, hour.day());
        }
        let known = changes.iter().filter_map(|change| change[at]);
        let mut all: Vec<f32> = known.map(|(distance, _)| distance).collect();
        if all.len() >= settings.group_at_least {
            let of_group = middle(&mut all);
            for (distance, _) in changes.iter_mut().filter_map(|change| change[at].as_mut()) {
                *distance -= of_group;
            }
        }
    }
    let mut findings = Vec::new();
    for ((id, member), change) in members.iter_mut().zip(&changes) {
        let cow = &mut member.cow;
        add_day(cow, change);
        let Some(kind) = far_enough(cow, settings, hour) else { continue };
        // What was told as sudden is not told again as slow.
        let told = !cow.may_tell(kind, hour, settings.refractory_h)
            || cow.alarms[Stage::Settled as usize][Channel::Down as usize].is_on()
            || !cow.may_tell(Kind::Illness, hour, settings.refractory_h)
            || !cow.may_tell(Kind::Unusual, hour, settings.refractory_h);
        let score = cow.slow.iter().copied().fold(0.0, f32::max);
        let reasons = reasons(cow, change);
        cow.slow = [0.0; METRICS];
        if told {
            continue;
        }
        cow.told[kind.index()] = Some(hour);
        findings.push(Finding {
            about: About::Cow((*id).clone()),
            kind,
            sureness: if reasons.len() > 1 { Sureness::Likely } else { Sureness::Perhaps },
            since: hour.plus(1 - 24 * NOT_YET_NORMAL_DAYS).begins(),
            seen_until: hour.plus(1).begins(),
            score,
            reasons,
            herd: None,
        });
    }
    findings
}

fn add_day(cow: &mut Cow, change: &[Option<(f32, f32)>; METRICS]) {
    for (metric, bad) in WATCHED {
        let at = metric.index();
        let Some((distance, spread)) = change[at] else { continue };
        let z = (bad * distance / spread).clamp(-DAY_AT_MOST, DAY_AT_MOST);
        cow.slow[at] = (cow.slow[at] + z - SLACK).max(0.0);
    }
}

fn far_enough(cow: &Cow, settings: &Settings, hour: Hour) -> Option<Kind> {
    let beyond = |metric: Metric, kind: Kind| {
        let theta = settings.slow_theta + cow.bias[kind.index()].now(hour);
        cow.slow[metric.index()] >= theta
    };
    let any = |metrics: &[Metric], kind| metrics.iter().any(|metric| beyond(*metric, kind));
    let moves = any(&[Metric::Activity, Metric::Steps, Metric::Lying], Kind::Lameness);
    let feeds = any(&[Metric::Rumination, Metric::Eating], Kind::Feed);
    match (moves, feeds) {
        (true, true) => Some(Kind::Illness),
        (true, false) => Some(Kind::Lameness),
        (false, true) => Some(Kind::Feed),
        (false, false) => None,
    }
}

fn reasons(cow: &Cow, change: &[Option<(f32, f32)>; METRICS]) -> Vec<Contribution> {
    let mut watched: Vec<Metric> = WATCHED.map(|(metric, _)| metric).to_vec();
    watched.sort_by(|a, b| cow.slow[b.index()].total_cmp(&cow.slow[a.index()]));
    let spoken = watched.into_iter().filter(|metric| cow.slow[metric.index()] > SLACK);
    let of = |metric: Metric| {
        let (distance, spread) = change[metric.index()]?;
        let share = distance.exp() - 1.0;
        let z = distance / spread;
        let change_percent = Some(share * 100.0);
        Some(Contribution { metric, change_percent, change: share, hours: 24, z })
    };
    spoken.filter_map(of).take(2).collect()
}
