use jiff::civil::Date;

use super::{Intake, Reason, schedule};
use crate::mvt::{self, Element, Telex};
use crate::source::Airports;

/// Types of message that are other people's business: no fault, and nothing to us.
const NOT_OURS: [&str; 6] = ["LDM", "CPM", "UCM", "PSM", "SLC", "SLS"];

/// Reads telexes. Name lists among them are read too.
pub(super) fn read(text: &str, airports: &Airports, today: Date, intake: &mut Intake) {
    if mvt::is_cut(text) {
        intake.fault(Reason::TooLarge, "a telex beyond 64 KiB: the rest was not read");
    }
    let telexes = mvt::read(text);
    if telexes.is_empty() {
        intake.fault(Reason::NotUnderstood, text.lines().next().unwrap_or_default());
    }
    for telex in telexes {
        match telex {
            Telex::Schedule(changes) => {
                for change in &changes {
                    schedule::expand(change, airports, today, intake);
                }
            }
            Telex::Other { raw } => other(&raw, intake),
            Telex::Movement(movement) => {
                let unread = movement.elements.iter().find_map(|element| match element {
                    Element::Other(line) => Some(line.clone()),
                    _ => None,
                });
                if let Some(line) = unread {
                    intake.fault(Reason::NotUnderstood, &line);
                }
                intake.telexes.push(Telex::Movement(movement));
            }
            read => intake.telexes.push(read),
        }
    }
}

fn other(raw: &str, intake: &mut Intake) {
    let mut lines = raw.lines();
    let kind = lines.next().unwrap_or_default();
    if matches!(kind, "PNL" | "ADL" | "PTM") {
        super::names::read(raw, intake);
    } else if !NOT_OURS.contains(&kind) {
        intake.fault(Reason::NotUnderstood, kind);
    }
}
