use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::row::Row;
use super::{Intake, MOST, Reason};

/// Real messages nest less than half as deep, SOAP included.
const DEEPEST: usize = 40;
/// Longest value that is kept of an element.
const LONGEST_VALUE: usize = 200;

/// Reads the flight legs of AIDX, whatever wraps them. A DOCTYPE is refused whole: no entity is ever expanded.
pub(super) fn read(text: &str, intake: &mut Intake) {
    let mut walk = Walk::default();
    let mut reader = Reader::from_str(text);
    let reason = loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                if let Err(reason) = walk.open(&start) {
                    break Some(reason);
                }
            }
            Ok(Event::Empty(start)) => {
                if let Err(reason) = walk.open(&start) {
                    break Some(reason);
                }
                walk.close(intake);
            }
            Ok(Event::End(_)) => walk.close(intake),
            Ok(Event::Text(text)) => walk.add(&text.xml10_content()),
            Ok(Event::CData(text)) => walk.add(&text.xml10_content()),
            Ok(Event::DocType(_)) => break Some(Reason::Doctype),
            Ok(Event::Eof) if walk.path.is_empty() && walk.flights > 0 => break None,
            Ok(Event::Eof) | Err(_) => break Some(Reason::NotUnderstood),
            Ok(Event::GeneralRef(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_)) => {}
        }
        if walk.flights > MOST {
            break Some(Reason::TooMany);
        }
    };
    if let Some(reason) = reason {
        intake.fault(reason, "AIDX");
    }
}

#[derive(Default)]
struct Walk {
    path: Vec<String>,
    value: String,
    /// What the attributes of an open `OperationTime` make of its value.
    time: Option<&'static str>,
    /// The open `Resource` is of the departure.
    is_departure: bool,
    row: Option<Row>,
    flight: [String; 3],
    flights: usize,
}

impl Walk {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Reason> {
        if self.path.len() >= DEEPEST {
            return Err(Reason::TooDeep);
        }
        let name: String = start.local_name().as_ref().chars().take(60).collect();
        self.value.clear();
        match name.as_str() {
            "FlightLeg" => {
                self.row = Some(Row::default());
                self.flight = <[String; 3]>::default();
                self.flights += 1;
            }
            "OperationTime" => self.time = meaning(start),
            "Resource" => self.is_departure = is_departure(start),
            _ => {}
        }
        self.path.push(name);
        Ok(())
    }

    fn add(&mut self, text: &str) {
        let room = LONGEST_VALUE.saturating_sub(self.value.len());
        self.value.extend(text.chars().take(room));
    }

    fn close(&mut self, intake: &mut Intake) {
        let Some(name) = self.path.pop() else { return };
        let value = std::mem::take(&mut self.value);
        let value = value.trim();
        let within = self.path.last().map(String::as_str);
        let Some(row) = &mut self.row else { return };
        match (within, name.as_str()) {
            (_, "FlightLeg") => {
                let [carrier, number, suffix] = &self.flight;
                row.set("flight", &format!("{carrier}{}{suffix}", number.trim_start_matches('0')));
                row.give(intake);
                self.row = None;
            }
            (Some("LegIdentifier"), "Airline") => value.clone_into(&mut self.flight[0]),
            (Some("LegIdentifier"), "FlightNumber") => value.clone_into(&mut self.flight[1]),
            (Some("LegIdentifier"), "OperationalSuffix") => value.clone_into(&mut self.flight[2]),
            (Some("LegIdentifier"), "DepartureAirport") => row.set("from", value),
            (Some("LegIdentifier"), "ArrivalAirport") => row.set("to", value),
            (Some("LegIdentifier"), "OriginDate") => {
                row.set("date", value.get(..10).unwrap_or(value));
            }
            (Some("LegData"), "OperationalStatus" | "PublicStatus") => status(row, value),
            (Some("AircraftInfo"), "Registration") => row.set("tail", value),
            (Some("Resource"), "PassengerGate") if self.is_departure => row.set("gate", value),
            (_, "DelayCode") => row.set("delay_code", value),
            (_, "OperationTime") => {
                if let Some(meaning) = self.time.take() {
                    row.set(meaning, value);
                }
            }
            _ => {}
        }
    }
}

fn status(row: &mut Row, value: &str) {
    let known = ["cancelled", "canceled", "cx", "dx", "diverted", "dv", "rr", "returned"];
    if known.contains(&value.to_ascii_lowercase().as_str()) {
        row.set("status", value);
    }
}

/// Whether a `Resource` is one of the departure.
fn is_departure(start: &BytesStart<'_>) -> bool {
    start.attributes().flatten().any(|attribute| {
        let value: &str = attribute.value.as_ref();
        attribute.key.local_name().as_ref() == "DepartureOrArrival" && value.starts_with('D')
    })
}

/// Which of our times an `OperationTime` is. Of several with the same meaning the last one holds.
fn meaning(start: &BytesStart<'_>) -> Option<&'static str> {
    let (mut qualifier, mut kind) = (String::new(), String::new());
    for attribute in start.attributes().flatten() {
        let value: &str = attribute.value.as_ref();
        match attribute.key.local_name().as_ref() {
            "OperationQualifier" => value.clone_into(&mut qualifier),
            "TimeType" => value.clone_into(&mut kind),
            _ => {}
        }
    }
    Some(match (qualifier.as_str(), kind.as_str()) {
        ("OFB", "SCT") => "std",
        ("OFB", "EST") => "etd",
        ("OFB", "ACT") => "atd",
        ("ONB", "SCT") => "sta",
        ("ONB", "EST") => "eta",
        ("ONB", "ACT") => "ata",
        _ => return None,
    })
}
