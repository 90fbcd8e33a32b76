use jiff::civil::Date;

use super::{Actual, Airports, Flight, Flights, Origin, Random};
use crate::model::{Airport, FlightNumber, LegKey, Minute, ScheduledLeg};

const AIRCRAFT: u16 = 60;
const CARRIER: &str = "KU";
const HUBS: [&str; 3] = ["ORD", "DFW", "ATL"];
const SPOKES: [&str; 9] = ["BOS", "DEN", "JFK", "LAX", "MIA", "MSP", "PHX", "SEA", "SFO"];
/// An aircraft is not turned faster than this, minutes.
const TURN_MIN: i64 = 28;

/// Invents a plausible day: aircraft shuttle between hubs and spokes, and lateness travels with them.
pub fn generate(day: Date, seed: u64) -> Flights {
    let airports = Airports::built_in();
    let flights = (0..AIRCRAFT).flat_map(|tail| rotation(day, seed, tail, &airports)).collect();
    Flights { flights, airports, origin: Origin::Generated { seed }, skipped: 0, days: (day, day) }
}

fn one_of(random: &mut Random, codes: &[&str]) -> Option<Airport> {
    let last = i64::try_from(codes.len()).ok()? - 1;
    codes.get(usize::try_from(random.between(0, last)).ok()?)?.parse().ok()
}

fn rotation(day: Date, seed: u64, tail: u16, airports: &Airports) -> Vec<Flight> {
    let mut random = Random::of(seed, &format!("aircraft {tail}"));
    let mut flights = Vec::new();
    let Some(hub) = one_of(&mut random, &HUBS) else { return flights };
    let Some(zone) = airports.zone(hub) else { return flights };
    let Ok(dawn) = zone.to_timestamp(day.at(6, 0, 0, 0)) else { return flights };
    let mut std = Minute::from_timestamp(dawn).plus_min(random.between(0, 36) * 5);
    let mut ready = std;
    for leg in 0..2 * random.between(2, 3) {
        let Some(spoke) = one_of(&mut random, &SPOKES) else { break };
        let (from, to) = match flights.last() {
            Some(Flight { plan, .. }) if leg % 2 == 1 => (plan.to, hub),
            _ => (hub, spoke),
        };
        let block_min = random.between(18, 48) * 5;
        let number = 100 + tail * 10 + u16::try_from(leg).unwrap_or(0);
        let Some(plan) = plan(from, to, std, block_min, (number, tail), airports) else { break };
        let actual = fly(&plan, ready, &mut random);
        ready = actual.on_block.unwrap_or(plan.sta).plus_min(TURN_MIN);
        std = plan.sta.plus_min(random.between(8, 14) * 5);
        flights.push(Flight { plan, actual });
    }
    flights
}

fn plan(
    from: Airport,
    to: Airport,
    std: Minute,
    block_min: i64,
    (number, tail): (u16, u16),
    airports: &Airports,
) -> Option<ScheduledLeg> {
    let flight = FlightNumber { carrier: CARRIER.parse().ok()?, number, suffix: None };
    let day = std.in_zone(airports.zone(from)?).date();
    Some(ScheduledLeg {
        key: LegKey { flight, day, from },
        to,
        std,
        sta: std.plus_min(block_min),
        tail: Some(format!("N{}KU", 100 + tail)),
    })
}

/// Most flights leave on time, some are late, a few very late; one in a hundred does not fly.
fn fly(plan: &ScheduledLeg, ready: Minute, random: &mut Random) -> Actual {
    let trouble_min = match random.between(1, 100) {
        1 => return Actual { off_block: None, on_block: None },
        2..=5 => random.between(60, 240),
        6..=15 => random.between(20, 60),
        16..=35 => random.between(5, 20),
        _ => random.between(-5, 3),
    };
    let off_block = plan.std.plus_min(trouble_min).max(ready);
    let on_block = off_block.plus_min(plan.block_min() + random.between(-12, 8));
    Actual { off_block: Some(off_block), on_block: Some(on_block) }
}
