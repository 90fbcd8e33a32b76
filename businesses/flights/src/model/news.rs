use super::{Airport, FlightNumber, Gate, Minute};
use crate::mvt::{DelayCode, OperatingDay};

/// One thing that a source says about a leg, whatever it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// It left its stand.
    OffBlock(Minute),
    /// It is expected to leave its stand then.
    ExpectedOffBlock(Minute),
    /// It is expected on block then.
    ExpectedOnBlock(Minute),
    /// It is on block.
    OnBlock(Minute),
    /// It came back to its stand, from the taxiway or from the air.
    Returned,
    /// Why it is late.
    Reason(DelayCode),
    /// The operator will say more at this time.
    NextInformation(Minute),
    /// It does not fly.
    Cancelled,
    /// It flies after all.
    Reinstated,
    /// It lands elsewhere.
    Diverted(Option<Airport>),
    /// It leaves from this gate.
    Gate(Gate),
    /// Another aircraft flies it.
    Aircraft(String),
    /// The schedule was changed: new departure and arrival.
    Retimed {
        /// Off block.
        std: Minute,
        /// On block, if said.
        sta: Option<Minute>,
    },
}

/// All that one message says about one leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The flight.
    pub flight: FlightNumber,
    /// Its scheduled day.
    pub day: OperatingDay,
    /// Where it leaves from, if said.
    pub from: Option<Airport>,
    /// Where it goes, if said.
    pub to: Option<Airport>,
    /// When the source wrote it; older news never replace younger ones.
    pub written: Option<Minute>,
    /// What it says.
    pub news: Vec<News>,
}
