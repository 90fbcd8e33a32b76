use std::fmt::{self, Display, Write};

use super::{Delay, Element, Movement, MovementKind};

/// The most delays that one line takes; the rest goes to `EDL`.
const DELAYS_A_LINE: usize = 2;

impl Display for Movement {
    /// The message as text, lines ended by `\n`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_correction {
            f.write_str("COR\n")?;
        }
        f.write_str(match self.kind {
            MovementKind::Ground => "MVT\n",
            MovementKind::Aircraft => "MVA\n",
        })?;
        let registration = self.registration.as_deref().unwrap_or_default();
        write!(f, "{}/{}.{registration}.{}", self.flight, self.day, self.airport)?;
        let mut after_departure = false;
        for element in &self.elements {
            let joins = after_departure && matches!(element, Element::EstimatedArrival { .. });
            f.write_char(if joins { ' ' } else { '\n' })?;
            write!(f, "{element}")?;
            after_departure = matches!(element, Element::Departure { .. });
        }
        f.write_char('\n')?;
        self.supplementary.as_ref().map_or(Ok(()), |text| writeln!(f, "SI {text}"))
    }
}

impl Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Departure { off_block, airborne } => {
                write!(f, "AD{off_block}")?;
                airborne.map_or(Ok(()), |at| write!(f, "/{at}"))
            }
            Self::EstimatedDeparture(at) => write!(f, "ED{at}"),
            Self::Returned(at) => write!(f, "RR{at}"),
            Self::EstimatedArrival { at, airport } => {
                write!(f, "EA{at}")?;
                airport.map_or(Ok(()), |airport| write!(f, " {airport}"))
            }
            Self::Arrival { touch_down, on_block } => {
                f.write_str("AA")?;
                touch_down.map_or(Ok(()), |at| write!(f, "{at}"))?;
                on_block.map_or(Ok(()), |at| write!(f, "/{at}"))
            }
            Self::Delays(delays) => {
                for (line, few) in delays.chunks(DELAYS_A_LINE).enumerate() {
                    f.write_str(if line == 0 { "DL" } else { "\nEDL" })?;
                    write_delays(f, few)?;
                }
                Ok(())
            }
            Self::Passengers(cabins) => {
                f.write_str("PX")?;
                let mut between = "";
                cabins.iter().try_for_each(|n| {
                    write!(f, "{between}{n}")?;
                    between = "/";
                    Ok(())
                })
            }
            Self::NextInformation(at) => write!(f, "NI{at}"),
            Self::Other(line) => f.write_str(line),
        }
    }
}

fn write_delays(f: &mut fmt::Formatter<'_>, delays: &[Delay]) -> fmt::Result {
    let mut between = "";
    for delay in delays {
        write!(f, "{between}{}", delay.code)?;
        delay.detail.map_or(Ok(()), |letter| f.write_char(letter))?;
        between = "/";
    }
    for minutes in delays.iter().filter_map(|delay| delay.minutes) {
        write!(f, "/{:02}{:02}", minutes / 60, minutes % 60)?;
    }
    Ok(())
}
