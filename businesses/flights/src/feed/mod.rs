//! What sources bring: flight operations messages, schedules and passengers, in the forms in which airlines and airports
//! write them. Readers never fail: what cannot be used is counted with its reason, and the rest is kept.

mod aeroapi;
mod aidx;
mod bookings;
mod fault;
mod json;
mod names;
mod row;
mod schedule;
mod table;
mod telex;
mod text;

use crate::model::{Airport, FlightNumber, Report, ScheduledLeg};
use crate::mvt::{Language, OperatingDay, Telex};
use crate::source::Airports;

pub use fault::{Fault, Reason};

/// The form in which a source writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// Telexes: MVT, MVA, DIV, ASM, SSM, SAM, SRM, with or without a Type B envelope.
    Telex,
    /// AIDX: the XML of airports.
    Aidx,
    /// Flights as AeroAPI shows and pushes them.
    AeroApi,
    /// Flights as JSON with the columns of the table.
    Json,
    /// Flights as CSV.
    Table,
    /// Passengers as CSV.
    Bookings,
    /// Name lists: PNL, ADL and PTM.
    Names,
}

/// All sources.
pub const SOURCES: [Source; 7] = [
    Source::Telex,
    Source::Aidx,
    Source::AeroApi,
    Source::Json,
    Source::Table,
    Source::Bookings,
    Source::Names,
];

impl Source {
    /// Its name in addresses and on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Telex => "telex",
            Self::Aidx => "aidx",
            Self::AeroApi => "aeroapi",
            Self::Json => "json",
            Self::Table => "table",
            Self::Bookings => "bookings",
            Self::Names => "names",
        }
    }

    /// The source of that name.
    pub fn named(name: &str) -> Option<Self> {
        SOURCES.into_iter().find(|source| source.name() == name)
    }
}

/// A passenger's seat on a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The record locator.
    pub locator: String,
    /// Her name as booked.
    pub name: String,
    /// A phone number, a `wa_id` or a `user_id`; `None` when none was given.
    pub address: Option<String>,
    /// The language she reads, if known.
    pub language: Option<Language>,
    /// The flight.
    pub flight: FlightNumber,
    /// Its scheduled day.
    pub day: OperatingDay,
    /// Where she boards, if said.
    pub from: Option<Airport>,
    /// She does not fly any more.
    pub is_deleted: bool,
    /// She refuses to be contacted (CTCR).
    pub refuses: bool,
    /// The flight she changes to, where it goes if said.
    pub onward: Option<(FlightNumber, Option<Airport>)>,
}

/// What one delivery of a source held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// Legs, new or changed.
    pub legs: Vec<ScheduledLeg>,
    /// Telexes whose times need the leg they are about.
    pub telexes: Vec<Telex>,
    /// Everything else that was said about legs.
    pub reports: Vec<Report>,
    /// Passengers.
    pub bookings: Vec<Booking>,
    /// What could not be used, and why.
    pub faults: Vec<Fault>,
}

/// The longest delivery that is read. Longer ones are turned away whole.
pub const LONGEST_BYTES: usize = 4 * 1024 * 1024;
/// The most flights or passengers of one delivery.
const MOST: usize = 50_000;

/// Reads a delivery. `today` stands for the day of receipt where a message names the day of the month alone.
pub fn read(source: Source, bytes: &[u8], airports: &Airports, today: jiff::civil::Date) -> Intake {
    let mut intake = Intake::default();
    if bytes.len() > LONGEST_BYTES {
        intake.fault(Reason::TooLarge, "");
        return intake;
    }
    let (text, is_clean) = text::decode(bytes);
    if !is_clean {
        intake.fault(Reason::NotUtf8, "");
    }
    if text.trim().is_empty() {
        intake.fault(Reason::Empty, "");
        return intake;
    }
    match source {
        Source::Telex => telex::read(&text, airports, today, &mut intake),
        Source::Aidx => aidx::read(&text, &mut intake),
        Source::AeroApi => aeroapi::read(&text, &mut intake),
        Source::Json => json::read(&text, &mut intake),
        Source::Table => table::read(&text, &mut intake),
        Source::Bookings => bookings::read(&text, &mut intake),
        Source::Names => names::read(&text, &mut intake),
    }
    intake
}

impl Intake {
    /// Counts what could not be used; `what` shows where, without personal data.
    pub(crate) fn fault(&mut self, reason: Reason, what: &str) {
        let shown = what.chars().filter(|c| !c.is_control()).take(60).collect();
        // A flood of faults is one more fault, not memory without end.
        if self.faults.len() < MOST {
            self.faults.push(Fault { reason, what: shown });
        }
    }
}
