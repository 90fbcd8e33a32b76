use std::collections::HashMap;

use jiff::civil::Date;

use super::forecast::Known;
use super::{
    Airport, FlightNumber, ForecastSettings, LegState, Minute, News, Report, Rotations,
    ScheduledLeg, Turns,
};
use crate::mvt::{Cancellation, Diversion, Movement, OperatingDay, Slot, Telex};

/// Place of a leg on its board.
pub type LegIndex = usize;

/// What a message did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It changed what is known of this leg.
    Leg(LegIndex),
    /// It is about this leg, but younger news of it were heard before.
    Overtaken(LegIndex),
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
    between: HashMap<(Airport, Airport), Vec<LegIndex>>,
}

impl Board {
    /// A board of legs of which nothing was heard yet.
    pub fn new(legs: Vec<ScheduledLeg>, turns: Turns, settings: ForecastSettings) -> Self {
        let mut of_flight: HashMap<_, Vec<_>> = HashMap::new();
        let mut between: HashMap<_, Vec<_>> = HashMap::new();
        for (index, leg) in legs.iter().enumerate() {
            of_flight.entry((leg.key.flight, leg.key.day)).or_default().push(index);
            between.entry((leg.key.from, leg.to)).or_default().push(index);
        }
        let rotations = Rotations::of(&legs);
        let states = vec![LegState::default(); legs.len()];
        Self { legs, states, rotations, turns, settings, of_flight, between }
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

    /// Puts a leg on the board, or changes the plan of one that is there. What was heard of it stays.
    pub fn add(&mut self, leg: ScheduledLeg) -> LegIndex {
        let of_flight = self.of_flight.entry((leg.key.flight, leg.key.day)).or_default();
        let there = of_flight.iter().copied().find(|at| self.legs[*at].key.from == leg.key.from);
        let tails = [there.and_then(|at| self.legs[at].tail.clone()), leg.tail.clone()];
        let index = there.unwrap_or(self.legs.len());
        if there.is_none_or(|at| self.legs[at].to != leg.to) {
            self.between.entry((leg.key.from, leg.to)).or_default().push(index);
        }
        if there.is_some() {
            self.legs[index] = leg;
        } else {
            of_flight.push(index);
            self.legs.push(leg);
            self.states.push(LegState::default());
        }
        for tail in tails.iter().flatten() {
            self.rotations.relink(&self.legs, index, tail);
        }
        index
    }

    /// The legs of a flight on a day.
    pub fn named(&self, flight: FlightNumber, day: Date) -> &[LegIndex] {
        self.of_flight.get(&(flight, day)).map_or(&[], Vec::as_slice)
    }

    /// The legs between two airports, of any day.
    pub fn between(&self, from: Airport, to: Airport) -> &[LegIndex] {
        self.between.get(&(from, to)).map_or(&[], Vec::as_slice)
    }

    /// Another aircraft flies a leg.
    pub fn assign(&mut self, leg: LegIndex, tail: &str) {
        if self.legs[leg].tail.as_deref() != Some(tail) {
            let mut changed = self.legs[leg].clone();
            changed.tail = Some(tail.to_owned());
            self.add(changed);
        }
    }

    /// Takes in one message received at `now`. A later message about the same thing supersedes an earlier one.
    pub fn hear(&mut self, telex: &Telex, now: Minute) -> Heard {
        match telex {
            Telex::Movement(movement) => self.hear_movement(movement, now),
            Telex::Cancellation(cancel) => self.hear_cancellation(cancel, now),
            Telex::Diversion(diversion) => self.hear_diversion(diversion, now),
            Telex::Slot(slot) => self.hear_slot(slot, now),
            // Its times may be local: who knows the zones makes reports of it.
            Telex::Schedule(_) | Telex::Other { .. } => Heard::Nothing,
        }
    }

    /// Takes in what a source says about one leg, received at `now`.
    pub fn take(&mut self, report: &Report, now: Minute) -> Heard {
        let found = self.find(report.flight, report.day, now, |leg| {
            report.from.is_none_or(|from| from == leg.key.from)
                && report.to.is_none_or(|to| to == leg.to)
        });
        let Some(leg) = found else { return Heard::UnknownFlight };
        if self.is_overtaken(leg, report.written) {
            return Heard::Overtaken(leg);
        }
        for news in &report.news {
            self.apply_news(leg, news, now);
        }
        Heard::Leg(leg)
    }

    /// News of a departure that were written before those already heard.
    fn is_overtaken(&mut self, leg: LegIndex, written: Option<Minute>) -> bool {
        let state = &mut self.states[leg];
        if let (Some(written), Some(youngest)) = (written, state.written)
            && written < youngest
        {
            return true;
        }
        state.written = written.or(state.written);
        false
    }

    fn apply_news(&mut self, leg: LegIndex, news: &News, now: Minute) {
        let state = &mut self.states[leg];
        match news {
            News::OffBlock(at) => {
                if state.off_block.replace(*at).is_none() {
                    self.learn_turn(leg, *at);
                }
            }
            News::ExpectedOffBlock(at) => {
                state.stated_ed = Some(*at);
                state.next_information = None;
            }
            News::ExpectedOnBlock(at) => state.eta = Some(*at),
            News::OnBlock(at) => state.on_block = Some(*at),
            News::Returned => state.off_block = None,
            News::Reason(code) => state.reason = Some(*code),
            News::NextInformation(at) => state.next_information = Some(*at),
            News::Cancelled => {
                state.cancelled.get_or_insert(now);
            }
            News::Reinstated => state.cancelled = None,
            News::Diverted(to) => {
                state.diverted.get_or_insert(now);
                state.diverted_to = to.or(state.diverted_to);
            }
            News::Gate(gate) => {
                state.first_gate.get_or_insert(*gate);
                state.gate = Some(*gate);
            }
            News::Aircraft(tail) => self.assign(leg, tail),
            News::Retimed { std, sta } => {
                state.retimed = Some(*std);
                state.eta = sta.or(state.eta);
            }
        }
    }

    fn hear_movement(&mut self, movement: &Movement, now: Minute) -> Heard {
        let at_destination = movement.is_at_destination();
        let found = self.find(movement.flight, movement.day, now, |leg| {
            let place = if at_destination { leg.to } else { leg.key.from };
            place == movement.airport
        });
        let Some(leg) = found else { return Heard::UnknownFlight };
        if !at_destination && self.is_overtaken(leg, movement.written(now)) {
            return Heard::Overtaken(leg);
        }
        let (std, sta) = (self.legs[leg].std, self.legs[leg].sta);
        let mut news = Vec::new();
        for element in &movement.elements {
            element.news(std, sta, &mut news);
        }
        for news in &news {
            self.apply_news(leg, news, now);
        }
        Heard::Leg(leg)
    }

    fn hear_cancellation(&mut self, cancel: &Cancellation, now: Minute) -> Heard {
        self.take(
            &Report {
                flight: cancel.flight,
                day: cancel.day,
                from: cancel.from,
                to: None,
                written: None,
                news: vec![News::Cancelled],
            },
            now,
        )
    }

    fn hear_diversion(&mut self, diversion: &Diversion, now: Minute) -> Heard {
        // One number may fly into and out of the same airport on one day: where it leaves from comes first.
        let at = |is_meant: &dyn Fn(&ScheduledLeg, Airport) -> bool| {
            self.find(diversion.flight, diversion.day, now, |leg| {
                diversion.airport.is_none_or(|place| is_meant(leg, place))
            })
        };
        let found =
            at(&|leg, place| place == leg.key.from).or_else(|| at(&|leg, place| place == leg.to));
        let Some(leg) = found else { return Heard::UnknownFlight };
        self.apply_news(leg, &News::Diverted(diversion.to), now);
        Heard::Leg(leg)
    }

    /// A slot names the callsign, not the flight number; those that are alike are found.
    fn hear_slot(&mut self, slot: &Slot, now: Minute) -> Heard {
        let Some(flight) = slot.flight else { return Heard::UnknownFlight };
        let found = self.find(flight, OperatingDay::Date(slot.day), now, |_| true);
        let Some(leg) = found else { return Heard::UnknownFlight };
        self.apply_news(leg, &News::ExpectedOffBlock(slot.off_block), now);
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

    fn learn_turn(&mut self, leg: LegIndex, off_block: Minute) {
        let arrived = self.rotations.inbound(leg).and_then(|leg| self.states[leg].on_block);
        if let Some(arrived) = arrived {
            let key = &self.legs[leg].key;
            self.turns.learn(key.flight.carrier, key.from, off_block.since_min(arrived));
        }
    }
}
