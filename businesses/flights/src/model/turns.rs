use std::collections::HashMap;

use super::{Airport, Carrier};

/// Turns longer than this say nothing about how fast a carrier can turn an aircraft.
const LONGEST_TURN_MIN: i64 = 120;
/// Turns seen before an estimate replaces the one of the next coarser level.
const ENOUGH: u32 = 30;
const SHORTEST_MIN: i64 = 15;
const LONGEST_MIN: i64 = 50;

/// How fast aircraft are turned around, learned from turns that have already happened.
#[derive(Debug)]
pub struct Turns {
    default_min: i64,
    share_percent: u32,
    at_airport: HashMap<(Carrier, Airport), Seen>,
    of_carrier: HashMap<Carrier, Seen>,
}

#[derive(Debug)]
struct Seen {
    count: u32,
    minutes: Vec<u32>,
    quick_min: i64,
}

impl Seen {
    fn new() -> Self {
        let bins = usize::try_from(LONGEST_TURN_MIN + 1).unwrap_or(0);
        Self { count: 0, minutes: vec![0; bins], quick_min: 0 }
    }

    fn add(&mut self, turn_min: i64, share_percent: u32) {
        let Some(bin) = usize::try_from(turn_min).ok().and_then(|at| self.minutes.get_mut(at))
        else {
            return;
        };
        *bin += 1;
        self.count += 1;
        let rank = self.count * share_percent / 100;
        let mut below = 0;
        let quick = self.minutes.iter().position(|n| {
            below += n;
            below > rank
        });
        self.quick_min = quick.and_then(|at| i64::try_from(at).ok()).unwrap_or(LONGEST_TURN_MIN);
    }

    fn quick_min(&self) -> Option<i64> {
        (self.count >= ENOUGH).then_some(self.quick_min.clamp(SHORTEST_MIN, LONGEST_MIN))
    }
}

impl Turns {
    /// `default_min` holds until enough turns were seen; then the time within which `share_percent` of them were done.
    pub fn new(default_min: i64, share_percent: u32) -> Self {
        Self { default_min, share_percent, at_airport: HashMap::new(), of_carrier: HashMap::new() }
    }

    /// Learns from a turn that has just ended.
    pub fn learn(&mut self, carrier: Carrier, at: Airport, turn_min: i64) {
        let share = self.share_percent;
        self.at_airport.entry((carrier, at)).or_insert_with(Seen::new).add(turn_min, share);
        self.of_carrier.entry(carrier).or_insert_with(Seen::new).add(turn_min, share);
    }

    /// The quickest turn to reckon with, in minutes.
    pub fn quick_min(&self, carrier: Carrier, at: Airport) -> i64 {
        let here = self.at_airport.get(&(carrier, at)).and_then(Seen::quick_min);
        here.or_else(|| self.of_carrier.get(&carrier).and_then(Seen::quick_min))
            .unwrap_or(self.default_min)
    }
}
