//! A replay written down, so that another program can work out every decision anew.

use std::io::{self, Write};

use super::{Emission, Tuning, emissions, replay_flights};
use crate::model::{Claim, Decision, Verdict};
use crate::source::Flight;

/// Writes what a replay reads: a line `L` for each leg (place, flight, day, from, to, departure, arrival, aircraft) and a
/// line `M` for each message (minute, text), parted by tabs. Minutes count from 1970 in UTC.
pub fn write_feed(flights: &[Flight], seed: u64, out: &mut dyn Write) -> io::Result<()> {
    for (index, Flight { plan, .. }) in flights.iter().enumerate() {
        let key = &plan.key;
        let tail = plan.tail.as_deref().unwrap_or("-");
        writeln!(
            out,
            "L\t{index}\t{}\t{}\t{}\t{}\t{}\t{}\t{tail}",
            key.flight, key.day, key.from, plan.to, plan.std.0, plan.sta.0
        )?;
    }
    for Emission { at, text } in emissions(flights, seed) {
        writeln!(out, "M\t{}\t{}", at.0, text.trim_end().replace('\n', "\\n"))?;
    }
    Ok(())
}

/// Writes every decision of a replay: minute, leg, verdict and rule, parted by tabs.
pub fn write_decisions(flights: &[Flight], seed: u64, out: &mut dyn Write) -> io::Result<()> {
    let mut written = Ok(());
    let mut heard = |leg: usize, now: crate::model::Minute, decision: &Decision| {
        if written.is_ok() {
            let (verdict, rule) = (words(decision.verdict), decision.rule);
            written = writeln!(out, "{}\t{leg}\t{verdict}\t{rule:?}", now.0);
        }
    };
    replay_flights(flights, &Tuning::default(), seed, &mut heard);
    written
}

fn words(verdict: Verdict) -> String {
    match verdict {
        Verdict::Hold(at) => format!("hold {}", at.0),
        Verdict::Drop => "drop".to_owned(),
        Verdict::Send(Claim::Delayed(at)) => format!("delayed {}", at.0),
        Verdict::Send(Claim::Earlier(at)) => format!("earlier {}", at.0),
        Verdict::Send(Claim::Reinstated(at)) => format!("reinstated {}", at.0),
        Verdict::Send(Claim::Waiting(at)) => format!("waiting {}", at.0),
        Verdict::Send(Claim::Connection(at)) => format!("connection {}", at.0),
        Verdict::Send(Claim::Gate(gate)) => format!("gate {gate}"),
        Verdict::Send(Claim::Cancelled) => "cancelled".to_owned(),
        Verdict::Send(Claim::Diverted) => "diverted".to_owned(),
    }
}
