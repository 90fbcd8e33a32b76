use super::{Airport, Gate, Minute};
use crate::mvt::DelayCode;

/// What has been heard of one leg so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LegState {
    /// The departure a change of the schedule has put in place of the planned one.
    pub retimed: Option<Minute>,
    /// Off-block time the operator states (ED).
    pub stated_ed: Option<Minute>,
    /// Left the stand (AD).
    pub off_block: Option<Minute>,
    /// Expected on block (EA).
    pub eta: Option<Minute>,
    /// Reached the stand (AA).
    pub on_block: Option<Minute>,
    /// Became known as cancelled at this time.
    pub cancelled: Option<Minute>,
    /// Became known as landing elsewhere at this time.
    pub diverted: Option<Minute>,
    /// Where it lands instead, if that was said.
    pub diverted_to: Option<Airport>,
    /// The latest reason given.
    pub reason: Option<DelayCode>,
    /// When the operator promised to say more (NI), as long as it states no time.
    pub next_information: Option<Minute>,
    /// The gate that was named first: passengers read it on their boarding passes and on the screens.
    pub first_gate: Option<Gate>,
    /// The gate as it was named last.
    pub gate: Option<Gate>,
    /// When the youngest news of departure was written.
    pub written: Option<Minute>,
}

impl LegState {
    /// The gate that was named first, and that of now.
    pub fn gates(&self) -> Option<(Gate, Gate)> {
        self.first_gate.zip(self.gate)
    }

    /// Nothing more will be said about its departure.
    pub const fn is_closed(&self) -> bool {
        self.off_block.is_some() || self.cancelled.is_some()
    }
}
