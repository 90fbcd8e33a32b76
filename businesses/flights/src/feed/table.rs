use super::row::Row;
use super::{Intake, MOST, Reason};

/// Reads flights as CSV: columns `flight`, `date`, `from`, `to`, `std`, `sta`, `etd`, `atd`, `eta`, `ata`, `tail`,
/// `status`, `delay_code`, `next_information`, `diverted_to`, `written` in any order; others are passed over.
pub(super) fn read(text: &str, intake: &mut Intake) {
    each(text, "flight", intake, Row::give);
}

/// Calls `take` for each row of a table that has the column `must`.
pub(super) fn each(text: &str, must: &str, intake: &mut Intake, take: impl Fn(&Row, &mut Intake)) {
    let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = match table.headers() {
        Ok(names) => names.iter().map(|name| name.trim().to_ascii_lowercase()).collect(),
        Err(_) => Vec::new(),
    };
    if !names.iter().any(|name| name == must) {
        intake.fault(Reason::NotUnderstood, &format!("no column {must}"));
        return;
    }
    for (number, cells) in table.records().enumerate() {
        if number >= MOST {
            intake.fault(Reason::TooMany, "");
            return;
        }
        let Ok(cells) = cells else {
            intake.fault(Reason::NotUnderstood, &format!("row {}", number + 2));
            continue;
        };
        let mut row = Row::default();
        for (name, value) in names.iter().zip(cells.iter()) {
            row.set(name, value);
        }
        take(&row, intake);
    }
}
