//! What a herd of ten thousand costs: memory of a cow, and the time of one hour of all of them on one core.

use super::chance::Chance;
use crate::model::{CowId, Facts, Herd, Hour, Settings};
use crate::reading::{Metric, Reading};

/// Cows whose hour is timed.
const COWS: usize = 10_000;
/// Cows that are lived through; the others remember the same.
const LIVED: usize = 100;
/// Cows of a group.
const GROUP: usize = 250;
/// Days lived through.
const DAYS: i64 = 11;
/// The first hour; any will do.
const FIRST: Hour = Hour(490_008);
/// What each collar sends every hour, and about how much of it.
const SENT: [(Metric, f32); 5] = [
    (Metric::Activity, 40.0),
    (Metric::Rumination, 22.0),
    (Metric::Eating, 14.0),
    (Metric::Lying, 28.0),
    (Metric::Temperature, 38.6),
];

/// Memory and time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cost {
    /// Bytes of one cow, in memory or saved, whichever is more.
    pub state_bytes_per_cow: u64,
    /// Seconds for one hour of ten thousand cows: taking the readings and deciding.
    pub hour_batch_s: f64,
    /// Cows that were timed.
    pub cows: u64,
}

fn hour_of(cows: std::ops::Range<usize>, hour: Hour, chance: &mut Chance) -> Vec<Reading> {
    let day = [0.4, 0.4, 0.5, 0.6, 1.4, 1.8, 1.2, 0.9][hour.of_day() / 3];
    let of = |cow: usize, chance: &mut Chance| {
        SENT.map(|(metric, about)| {
            let noise = 0.7 + 0.6 * chance.share();
            let value = match metric {
                Metric::Temperature => about + 0.4 * chance.share(),
                _ => about * day * noise,
            };
            Reading { collar: name(cow), metric, begins: hour.begins(), seconds: 3600, value }
        })
    };
    cows.flat_map(|cow| of(cow, chance)).collect()
}

fn name(cow: usize) -> String {
    format!("{cow:05}")
}

fn member(herd: &mut Herd, cow: usize) {
    let facts = Facts {
        collar: name(cow),
        group: format!("pen {}", cow % (COWS / GROUP)),
        ..Facts::default()
    };
    herd.put(CowId(name(cow)), facts);
}

/// Lives through eleven days with some cows, gives what they remember to all, and times one more hour. `elapsed_s` reads a clock
/// that only goes forward.
pub fn measure_cost(elapsed_s: &dyn Fn() -> f64) -> Cost {
    let mut chance = Chance::of(1);
    let mut herd = Herd::new(Settings::default());
    for cow in 0..LIVED {
        member(&mut herd, cow);
    }
    let mut hour = FIRST;
    for _ in 0..DAYS * 24 {
        let now = hour.plus(1).begins();
        herd.observe(&hour_of(0..LIVED, hour, &mut chance), now);
        herd.tick(now);
        hour = hour.plus(1);
    }
    let saved: Vec<Vec<u8>> =
        (0..LIVED).filter_map(|cow| herd.save_cow(&CowId(name(cow)))).collect();
    let largest = saved.iter().map(Vec::len).max().unwrap_or(0);
    let mut all = Herd::new(Settings::default());
    // A group that was never decided begins six hours ago: the groups are told what hour it is.
    let restored = all.restore_groups(&herd.save_groups());
    for cow in 0..COWS {
        member(&mut all, cow);
        let state = saved.get(cow % LIVED).map(Vec::as_slice).unwrap_or_default();
        if restored.is_err() || all.restore_cow(&CowId(name(cow)), state).is_err() {
            return Cost::default();
        }
    }
    let readings = hour_of(0..COWS, hour, &mut chance);
    let now = hour.plus(1).begins();
    let began = elapsed_s();
    let taken = all.observe(&readings, now);
    all.tick(now);
    let hour_batch_s = elapsed_s() - began;
    // Readings that were refused would cost nothing.
    let cows = if taken.taken == readings.len() as u64 { COWS as u64 } else { 0 };
    let state = largest.max(Herd::bytes_per_cow()) as u64;
    Cost { state_bytes_per_cow: state, hour_batch_s, cows }
}
