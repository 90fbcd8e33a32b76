use crate::model::{LegIndex, Minute, Rotations, ScheduledLeg};
use crate::mvt::{
    Cancellation, Clock, Delay, DelayCode, Diversion, Element, Movement, MovementKind, OperatingDay,
};
use crate::source::{Flight, Random};

/// A text that the airline sends at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emission {
    /// When it is sent.
    pub at: Minute,
    /// One message.
    pub text: String,
}

/// The operator repeats that a flight is overdue at this interval, minutes.
const OVERDUE_EVERY_MIN: i64 = 15;
/// And then expects it this much later than now, minutes.
const OVERDUE_GUESS_MIN: i64 = 10;
/// The turn the operator plans with when an aircraft comes late, minutes.
const PLANNED_TURN_MIN: i64 = 25;
/// Delays shorter than this are sent without a reason, minutes.
const REASON_FROM_MIN: i64 = 15;
/// The operator says nothing more after this, minutes.
const LONGEST_WAIT_MIN: i64 = 24 * 60;
/// Nor about an arrival that is overdue by more than this.
const LONGEST_FLIGHT_OVERDUE_MIN: i64 = 6 * 60;
const AIRCRAFT_LATE: u8 = 93;

/// Reasons given for delays that no late aircraft explains, with weights. The records of 1999 hold no reasons: these are
/// synthetic and seeded.
const REASONS: [(u8, i64); 14] = [
    (11, 4),
    (15, 10),
    (18, 6),
    (32, 8),
    (36, 5),
    (41, 14),
    (46, 4),
    (63, 6),
    (71, 10),
    (72, 8),
    (75, 6),
    (81, 12),
    (87, 4),
    (96, 3),
];

/// Turns what happened into the messages an airline would send, each at the time at which its content was known, in order
/// of time.
pub fn emissions(flights: &[Flight], seed: u64) -> Vec<Emission> {
    let plans: Vec<ScheduledLeg> = flights.iter().map(|flight| flight.plan.clone()).collect();
    let rotations = Rotations::of(&plans);
    let mut all = Vec::with_capacity(flights.len() * 3);
    for leg in 0..flights.len() {
        Writer { flights, rotations: &rotations, seed, leg }.write(&mut all);
    }
    all.sort_by_key(|emission| emission.at);
    all
}

struct Writer<'a> {
    flights: &'a [Flight],
    rotations: &'a Rotations,
    seed: u64,
    leg: LegIndex,
}

