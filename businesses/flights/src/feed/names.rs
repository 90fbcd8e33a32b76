use super::bookings::{address, language};
use super::{Booking, Intake, MOST, Reason};
use crate::model::{Airport, FlightNumber};
use crate::mvt::OperatingDay;

/// Reads a name list: PNL and ADL bring passengers, PTM tells who changes to which flight. Of special service requests only
/// contacts are kept: lines of documents (DOCS, DOCO, FOID …) are dropped before anything is stored.
pub(super) fn read(text: &str, intake: &mut Intake) {
    let mut list: Option<List> = None;
    for line in text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        match line {
            "PNL" | "ADL" | "PTM" => {
                close(list.replace(List { is_transfer: line == "PTM", ..List::default() }), intake);
            }
            _ => {
                if let Some(list) = &mut list {
                    list.line(line, intake);
                }
            }
        }
    }
    if list.is_none() {
        intake.fault(Reason::NotUnderstood, "no PNL, ADL or PTM");
    }
    close(list, intake);
}

/// Which part of a list its next names are in.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Adding,
    Deleting,
    Ended,
}

#[derive(Default)]
struct List {
    is_transfer: bool,
    flight: Option<(FlightNumber, OperatingDay, Option<Airport>)>,
    section: Section,
    people: Vec<Booking>,
    in_document: bool,
}

fn close(list: Option<List>, intake: &mut Intake) {
    let Some(mut list) = list else { return };
    list.finish(intake);
    if list.flight.is_none() {
        intake.fault(Reason::NotUnderstood, "a name list without a flight");
    } else if list.section != Section::Ended && !list.is_transfer {
        intake.fault(Reason::NotUnderstood, "a name list without its end: it was cut off");
    }
}

impl List {
    fn line(&mut self, line: &str, intake: &mut Intake) {
        if self.flight.is_none() {
            self.flight = head(line);
            return;
        }
        if self.is_transfer {
            return self.transfer(line, intake);
        }
        match line {
            "ADD" | "CHG" => self.section = Section::Adding,
            "DEL" => self.section = Section::Deleting,
            _ if line.starts_with("END") => self.section = Section::Ended,
            _ if line.starts_with('.') => self.detail(line),
            _ if line.starts_with(|c: char| c.is_ascii_digit()) => {
                self.finish(intake);
                self.name(line);
            }
            _ => {}
        }
    }

    /// `1NAME/FIRST MR-A2 .L/ABC123`, several first names after one family name: `2NAME/ANMR/BEMRS`.
    fn name(&mut self, line: &str) {
        let Some((flight, day, from)) = self.flight else { return };
        let mut words = line.split(" .");
        let named = words.next().unwrap_or_default();
        let named = named.trim_start_matches(|c: char| c.is_ascii_digit());
        let (group, _) = named.rsplit_once('-').unwrap_or((named, ""));
        let mut parts = group.split('/');
        let family = parts.next().unwrap_or_default().trim();
        let firsts: Vec<&str> =
            parts.map(str::trim).filter(|first| !first.is_empty()).take(9).collect();
        let firsts = if firsts.is_empty() { vec![""] } else { firsts };
        for first in firsts {
            self.people.push(Booking {
                locator: String::new(),
                name: format!("{first} {family}").trim().chars().take(80).collect(),
                address: None,
                language: None,
                flight,
                day,
                from,
                is_deleted: self.section == Section::Deleting,
                refuses: false,
                onward: None,
            });
        }
        for detail in words {
            self.detail(&format!(".{detail}"));
        }
    }

    fn detail(&mut self, line: &str) {
        if let Some(continued) = line.strip_prefix(".RN/") {
            // The rest of a line before it: a document's goes where the document went.
            if self.in_document || continued.is_empty() {
                return;
            }
        }
        self.in_document = line.starts_with(".R/");
        if let Some(locator) = line.strip_prefix(".L/") {
            let locator = locator.split('/').next().unwrap_or_default();
            self.each(|person| locator.clone_into(&mut person.locator));
        } else if let Some(request) = line.strip_prefix(".R/CTCM") {
            // `HK1/491512345678/DE`
            let mut fields = request.split('/').skip(1);
            let found = fields.next().and_then(address);
            let spoken = fields.next().filter(|tongue| tongue.len() == 2).map(language);
            self.each(|person| {
                person.address = found.clone().or(person.address.take());
                person.language = spoken.or(person.language);
            });
        } else if line.starts_with(".R/CTCR") {
            self.each(|person| person.refuses = true);
        } else if let Some(onward) = line.strip_prefix(".O/") {
            let onward = onward_of(onward);
            self.each(|person| person.onward = onward.or(person.onward));
        }
    }

    fn each(&mut self, change: impl FnMut(&mut Booking)) {
        self.people.iter_mut().for_each(change);
    }

    fn finish(&mut self, intake: &mut Intake) {
        for person in self.people.drain(..) {
            if intake.bookings.len() >= MOST {
                intake.fault(Reason::TooMany, "");
                return;
            }
            person.give(intake);
        }
    }

    /// `TK0720 BOM 1Y 1B11K NAME`, with the day after a slash where it differs.
    fn transfer(&mut self, line: &str, intake: &mut Intake) {
        let Some((flight, day, from)) = self.flight else { return };
        let mut words = line.split_ascii_whitespace();
        let named = words.next().and_then(|word| word.split('/').next()?.parse().ok());
        let (Some(onward), Some(Ok(to))) = (named, words.next().map(str::parse::<Airport>)) else {
            return;
        };
        let is_name =
            |word: &&str| word.contains('/') || word.bytes().all(|b| b.is_ascii_uppercase());
        for name in words.filter(is_name) {
            let (family, first) = name.split_once('/').unwrap_or((name, ""));
            let person = Booking {
                locator: String::new(),
                name: format!("{first} {family}").trim().chars().take(80).collect(),
                address: None,
                language: None,
                flight,
                day,
                from,
                is_deleted: false,
                refuses: false,
                onward: Some((onward, Some(to))),
            };
            person.give(intake);
        }
    }
}

/// `UT298/21JAN AER PART1`
fn head(line: &str) -> Option<(FlightNumber, OperatingDay, Option<Airport>)> {
    let mut words = line.split_ascii_whitespace();
    let (flight, day) = words.next()?.split_once('/')?;
    let day = day.split('.').next()?;
    let from = words.next().and_then(|word| word.parse().ok());
    Some((flight.parse().ok()?, OperatingDay::read(day)?, from))
}

/// `LH456Y21FRALAX…`: flight, class, day, from and to.
fn onward_of(text: &str) -> Option<(FlightNumber, Option<Airport>)> {
    let body = text.split(['/', ' ']).next()?;
    let letter = body.char_indices().skip(3).find(|(_, c)| c.is_ascii_uppercase())?.0;
    let flight = body.get(..letter)?.parse().ok()?;
    let rest = body.get(letter + 1..)?.trim_start_matches(|c: char| c.is_ascii_digit());
    let to = rest.get(3..6).and_then(|code| code.parse().ok());
    Some((flight, to))
}
