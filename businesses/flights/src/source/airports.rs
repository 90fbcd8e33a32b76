use std::{collections::HashMap, path::Path};

use jiff::tz::TimeZone;

use super::table::open;
use crate::{FlightsError, model::Airport};

/// File of airports in the data folder.
const FILE: &str = "airports_iata.csv.gz";

/// Airports the generator flies between, for when there is no file.
const BUILT_IN: [(&str, &str, &str); 12] = [
    ("ATL", "Atlanta", "America/New_York"),
    ("BOS", "Boston", "America/New_York"),
    ("DEN", "Denver", "America/Denver"),
    ("DFW", "Dallas", "America/Chicago"),
    ("JFK", "New York", "America/New_York"),
    ("LAX", "Los Angeles", "America/Los_Angeles"),
    ("MIA", "Miami", "America/New_York"),
    ("MSP", "Minneapolis", "America/Chicago"),
    ("ORD", "Chicago", "America/Chicago"),
    ("PHX", "Phoenix", "America/Phoenix"),
    ("SEA", "Seattle", "America/Los_Angeles"),
    ("SFO", "San Francisco", "America/Los_Angeles"),
];

#[derive(Clone, Debug)]
struct Place {
    city: String,
    zone: TimeZone,
}

/// Time zones and cities of airports.
#[derive(Clone, Debug, Default)]
pub struct Airports(HashMap<Airport, Place>);

impl Airports {
    /// The few airports that need no file.
    pub fn built_in() -> Self {
        let mut airports = Self::default();
        for (code, city, zone) in BUILT_IN {
            airports.add(code, city, zone);
        }
        airports
    }

    /// Reads all airports from the folder that holds the flights.
    pub fn read(folder: &Path) -> Result<Self, FlightsError> {
        let path = folder.join(FILE);
        let mut table = open(&path)?;
        let headers = table.headers().map_err(|e| shape(&path, &e))?.clone();
        let column = |name: &str| {
            let at = headers.iter().position(|header| header == name);
            at.ok_or_else(|| FlightsError::Shape {
                path: path.clone(),
                why: format!("no column {name}"),
            })
        };
        let (code, city, zone) = (column("iata")?, column("city")?, column("tz")?);
        let mut airports = Self::default();
        for row in table.records() {
            let row = row.map_err(|e| shape(&path, &e))?;
            let cell = |at: usize| row.get(at).unwrap_or_default();
            airports.add(cell(code), cell(city), cell(zone));
        }
        Ok(airports)
    }

    fn add(&mut self, code: &str, city: &str, zone: &str) {
        if let (Ok(code), Ok(zone)) = (code.parse(), TimeZone::get(zone)) {
            self.0.insert(code, Place { city: city.to_owned(), zone });
        }
    }

    /// The zone of an airport.
    pub fn zone(&self, airport: Airport) -> Option<&TimeZone> {
        self.0.get(&airport).map(|place| &place.zone)
    }

    /// Its city, or its code when the city is not known.
    pub fn city(&self, airport: Airport) -> String {
        let city = self.0.get(&airport).map(|place| place.city.clone());
        city.filter(|name| !name.is_empty()).unwrap_or_else(|| airport.to_string())
    }
}

fn shape(path: &Path, error: &csv::Error) -> FlightsError {
    FlightsError::Shape { path: path.to_owned(), why: error.to_string() }
}
