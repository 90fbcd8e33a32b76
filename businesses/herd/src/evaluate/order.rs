//! The same readings must give the same findings in whatever order they come, and across restarts.

use super::barn::{Barn, Told, unchanged};
use super::chance::Chance;
use crate::model::{About, CowId, Facts, Herd, Kind, Settings};
use crate::reading::Reading;

/// Readings come so late at most, hours.
const LATE_H: u64 = 6;
/// A restart so often, hours.
const RESTART_H: i64 = 53;

/// Whether a replay in another order, with restarts, told the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SameResult {
    /// Findings of the replay in order.
    pub findings: u64,
    /// Findings of only one of them.
    pub different: u64,
    /// Cows whose settled memory is another one in the end.
    pub cows_that_differ: u64,
}

/// A herd with the same cows and the same memory, made from bytes.
pub fn restarted(herd: &Herd, settings: &Settings) -> Option<Herd> {
    let mut again = Herd::new(settings.clone());
    again.restore_groups(&herd.save_groups()).ok()?;
    let cows: Vec<(CowId, Facts)> = herd.cows().map(|(id, f)| (id.clone(), f.clone())).collect();
    for (id, facts) in cows {
        let state = herd.save_cow(&id)?;
        again.put(id.clone(), facts);
        again.restore_cow(&id, &state).ok()?;
    }
    Some(again)
}

/// Of whom what was told, without when: it is told later when its readings come later. Silence is about what comes, and is left
/// out.
fn gist(told: Vec<Told>) -> Vec<(String, &'static str)> {
    let mut all = Vec::new();
    for Told { finding, .. } in told {
        let what = match finding.kind {
            Kind::CollarSilent | Kind::GroupSilent => continue,
            Kind::Heat => "heat",
            Kind::Calving => "calving",
            _ => "unwell",
        };
        match finding.about {
            About::Cow(cow) => all.push((cow.0, what)),
            About::Group { name, cows } if cows.is_empty() => all.push((name, "group")),
            About::Group { cows, .. } => all.extend(cows.into_iter().map(|cow| (cow.0, what))),
        }
    }
    all.sort();
    all
}

/// Replays a farm in order, and in another order with restarts.
pub fn compare_orders(barn: &Barn, settings: &Settings) -> Option<SameResult> {
    let (first, last) = barn.span()?;
    let end = last.plus(12);
    let mut ordered = barn.herd(settings);
    let in_order = barn.replay(&mut ordered, first..end, &unchanged);
    let mut chance = Chance::of(7);
    let mut waiting: Vec<Vec<Reading>> = Vec::new();
    let mut herd = barn.herd(settings);
    let mut shuffled = Vec::new();
    let mut now = first;
    while now < end {
        now = now.plus(1);
        for reading in barn.readings(now.plus(-2), &unchanged) {
            let late = usize::try_from(chance.below(LATE_H + 1)).ok()?;
            waiting.resize_with(waiting.len().max(late + 1), Vec::new);
            waiting[late].push(reading);
        }
        if !waiting.is_empty() {
            let mut due = waiting.remove(0);
            // In some order, and some of them twice.
            for at in (1..due.len()).rev() {
                due.swap(at, usize::try_from(chance.below(at as u64 + 1)).ok()?);
            }
            due.extend(due.first().cloned());
            herd.observe(&due, now.begins());
        }
        shuffled.extend(herd.tick(now.begins()).into_iter().map(|finding| Told { now, finding }));
        if now.since(first) % RESTART_H == 0 {
            herd = restarted(&herd, settings)?;
        }
    }
    let (a, b) = (gist(in_order), gist(shuffled));
    let only = |a: &[(String, &str)], b: &[(String, &str)]| {
        a.iter().filter(|x| !b.contains(x)).count() as u64
    };
    let same_cow = |cow: &&CowId| ordered.settled_cow(cow) == herd.settled_cow(cow);
    let cows = barn.cows.iter().filter(|cow| !same_cow(cow)).count() as u64;
    let different = only(&a, &b) + only(&b, &a);
    Some(SameResult { findings: a.len() as u64, different, cows_that_differ: cows })
}
