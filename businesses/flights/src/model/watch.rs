use std::{cmp::Reverse, collections::BinaryHeap};

use super::{Board, Forecast, Heard, LegIndex, Minute, Report, ScheduledLeg, forecast};
use crate::mvt;

/// A flight of which nothing is heard is given up this long after its scheduled departure, minutes: the clock has nothing
/// more to say about it. A message still reaches it.
const GIVEN_UP_MIN: i64 = 24 * 60;

/// A board with an alarm clock: says which legs to think about again, and when.
#[derive(Debug)]
pub struct Watch {
    board: Board,
    horizon_min: i64,
    alarms: BinaryHeap<Reverse<(Minute, LegIndex)>>,
    next: Vec<Option<Minute>>,
}

impl Watch {
    /// Watches all legs of a board from `horizon_min` before their scheduled departure.
    pub fn new(board: Board, horizon_min: i64) -> Self {
        let next = vec![None; board.legs().len()];
        let mut watch = Self { board, horizon_min, alarms: BinaryHeap::new(), next };
        for leg in 0..watch.next.len() {
            let from = watch.board.legs()[leg].std.plus_min(-horizon_min);
            watch.set(leg, Some(from));
        }
        watch
    }

    /// The board.
    pub const fn board(&self) -> &Board {
        &self.board
    }

    /// Reads a text of one or more messages received at `now` and adds the legs to think about to `out`,
    /// some of them twice.
    pub fn hear(&mut self, text: &str, now: Minute, out: &mut Vec<LegIndex>) -> Vec<Heard> {
        let mut heard = Vec::new();
        for telex in mvt::read(text) {
            heard.push(self.hear_telex(&telex, now, out));
        }
        heard
    }

    /// The same for one message that was read before.
    pub fn hear_telex(
        &mut self,
        telex: &mvt::Telex,
        now: Minute,
        out: &mut Vec<LegIndex>,
    ) -> Heard {
        let what = self.board.hear(telex, now);
        self.heard(what, now, out)
    }

    /// The same for a report of any source.
    pub fn take(&mut self, report: &Report, now: Minute, out: &mut Vec<LegIndex>) -> Heard {
        let what = self.board.take(report, now);
        self.heard(what, now, out)
    }

    /// Puts a leg on the board, or changes its plan.
    pub fn add(&mut self, leg: ScheduledLeg) -> LegIndex {
        let index = self.board.add(leg);
        self.next.resize(self.board.legs().len(), None);
        let from = self.board.legs()[index].std.plus_min(-self.horizon_min);
        self.set(index, Some(from));
        index
    }

    fn heard(&mut self, what: Heard, now: Minute, out: &mut Vec<LegIndex>) -> Heard {
        if let Heard::Leg(leg) = what {
            self.touch(leg, now, out);
        }
        what
    }

    /// A message about one leg matters to it and to the next legs of its aircraft.
    fn touch(&self, leg: LegIndex, now: Minute, out: &mut Vec<LegIndex>) {
        let mut at = Some(leg);
        for step in 0..=self.board.settings().rotations_back {
            let Some(leg) = at else { break };
            let watched = self.board.legs()[leg].std.since_min(now) <= self.horizon_min;
            // What is said of the leg itself is thought of however far away it is.
            if watched || step == 0 {
                out.push(leg);
            }
            at = self.board.rotations().onward(leg);
        }
    }

    /// The legs that are near enough to be thought about.
    pub fn near(&self, now: Minute) -> Vec<LegIndex> {
        let legs = self.board.legs().iter().enumerate();
        let near = legs.filter(|(_, leg)| leg.std.since_min(now) <= self.horizon_min);
        near.map(|(index, _)| index).collect()
    }

    /// The time of the next alarm.
    pub fn next_alarm(&mut self) -> Option<Minute> {
        while let Some(Reverse((at, leg))) = self.alarms.peek().copied() {
            if self.next[leg] == Some(at) {
                return Some(at);
            }
            self.alarms.pop();
        }
        None
    }

    /// Adds all legs whose alarm rings at or before `now` to `out`.
    pub fn ring(&mut self, now: Minute, out: &mut Vec<LegIndex>) {
        while self.next_alarm().is_some_and(|at| at <= now) {
            if let Some(Reverse((_, leg))) = self.alarms.pop() {
                self.next[leg] = None;
                out.push(leg);
            }
        }
    }

    /// The forecast for a leg, with its alarm set to the time at which the clock may change it. `None` once it is closed.
    pub fn think(&mut self, leg: LegIndex, now: Minute) -> Option<Forecast> {
        if self.board.state(leg).is_closed() {
            self.set(leg, None);
            return None;
        }
        let seen = forecast(&self.board, leg, now);
        let last = self.board.legs()[leg].std.plus_min(GIVEN_UP_MIN);
        // A promise to write again is thought of when it is due.
        let promised = self.board.state(leg).next_information.filter(|at| *at > now);
        let look_again = [seen.look_again, promised].into_iter().flatten().min();
        let look_again = look_again.map(|at| at.max(now.plus_min(1)));
        self.set(leg, look_again.filter(|at| *at <= last));
        Some(seen)
    }

    /// Sets the alarm that a former run, which ended at `last`, had set when it thought of the leg `then`.
    pub fn think_again(&mut self, leg: LegIndex, then: Minute, last: Minute) {
        self.think(leg, then);
        if self.next[leg].is_some_and(|at| at < last) {
            self.set(leg, Some(last));
        }
    }

    /// Looks at a leg once more, not later than `at`.
    pub fn remind(&mut self, leg: LegIndex, at: Minute) {
        if self.next[leg].is_none_or(|next| at < next) {
            self.set(leg, Some(at));
        }
    }

    fn set(&mut self, leg: LegIndex, at: Option<Minute>) {
        self.next[leg] = at;
        if let Some(at) = at {
            self.alarms.push(Reverse((at, leg)));
        }
    }
}
