use std::collections::HashMap;

use crate::model::{
    Airport, Carrier, Connection, ConnectionRules, LegIndex, Minute, Watch, outlook,
};
use crate::source::{Flight, Random};

/// Layovers that are sampled, minutes.
const LAYOVER_MIN: std::ops::RangeInclusive<i64> = 40..=120;
/// The busiest airports are hubs.
const HUBS: usize = 9;
/// One in so many arrivals at a hub gets a passenger who changes.
const ONE_IN: i64 = 10;
/// The walk from gate to gate that decides what really happened, minutes.
const WALK_MIN: i64 = 20;

/// Passengers who change at a hub: invented itineraries over real flights.
pub(super) struct ConnectionLog {
    all: Vec<Connection>,
    of_leg: HashMap<LegIndex, Vec<usize>>,
    told: Vec<Option<Minute>>,
}

/// How connections at risk were foreseen.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct ConnectionReport {
    /// Itineraries whose legs both flew.
    pub flown: u64,
    /// Of these, missed: less than 20 minutes between the gates.
    pub missed: u64,
    /// Of these, foreseen before the first leg was on block.
    pub foreseen: u64,
    /// How long before, in minutes: the median.
    pub lead_median_min: i64,
    /// Announced as at risk, and made.
    pub false_alarms: u64,
    /// Itineraries with a cancelled leg.
    pub cancelled: u64,
}

impl ConnectionLog {
    /// Draws itineraries of one carrier over the busiest airports.
    pub(super) fn sample(flights: &[Flight], seed: u64) -> Self {
        let mut departures: HashMap<Airport, u64> = HashMap::new();
        let mut leaving: HashMap<(Carrier, Airport), Vec<(Minute, LegIndex)>> = HashMap::new();
        for (leg, flight) in flights.iter().enumerate() {
            let key = &flight.plan.key;
            *departures.entry(key.from).or_default() += 1;
            leaving.entry((key.flight.carrier, key.from)).or_default().push((flight.plan.std, leg));
        }
        for legs in leaving.values_mut() {
            legs.sort_unstable();
        }
        let mut busiest: Vec<(u64, Airport)> =
            departures.into_iter().map(|(place, n)| (n, place)).collect();
        busiest.sort_unstable_by(|a, b| b.cmp(a));
        let hubs: Vec<Airport> = busiest.into_iter().take(HUBS).map(|(_, place)| place).collect();
        let mut log = Self { all: Vec::new(), of_leg: HashMap::new(), told: Vec::new() };
        for (first, flight) in flights.iter().enumerate() {
            if hubs.contains(&flight.plan.to) {
                log.draw(flights, &leaving, first, seed);
            }
        }
        log
    }

    fn draw(
        &mut self,
        flights: &[Flight],
        leaving: &HashMap<(Carrier, Airport), Vec<(Minute, LegIndex)>>,
        first: LegIndex,
        seed: u64,
    ) {
        let plan = &flights[first].plan;
        let mut random = Random::of(seed, &format!("connection {}", plan.key));
        if random.between(1, ONE_IN) > 1 {
            return;
        }
        let Some(legs) = leaving.get(&(plan.key.flight.carrier, plan.to)) else { return };
        let fits = |(std, leg): &&(Minute, LegIndex)| {
            LAYOVER_MIN.contains(&std.since_min(plan.sta)) && flights[*leg].plan.to != plan.key.from
        };
        let fitting: Vec<(LegIndex, i64)> =
            legs.iter().filter(fits).map(|(_, leg)| (*leg, 1)).collect();
        let Some(then) = random.pick(&fitting).copied() else { return };
        for leg in [first, then] {
            self.of_leg.entry(leg).or_default().push(self.all.len());
        }
        self.all.push(Connection { first, then });
        self.told.push(None);
    }

    /// Thinks about the connections of a leg of which something was heard.
    pub(super) fn look(&mut self, watch: &Watch, leg: LegIndex, now: Minute) {
        let Some(of_leg) = self.of_leg.get(&leg) else { return };
        for at in of_leg {
            if self.told[*at].is_some() {
                continue;
            }
            let seen = outlook(watch.board(), self.all[*at], now, &ConnectionRules::default());
            if seen.is_some_and(|seen| seen.at_risk) {
                self.told[*at] = Some(now);
            }
        }
    }

    /// Holds what was foreseen against what happened.
    pub(super) fn measure(
        &self,
        flights: &[Flight],
        counts: impl Fn(&Flight) -> bool,
    ) -> ConnectionReport {
        let mut report = ConnectionReport::default();
        let mut leads = Vec::new();
        for (at, told) in self.all.iter().zip(&self.told) {
            let (first, then) = (&flights[at.first], &flights[at.then]);
            if !counts(first) {
                continue;
            }
            let (Some(on_block), Some(off_block)) = (first.actual.on_block, then.actual.off_block)
            else {
                report.cancelled += 1;
                continue;
            };
            let missed = off_block.since_min(on_block) < WALK_MIN;
            let lead_min = told.map(|told| on_block.since_min(told)).filter(|lead| *lead > 0);
            report.flown += 1;
            report.missed += u64::from(missed);
            report.foreseen += u64::from(missed && lead_min.is_some());
            report.false_alarms += u64::from(!missed && told.is_some());
            leads.extend(lead_min.filter(|_| missed));
        }
        leads.sort_unstable();
        report.lead_median_min = leads.get(leads.len() / 2).copied().unwrap_or(0);
        report
    }
}
