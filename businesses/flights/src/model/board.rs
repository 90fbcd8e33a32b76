use std::collections::HashMap;

use jiff::civil::Date;

use super::forecast::Known;
use super::{FlightNumber, ForecastSettings, LegState, Minute, Rotations, ScheduledLeg, Turns};
use crate::mvt::{Cancellation, Element, Movement, OperatingDay, Telex};

/// Place of a leg on its board.
pub type LegIndex = usize;

/// What a message did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It changed what is known of this leg.
    Leg(LegIndex),
    /// It is about a flight that is not on the board.
    UnknownFlight,
    /// It could not be understood, or says nothing about times.
    Nothing,
}

/// All legs with what has been heard of them.
#[derive(Debug)]
pub struct Board {
    legs: Vec<ScheduledLeg>,
    states: Vec<LegState>,
    rotations: Rotations,
    turns: Turns,
    settings: ForecastSettings,
    of_flight: HashMap<(FlightNumber, Date), Vec<LegIndex>>,
}

impl Board {
    /// A board of legs of which nothing was heard yet.
    pub fn new(legs: Vec<ScheduledLeg>, turns: Turns, settings: ForecastSettings) -> Self {
        let mut of_flight: HashMap<_, Vec<_>> = HashMap::new();
        for (index, leg) in legs.iter().enumerate() {
            of_flight.entry((leg.key.flight, leg.key.day)).or_default().push(index);
        }
        let rotations = Rotations::of(&legs);
        let states = vec![LegState::default(); legs.len()];
        Self { legs, states, rotations, turns, settings, of_flight }
    }

    pub(super) fn known(&self) -> Known<'_> {
        Known {
            legs: &self.legs,
            states: &self.states,
            rotations: &self.rotations,
            turns: &self.turns,
            settings: &self.settings,
        }
    }

    /// The dials in use.
    pub const fn settings(&self) -> &ForecastSettings {
        &self.settings
    }

    /// All legs, in the order given.
    pub fn legs(&self) -> &[ScheduledLeg] {
        &self.legs
    }

    /// What has been heard of a leg.
    pub fn state(&self, leg: LegIndex) -> &LegState {
        &self.states[leg]
    }

    /// Which leg follows which.
    pub const fn rotations(&self) -> &Rotations {
        &self.rotations
    }

    /// Takes in one message received at `now`. A later message about the same thing supersedes an earlier one.
    pub fn hear(&mut self, telex: &Telex, now: Minute) -> Heard {
        match telex {
            Telex::Movement(movement) => self.hear_movement(movement, now),
            Telex::Cancellation(cancel) => self.hear_cancellation(cancel, now),
            Telex::Other { .. } => Heard::Nothing,
        }
    }

    fn hear_movement(&mut self, movement: &Movement, now: Minute) -> Heard {
        let at_destination = movement.is_at_destination();
        let found = self.find(movement.flight, movement.day, now, |leg| {
            let place = if at_destination { leg.to } else { leg.key.from };
            place == movement.airport
        });
        let Some(leg) = found else { return Heard::UnknownFlight };
        for element in &movement.elements {
            self.apply(leg, element);
        }
        Heard::Leg(leg)
    }

    fn hear_cancellation(&mut self, cancel: &Cancellation, now: Minute) -> Heard {
        let found = self.find(cancel.flight, cancel.day, now, |leg| {
            cancel.from.is_none_or(|from| from == leg.key.from)
        });
        let Some(leg) = found else { return Heard::UnknownFlight };
        self.states[leg].cancelled.get_or_insert(now);
        Heard::Leg(leg)
    }

    fn find(
        &self,
        flight: FlightNumber,
        day: OperatingDay,
        now: Minute,
        is_meant: impl Fn(&ScheduledLeg) -> bool,
    ) -> Option<LegIndex> {
        let day = day.resolve(now.utc().date())?;
        let of_flight = self.of_flight.get(&(flight, day))?;
        of_flight.iter().copied().find(|leg| is_meant(&self.legs[*leg]))
    }

    fn apply(&mut self, leg: LegIndex, element: &Element) {
        let std = self.legs[leg].std;
        let state = &mut self.states[leg];
        match element {
            Element::Departure { off_block, .. } => {
                if let Some(at) = off_block.resolve(std) {
                    let first = state.off_block.replace(at).is_none();
                    if first {
                        self.learn_turn(leg, at);
                    }
                }
            }
            Element::EstimatedDeparture(at) => {
                state.stated_ed = at.resolve(std).or(state.stated_ed);
            }
            Element::EstimatedArrival { at, .. } => {
                state.eta = at.resolve(self.legs[leg].sta).or(state.eta);
            }
            Element::Arrival { touch_down, on_block } => {
                let at = on_block.or(*touch_down).and_then(|at| at.resolve(self.legs[leg].sta));
                state.on_block = at.or(state.on_block);
            }
            Element::Delays(delays) => {
                state.reason = delays.first().map(|delay| delay.code).or(state.reason);
            }
            Element::NextInformation(at) => state.next_information = at.resolve(std),
            Element::Passengers(_) | Element::Other(_) => {}
        }
    }

    fn learn_turn(&mut self, leg: LegIndex, off_block: Minute) {
        let arrived = self.rotations.inbound(leg).and_then(|leg| self.states[leg].on_block);
        if let Some(arrived) = arrived {
            let key = &self.legs[leg].key;
            self.turns.learn(key.flight.carrier, key.from, off_block.since_min(arrived));
        }
    }
}
