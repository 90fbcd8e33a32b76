use std::fmt;

use super::OperatingDay;
use crate::model::{Airport, FlightNumber};

/// A schedule message (ASM, action CNL) that cancels one flight. Movement messages know no cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancellation {
    /// The flight.
    pub flight: FlightNumber,
    /// Its scheduled day.
    pub day: OperatingDay,
    /// The leg, if only one of several is meant.
    pub from: Option<Airport>,
    /// Where that leg goes.
    pub to: Option<Airport>,
}

impl Cancellation {
    /// Reads the lines after `ASM`: time mode and reference are passed over, then `CNL`, then `FLIGHT/DDMMM [FROMTO]`.
    pub(super) fn read(lines: &[&str]) -> Option<Self> {
        let action =
            lines.iter().position(|line| line.split_ascii_whitespace().next() == Some("CNL"))?;
        let mut words = lines.get(action + 1)?.split_ascii_whitespace();
        let (flight, day) = words.next()?.split_once('/')?;
        let leg = words.next().filter(|word| word.len() == 6 && word.is_ascii());
        let ends = leg.map(|word| word.split_at(3));
        Some(Self {
            flight: flight.parse().ok()?,
            day: OperatingDay::read(day)?,
            from: ends.and_then(|(from, _)| from.parse().ok()),
            to: ends.and_then(|(_, to)| to.parse().ok()),
        })
    }
}

impl fmt::Display for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ASM\nUTC\nCNL\n{}/{}", self.flight, self.day)?;
        if let (Some(from), Some(to)) = (self.from, self.to) {
            write!(f, " {from}{to}")?;
        }
        writeln!(f)
    }
}
