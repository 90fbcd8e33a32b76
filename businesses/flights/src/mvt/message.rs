use jiff::civil::Date;

use super::{Cancellation, Clock, Delay, Diversion, OperatingDay, ScheduleChange, Slot};
use crate::model::{Airport, FlightNumber, Minute, News};

/// One message of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Telex {
    /// A movement message.
    Movement(Movement),
    /// A schedule message that cancels a flight.
    Cancellation(Cancellation),
    /// A diversion message.
    Diversion(Diversion),
    /// A slot message.
    Slot(Slot),
    /// A schedule message that changes flights or brings new ones.
    Schedule(Vec<ScheduleChange>),
    /// Anything else, kept as it came.
    Other {
        /// The lines.
        raw: String,
    },
}

/// Who sent a movement message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovementKind {
    /// `MVT`: people or systems on the ground.
    Ground,
    /// `MVA`: the aircraft itself.
    Aircraft,
}

/// A movement message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Who sent it.
    pub kind: MovementKind,
    /// It corrects an earlier one (`COR`).
    pub is_correction: bool,
    /// When it was sent, by the line of its origin.
    pub sent: Option<Clock>,
    /// The flight.
    pub flight: FlightNumber,
    /// Its scheduled day, not the day of the movement.
    pub day: OperatingDay,
    /// The aircraft.
    pub registration: Option<String>,
    /// Where the movement happens.
    pub airport: Airport,
    /// What it says, in order.
    pub elements: Vec<Element>,
    /// Free text (`SI`), lines joined by `\n`.
    pub supplementary: Option<String>,
}

impl Movement {
    /// It speaks of the airport of destination: an arrival, or an expected one without a departure.
    pub fn is_at_destination(&self) -> bool {
        let departs = |e: &Element| {
            matches!(
                e,
                Element::Departure { .. }
                    | Element::Returned(_)
                    | Element::EstimatedDeparture(_)
                    | Element::NextInformation(_)
            )
        };
        let arrives =
            |e: &Element| matches!(e, Element::Arrival { .. } | Element::EstimatedArrival { .. });
        self.elements.iter().any(arrives) && !self.elements.iter().any(departs)
    }

    /// When it was written. A correction counts as the youngest, whenever it was.
    pub fn written(&self, received: Minute) -> Option<Minute> {
        self.sent.filter(|_| !self.is_correction)?.resolve(received)
    }

    /// The scheduled date, taken to be near the day of receipt.
    pub fn date(&self, received: Date) -> Option<Date> {
        self.day.resolve(received)
    }
}

/// One element of a movement message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// `AD`: left the stand, and perhaps the ground.
    Departure {
        /// Off block.
        off_block: Clock,
        /// Airborne.
        airborne: Option<Clock>,
    },
    /// `ED`: expected off block.
    EstimatedDeparture(Clock),
    /// `RR`, `FR`: back at the stand, from the taxiway or from the air.
    Returned(Clock),
    /// `EA`: expected arrival.
    EstimatedArrival {
        /// When.
        at: Clock,
        /// Where, if written.
        airport: Option<Airport>,
    },
    /// `AA`: landed, and perhaps reached the stand.
    Arrival {
        /// Touch-down.
        touch_down: Option<Clock>,
        /// On block.
        on_block: Option<Clock>,
    },
    /// `DL` and `EDL`: the reasons of the delay, at most four.
    Delays(Vec<Delay>),
    /// `PX`: passengers on board, by cabin or in one number.
    Passengers(Vec<u16>),
    /// `NI`: when more will be said.
    NextInformation(Clock),
    /// A line that is not understood.
    Other(String),
}

impl Element {
    /// What it says about a leg with these scheduled times.
    pub fn news(&self, std: Minute, sta: Minute, out: &mut Vec<News>) {
        match self {
            Self::Departure { off_block, .. } => {
                out.extend(off_block.resolve(std).map(News::OffBlock));
            }
            Self::EstimatedDeparture(at) => {
                out.extend(at.resolve(std).map(News::ExpectedOffBlock));
            }
            Self::Returned(_) => out.push(News::Returned),
            Self::EstimatedArrival { at, .. } => {
                out.extend(at.resolve(sta).map(News::ExpectedOnBlock));
            }
            Self::Arrival { touch_down, on_block } => {
                let at = on_block.or(*touch_down).and_then(|at| at.resolve(sta));
                out.extend(at.map(News::OnBlock));
            }
            Self::Delays(delays) => {
                out.extend(delays.first().map(|delay| News::Reason(delay.code)));
            }
            Self::NextInformation(at) => out.extend(at.resolve(std).map(News::NextInformation)),
            Self::Passengers(_) | Self::Other(_) => {}
        }
    }
}
