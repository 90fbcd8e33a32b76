use super::{LegIndex, LegState, Minute, Rotations, ScheduledLeg, Turns};

/// The dials of the forecast. The defaults were chosen by replaying real days.
#[derive(Clone, Copy, Debug)]
pub struct ForecastSettings {
    /// How many legs of the aircraft's rotation are followed back.
    pub rotations_back: u32,
    /// The clock looks at an overdue flight at every multiple of this after its scheduled time.
    pub ladder_min: i64,
    /// One more look, just before the delay worth telling is reached.
    pub extra_look_min: i64,
    /// A flight still on its stand leaves at least this much later than now.
    pub overdue_min: i64,
    /// Recovery to reckon with for each leg of the rotation that has not left yet.
    pub recovery_min: i64,
}

impl Default for ForecastSettings {
    fn default() -> Self {
        Self {
            rotations_back: 2,
            ladder_min: 15,
            extra_look_min: 29,
            overdue_min: 10,
            recovery_min: 5,
        }
    }
}

/// Where a forecast comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// As planned.
    Schedule,
    /// The operator said so.
    Stated,
    /// It should have left, and has not.
    Overdue,
    /// Its aircraft comes late.
    Inbound,
}

/// When a leg is expected to leave, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Expected off block.
    pub etd: Minute,
    /// The strongest reason.
    pub cause: Cause,
    /// It rests on an aircraft that is on its way or on the flight itself, not on a leg that has yet to leave elsewhere.
    pub is_firm: bool,
    /// The time at which the clock alone may change this.
    pub look_again: Option<Minute>,
}

/// What a forecast is made from.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) legs: &'a [ScheduledLeg],
    pub(super) states: &'a [LegState],
    pub(super) rotations: &'a Rotations,
    pub(super) turns: &'a Turns,
    pub(super) settings: &'a ForecastSettings,
}

/// The latest of: the schedule, what the operator states, what the clock says, and the aircraft's arrival plus a quick turn.
pub fn forecast(board: &super::Board, leg: LegIndex, now: Minute) -> Forecast {
    board.known().departure(leg, now, board.settings().rotations_back)
}

/// When a leg is expected on block; `None` when it is not known to come at all.
pub(super) fn arrival(board: &super::Board, leg: LegIndex, now: Minute) -> Option<Minute> {
    let back = board.settings().rotations_back;
    board.known().arrival(leg, now, back).map(|(at, _)| at)
}

fn earliest(a: Option<Minute>, b: Option<Minute>) -> Option<Minute> {
    [a, b].into_iter().flatten().min()
}

impl Known<'_> {
    fn departure(&self, leg: LegIndex, now: Minute, back: u32) -> Forecast {
        let (plan, state) = (&self.legs[leg], &self.states[leg]);
        if let Some(etd) = state.off_block {
            return Forecast { etd, cause: Cause::Stated, is_firm: true, look_again: None };
        }
        let std = state.retimed.unwrap_or(plan.std);
        let mut best = Forecast {
            etd: std,
            cause: Cause::Schedule,
            is_firm: true,
            look_again: Some(self.next_look(std, now)),
        };
        if let Some(etd) = state.stated_ed {
            best.raise(etd, Cause::Stated);
        }
        best.raise(self.overdue(std, now), Cause::Overdue);
        if back > 0
            && let Some(inbound) = self.rotations.inbound(leg)
            && let Some((arrives, look_again)) = self.arrival(inbound, now, back - 1)
        {
            let turn_min = self.turns.quick_min(plan.key.flight.carrier, plan.key.from);
            if best.raise(arrives.plus_min(turn_min), Cause::Inbound) {
                best.is_firm = self.states[inbound].off_block.is_some();
            }
            best.look_again = earliest(best.look_again, look_again);
        }
        best
    }

    fn arrival(&self, leg: LegIndex, now: Minute, back: u32) -> Option<(Minute, Option<Minute>)> {
        let (plan, state) = (&self.legs[leg], &self.states[leg]);
        if state.cancelled.is_some() || state.diverted.is_some() {
            return None; // Another aircraft will come, or none: nothing is known.
        }
        if let Some(at) = state.on_block {
            return Some((at, None));
        }
        if let Some(off) = state.off_block {
            let eta = state.eta.unwrap_or(off.plus_min(plan.block_min()));
            let look = if now >= eta { now.plus_min(5) } else { eta.plus_min(1) };
            return Some((eta.max(now), Some(look)));
        }
        let leaves = self.departure(leg, now, back);
        let arrives = leaves.etd.plus_min(plan.block_min() - self.settings.recovery_min);
        Some((arrives, leaves.look_again))
    }

    /// The lower bound that the clock gives to a flight which has not left.
    fn overdue(&self, std: Minute, now: Minute) -> Minute {
        let late_min = now.since_min(std);
        if late_min < self.settings.ladder_min {
            return std;
        }
        now.plus_min(self.settings.overdue_min)
    }

    fn next_look(&self, std: Minute, now: Minute) -> Minute {
        let late_min = now.since_min(std).max(0);
        let step = self.settings.ladder_min.max(1);
        let next_min = (late_min / step + 1) * step;
        let extra_min = self.settings.extra_look_min;
        std.plus_min(if late_min < extra_min { next_min.min(extra_min) } else { next_min })
    }
}

impl Forecast {
    fn raise(&mut self, etd: Minute, cause: Cause) -> bool {
        let later = etd > self.etd;
        if later {
            self.etd = etd;
            self.cause = cause;
        }
        later
    }
}