impl Writer<'_> {
    const fn flight(&self) -> &Flight {
        &self.flights[self.leg]
    }

    fn random(&self, topic: &str) -> Random {
        Random::of(self.seed, &format!("{topic} {}", self.flight().plan.key))
    }

    fn write(&self, all: &mut Vec<Emission>) {
        let Some(off_block) = self.flight().actual.off_block else {
            return self.write_cancellation(all);
        };
        self.write_expected_departures(off_block, all);
        self.write_departure(off_block, all);
        self.write_expected_arrivals(off_block, all);
        if let Some(on_block) = self.flight().actual.on_block {
            let arrival =
                Element::Arrival { touch_down: None, on_block: Some(Clock::of(on_block)) };
            self.push(on_block, vec![arrival], all);
        } else {
            self.write_diversion(off_block, all);
        }
    }

    /// It left and is in no record of arrivals. The records do not say when that became known: synthetic and seeded.
    fn write_diversion(&self, off_block: Minute, all: &mut Vec<Emission>) {
        let plan = &self.flight().plan;
        let before_min = self.random("diversion").between(5, 45);
        let lands = off_block.plus_min(plan.block_min());
        let diversion = Diversion {
            flight: plan.key.flight,
            day: OperatingDay::Date(plan.key.day),
            airport: Some(plan.key.from),
            at: None,
            to: None,
            reason: None,
        };
        let at = lands.plus_min(-before_min).max(off_block.plus_min(1));
        all.push(Emission { at, text: diversion.to_string() });
    }

    /// The records do not say when a cancellation became known: the time is synthetic and seeded.
    fn write_cancellation(&self, all: &mut Vec<Emission>) {
        let plan = &self.flight().plan;
        let before_min = self.random("cancellation").between(30, 240);
        let cancellation = Cancellation {
            flight: plan.key.flight,
            day: OperatingDay::Date(plan.key.day),
            from: Some(plan.key.from),
            to: Some(plan.to),
        };
        all.push(Emission { at: plan.std.plus_min(-before_min), text: cancellation.to_string() });
    }

    /// What the operator can say while the aircraft stands: when it comes late, and that it is overdue.
    fn write_expected_departures(&self, off_block: Minute, all: &mut Vec<Emission>) {
        let std = self.flight().plan.std;
        if let Some(ready) = self.aircraft_ready()
            && ready.since_min(std) >= REASON_FROM_MIN
        {
            let heard = ready.plus_min(-PLANNED_TURN_MIN);
            if heard < off_block {
                self.push_expected(heard, ready, all);
            }
        }
        let mut now = std.plus_min(OVERDUE_EVERY_MIN);
        while now < off_block && now.since_min(std) <= LONGEST_WAIT_MIN {
            self.push_expected(now, now.plus_min(OVERDUE_GUESS_MIN), all);
            now = now.plus_min(OVERDUE_EVERY_MIN);
        }
    }

    fn push_expected(&self, now: Minute, leaves: Minute, all: &mut Vec<Emission>) {
        let late_min = leaves.since_min(self.flight().plan.std);
        let elements =
            vec![Element::EstimatedDeparture(Clock::of(leaves)), self.reason(now, late_min)];
        self.push(now, elements, all);
    }

    fn write_departure(&self, off_block: Minute, all: &mut Vec<Emission>) {
        let plan = &self.flight().plan;
        let late_min = off_block.since_min(plan.std);
        let lands = off_block.plus_min(plan.block_min());
        let mut elements = vec![
            Element::Departure { off_block: Clock::of(off_block), airborne: None },
            Element::EstimatedArrival { at: Clock::of(lands), airport: Some(plan.to) },
        ];
        if late_min >= REASON_FROM_MIN {
            elements.push(self.reason(off_block, late_min));
        }
        self.push(off_block, elements, all);
    }

    /// What the operator can say while the aircraft flies longer than planned. One that lands elsewhere never arrives.
    fn write_expected_arrivals(&self, off_block: Minute, all: &mut Vec<Emission>) {
        let plan = &self.flight().plan;
        let planned = off_block.plus_min(plan.block_min());
        let last = planned.plus_min(LONGEST_FLIGHT_OVERDUE_MIN);
        let end = self.flight().actual.on_block.map_or(last, |on_block| on_block.min(last));
        let mut now = planned.plus_min(OVERDUE_EVERY_MIN);
        while now < end {
            let at = Clock::of(now.plus_min(OVERDUE_GUESS_MIN));
            self.push(now, vec![Element::EstimatedArrival { at, airport: Some(plan.to) }], all);
            now = now.plus_min(OVERDUE_EVERY_MIN);
        }
    }

    /// When the aircraft can be ready after the leg that brings it, known once that leg is on block.
    fn aircraft_ready(&self) -> Option<Minute> {
        let inbound = self.rotations.inbound(self.leg)?;
        Some(self.flights[inbound].actual.on_block?.plus_min(PLANNED_TURN_MIN))
    }

    /// A late aircraft is the reason if it explains most of the delay and has been seen by `now`; else a synthetic one.
    fn reason(&self, now: Minute, late_min: i64) -> Element {
        let std = self.flight().plan.std;
        let ready = self.aircraft_ready().filter(|ready| ready.plus_min(-PLANNED_TURN_MIN) <= now);
        let explains = ready.is_some_and(|ready| ready.since_min(std) * 2 > late_min);
        let drawn = self.random("reason").pick(&REASONS).copied().unwrap_or(AIRCRAFT_LATE);
        let code = DelayCode::new(if explains { AIRCRAFT_LATE } else { drawn });
        let minutes = u16::try_from(late_min.clamp(0, 5999)).ok();
        let delays = code.map(|code| Delay { code, detail: None, minutes });
        Element::Delays(delays.into_iter().collect())
    }

    fn push(&self, at: Minute, elements: Vec<Element>, all: &mut Vec<Emission>) {
        let plan = &self.flight().plan;
        let mut movement = Movement {
            kind: MovementKind::Ground,
            is_correction: false,
            sent: None,
            flight: plan.key.flight,
            day: OperatingDay::Day(u8::try_from(plan.key.day.day()).unwrap_or(1)),
            registration: plan.tail.clone(),
            airport: plan.key.from,
            elements,
            supplementary: None,
        };
        if movement.is_at_destination() {
            movement.airport = plan.to;
        }
        all.push(Emission { at, text: movement.to_string() });
    }
}
