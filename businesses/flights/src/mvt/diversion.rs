use std::fmt;

use super::{Clock, OperatingDay};
use crate::model::{Airport, FlightNumber};

/// A diversion message (AHM 781).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diversion {
    /// The flight.
    pub flight: FlightNumber,
    /// Its scheduled day.
    pub day: OperatingDay,
    /// The airport of the flight line: where it left from, or where it should have landed.
    pub airport: Option<Airport>,
    /// When it is expected there.
    pub at: Option<Clock>,
    /// Where it lands instead.
    pub to: Option<Airport>,
    /// Why: the code after `DR`.
    pub reason: Option<u8>,
}

impl Diversion {
    /// Reads the lines after `DIV`: the flight line as in a movement message, then `EA<time> <airport>` and `DR<code>` in
    /// any order, between lines that are not understood.
    pub(super) fn read(lines: &[&str]) -> Option<Self> {
        let (first, rest) = lines.split_first()?;
        let (flight, tail) = first.split_once('/')?;
        let day = tail.split('.').next()?;
        let mut read = Self {
            flight: flight.trim().parse().ok()?,
            day: OperatingDay::read(day.trim())?,
            airport: tail.rsplit('.').next().and_then(|word| word.trim().parse().ok()),
            at: None,
            to: None,
            reason: None,
        };
        for word in rest.iter().flat_map(|line| line.split_ascii_whitespace()) {
            match word.split_at_checked(2) {
                Some(("EA", time)) => read.at = Clock::read(time).or(read.at),
                Some(("DR", code)) => read.reason = code.parse().ok().or(read.reason),
                _ => read.to = read.to.or_else(|| word.parse().ok()),
            }
        }
        Some(read)
    }
}

impl fmt::Display for Diversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DIV\n{}/{}", self.flight, self.day)?;
        self.airport.map_or(Ok(()), |airport| write!(f, "..{airport}"))?;
        if let Some(at) = self.at {
            write!(f, "\nEA{at}")?;
            self.to.map_or(Ok(()), |to| write!(f, " {to}"))?;
        } else if let Some(to) = self.to {
            write!(f, "\n{to}")?;
        }
        self.reason.map_or(Ok(()), |code| write!(f, "\nDR{code:02}"))?;
        writeln!(f)
    }
}
