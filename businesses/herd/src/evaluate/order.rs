//! The same readings must give the same findings in whatever order they come, and across restarts.

use super::barn::{Barn, Told, unchanged};
use super::chance::Chance;
use crate::model::{CowId, Facts, Finding, Herd, Kind, Settings};
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

/// What was told, without when: a finding about an hour comes later when its readings do. Silence is about what comes, and is
/// left out.
fn sorted(told: Vec<Told>) -> Vec<String> {
    let silent = |kind| matches!(kind, Kind::CollarSilent | Kind::GroupSilent);
    let heard = told.into_iter().map(|told| told.finding);
    let mut all: Vec<String> = heard
        .filter(|finding: &Finding| !silent(finding.kind))
        .map(|finding| format!("{finding:?}"))
        .collect();
    all.sort();
    all
}

/// Replays a farm in order, and in another order with restarts.
pub fn compare_orders(barn: &Barn, settings: &Settings) -> Option<SameResult> {
    let (first, last) = barn.span()?;
    let end = last.plus(8);
    let in_order = barn.replay(&mut barn.herd(settings), first..end, &unchanged);
    let mut chance = Chance::of(7);
    let mut waiting: Vec<Vec<Reading>> = Vec::new();
    let mut herd = barn.herd(settings);
    let mut shuffled = Vec::new();
    let mut now = first;
    while now < end {
        now = now.plus(1);
        for reading in barn.readings(now.plus(-2), &unchanged) {
            let late = usize::try_from(chance.below(LATE_H)).ok()?;
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
    let (a, b) = (sorted(in_order), sorted(shuffled));
    let only = |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).count() as u64;
    Some(SameResult { findings: a.len() as u64, different: only(&a, &b) + only(&b, &a) })
}
