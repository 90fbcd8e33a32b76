use std::path::Path;

use jiff::Timestamp;

use super::{DataError, table::Table};

/// What the farm recorded of a cow in an hour, in the order of [`CowHour::labels`].
pub const LABELS: [&str; 11] = [
    "oestrus",
    "calving",
    "lameness",
    "mastitis",
    "LPS",
    "acidosis",
    "other_disease",
    "accidents",
    "disturbance",
    "mixing",
    "management_changes",
];

/// One hour of one cow: how long she did what, and what the farm recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct CowHour {
    /// The cow's number.
    pub cow: String,
    /// Begin of the hour.
    pub at: Timestamp,
    /// Seconds in the alleys.
    pub alleys_s: Option<f32>,
    /// Seconds of rest.
    pub rest_s: Option<f32>,
    /// Seconds of eating.
    pub eat_s: Option<f32>,
    /// Which of [`LABELS`] apply.
    pub labels: [bool; LABELS.len()],
}

/// Reads the open data set of the French institute (doi 10.15454/52J8YS).
pub fn read_inrae(path: &Path) -> Result<Vec<CowHour>, DataError> {
    let mut table = Table::open(path)?;
    let (cow, date, hour) = (table.column("cow")?, table.column("date")?, table.column("hour")?);
    let (alleys, rest) = (table.column("IN_ALLEYS")?, table.column("REST")?);
    let eat = table.column("EAT")?;
    let places = LABELS.map(|label| table.optional(label));
    let mut rows = Vec::new();
    while table.next()? {
        let mut labels = [false; LABELS.len()];
        for (label, place) in labels.iter_mut().zip(places) {
            *label = place.map_or(Ok(None), |at| table.number(at))?.is_some_and(|is| is > 0.0);
        }
        rows.push(CowHour {
            cow: table.text(cow).to_owned(),
            at: moment(&table, date, hour)?,
            alleys_s: table.number(alleys)?,
            rest_s: table.number(rest)?,
            eat_s: table.number(eat)?,
            labels,
        });
    }
    Ok(rows)
}

/// A date `2015-03-01` or `01/03/2015` and an hour of the day.
fn moment(table: &Table<'_>, date: usize, hour: usize) -> Result<Timestamp, DataError> {
    let text = table.text(date);
    let day = text
        .parse::<jiff::civil::Date>()
        .or_else(|_| jiff::civil::Date::strptime("%d/%m/%Y", text));
    let hour = table.text(hour).parse::<i8>().ok().filter(|hour| (0..24).contains(hour));
    let at = day.ok().zip(hour).map(|(day, hour)| day.at(hour, 0, 0, 0));
    let at = at.and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok());
    at.map(|at| at.timestamp())
        .ok_or_else(|| table.wrong(format!("{text:?} with its hour is no date with a time")))
}
