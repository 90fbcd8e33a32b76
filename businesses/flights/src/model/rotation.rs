use std::collections::HashMap;

use super::{LegIndex, ScheduledLeg};

/// An aircraft that stands longer than this before a leg brings no delay to it.
const LONGEST_STAND_MIN: i64 = 14 * 60;

/// Which leg brings the aircraft of another, from the schedule alone.
#[derive(Debug)]
pub struct Rotations {
    before: Vec<Option<LegIndex>>,
    after: Vec<Option<LegIndex>>,
}

impl Rotations {
    /// Links legs of one aircraft that follow each other at one airport.
    pub fn of(legs: &[ScheduledLeg]) -> Self {
        let mut of_tail: HashMap<&str, Vec<LegIndex>> = HashMap::new();
        for (index, leg) in legs.iter().enumerate() {
            if let Some(tail) = &leg.tail {
                of_tail.entry(tail).or_default().push(index);
            }
        }
        let mut links = Self { before: vec![None; legs.len()], after: vec![None; legs.len()] };
        for chain in of_tail.values_mut() {
            chain.sort_by_key(|index| (legs[*index].std, *index));
            for pair in chain.windows(2) {
                links.join(legs, pair[0], pair[1]);
            }
        }
        links
    }

    fn join(&mut self, legs: &[ScheduledLeg], first: LegIndex, then: LegIndex) {
        let stand_min = legs[then].std.since_min(legs[first].sta);
        let fits = legs[first].to == legs[then].key.from;
        if fits && (0..=LONGEST_STAND_MIN).contains(&stand_min) {
            self.after[first] = Some(then);
            self.before[then] = Some(first);
        }
    }

    /// The leg that brings the aircraft.
    pub fn inbound(&self, leg: LegIndex) -> Option<LegIndex> {
        self.before.get(leg).copied().flatten()
    }

    /// The leg its aircraft flies next.
    pub fn onward(&self, leg: LegIndex) -> Option<LegIndex> {
        self.after.get(leg).copied().flatten()
    }
}
