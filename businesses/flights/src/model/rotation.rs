use std::collections::HashMap;

use super::{LegIndex, ScheduledLeg};

/// An aircraft that stands longer than this before a leg brings no delay to it.
const LONGEST_STAND_MIN: i64 = 14 * 60;

/// Which leg brings the aircraft of another, from the schedule alone.
#[derive(Debug)]
pub struct Rotations {
    before: Vec<Option<LegIndex>>,
    after: Vec<Option<LegIndex>>,
    of_tail: HashMap<String, Vec<LegIndex>>,
}

impl Rotations {
    /// Links legs of one aircraft that follow each other at one airport.
    pub fn of(legs: &[ScheduledLeg]) -> Self {
        let mut of_tail: HashMap<String, Vec<LegIndex>> = HashMap::new();
        for (index, leg) in legs.iter().enumerate() {
            if let Some(tail) = &leg.tail {
                of_tail.entry(tail.clone()).or_default().push(index);
            }
        }
        let none = vec![None; legs.len()];
        let mut links = Self { before: none.clone(), after: none, of_tail: HashMap::new() };
        for chain in of_tail.values_mut() {
            links.link(legs, chain);
        }
        links.of_tail = of_tail;
        links
    }

    /// Links the legs of one aircraft anew, after one of them came, changed or went to another aircraft.
    pub(super) fn relink(&mut self, legs: &[ScheduledLeg], changed: LegIndex, tail: &str) {
        self.before.resize(legs.len(), None);
        self.after.resize(legs.len(), None);
        let mut chain = self.of_tail.remove(tail).unwrap_or_default();
        for leg in &chain {
            self.before[*leg] = None;
            self.after[*leg] = None;
        }
        chain.retain(|leg| *leg != changed);
        if legs[changed].tail.as_deref() == Some(tail) {
            chain.push(changed);
        }
        self.link(legs, &mut chain);
        self.of_tail.insert(tail.to_owned(), chain);
    }

    fn link(&mut self, legs: &[ScheduledLeg], chain: &mut [LegIndex]) {
        chain.sort_by_key(|index| (legs[*index].std, *index));
        for pair in chain.windows(2) {
            self.join(legs, pair[0], pair[1]);
        }
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
