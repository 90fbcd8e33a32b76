use std::{fs::File, io::BufReader, io::Read, path::Path};

use flate2::read::MultiGzDecoder;
use jiff::civil::Date;

use super::{Airports, Flight, Flights, Origin, columns::Columns, row};
use crate::FlightsError;

/// A file expands to this at most; a larger one is cut, not read into memory without end.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// Opens a table, unpacking it when its name ends in `gz`.
pub(super) fn open(path: &Path) -> Result<csv::Reader<Box<dyn Read>>, FlightsError> {
    let file = File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => FlightsError::DataAbsent(path.to_owned()),
        _ => FlightsError::Read { path: path.to_owned(), source },
    })?;
    let packed = path.extension().is_some_and(|ending| ending == "gz");
    let file = BufReader::new(file);
    let plain: Box<dyn Read> = if packed {
        Box::new(MultiGzDecoder::new(file).take(MOST_BYTES))
    } else {
        Box::new(file.take(MOST_BYTES))
    };
    Ok(csv::ReaderBuilder::new().flexible(true).from_reader(plain))
}

/// Reads a table of departures: all of it, or one day with its eve, whose aircraft and lessons that day inherits. Airports are read from the same folder, or from `flights` of the data folder.
pub fn read_flights(path: &Path, data: &Path, day: Option<Date>) -> Result<Flights, FlightsError> {
    let beside = path.parent().map(Airports::read);
    let airports = match beside {
        Some(Ok(airports)) => airports,
        _ => Airports::read(&data.join("flights"))?,
    };
    let shape = |why: String| FlightsError::Shape { path: path.to_owned(), why };
    let mut table = open(path)?;
    let columns =
        Columns::find(table.headers().map_err(|e| shape(e.to_string()))?).map_err(shape)?;
    let mut flights = Vec::new();
    let mut skipped = 0;
    let mut days: Option<(Date, Date)> = None;
    let mut cells = csv::StringRecord::new();
    while table.read_record(&mut cells).map_err(|e| shape(e.to_string()))? {
        let Some(on) = row::day(&cells, &columns) else {
            skipped += 1;
            continue;
        };
        days = Some(days.map_or((on, on), |(first, last)| (first.min(on), last.max(on))));
        if day.is_some_and(|day| on != day && on.tomorrow().ok() != Some(day)) {
            continue;
        }
        match row::flight(&cells, &columns, &airports, on) {
            Some(flight) => flights.push(flight),
            None => skipped += 1,
        }
    }
    let Some((first, last)) = days else {
        return Err(shape(format!("none of its {skipped} rows is a flight")));
    };
    if let Some(day) = day
        && !flights.iter().any(|flight: &Flight| flight.plan.key.day == day)
    {
        return Err(FlightsError::NoSuchDay { day, first, last });
    }
    if flights.is_empty() {
        return Err(shape(format!("none of its {skipped} rows is a flight")));
    }
    Ok(Flights {
        flights,
        airports,
        origin: Origin::File(path.to_owned()),
        skipped,
        days: (first, last),
    })
}
