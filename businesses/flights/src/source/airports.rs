use std::{collections::HashMap, path::Path};

use jiff::tz::TimeZone;

use super::table::open;
use crate::{FlightsError, model::Airport};

/// File of airports in the data folder.
const FILE: &str = "airports_iata.csv.gz";

/// Mean radius.
const EARTH_KM: f64 = 6371.009;

/// Airports the generator flies between, for when there is no file.
const BUILT_IN: [(&str, &str, &str, f64, f64); 12] = [
    ("ATL", "Atlanta", "America/New_York", 33.6367, -84.4281),
    ("BOS", "Boston", "America/New_York", 42.3643, -71.0052),
    ("DEN", "Denver", "America/Denver", 39.8617, -104.6732),
    ("DFW", "Dallas", "America/Chicago", 32.8968, -97.038),
    ("JFK", "New York", "America/New_York", 40.6399, -73.7787),
    ("LAX", "Los Angeles", "America/Los_Angeles", 33.9425, -118.4081),
    ("MIA", "Miami", "America/New_York", 25.7932, -80.2906),
    ("MSP", "Minneapolis", "America/Chicago", 44.882, -93.2218),
    ("ORD", "Chicago", "America/Chicago", 41.9786, -87.9048),
    ("PHX", "Phoenix", "America/Phoenix", 33.4343, -112.0116),
    ("SEA", "Seattle", "America/Los_Angeles", 47.4499, -122.3118),
    ("SFO", "San Francisco", "America/Los_Angeles", 37.6189, -122.375),
];

#[derive(Clone, Debug)]
struct Place {
    city: String,
    zone: TimeZone,
    country: String,
    lat_lon: (f64, f64),
}

/// Time zones and cities of airports.
#[derive(Clone, Debug, Default)]
pub struct Airports(HashMap<Airport, Place>);

impl Airports {
    /// The few airports that need no file.
    pub fn built_in() -> Self {
        let mut airports = Self::default();
        for (code, city, zone, lat, lon) in BUILT_IN {
            airports.add(code, city, zone, "US", (lat, lon));
        }
        airports
    }

    /// Reads all airports from the folder that holds the flights.
    pub fn read(folder: &Path) -> Result<Self, FlightsError> {
        Self::read_table(&folder.join(FILE))
    }

    /// Reads a table of airports with the columns `iata`, `city`, `tz`, `country`, `lat` and `lon`.
    pub fn read_table(path: &Path) -> Result<Self, FlightsError> {
        let mut table = open(path)?;
        let headers = table.headers().map_err(|e| shape(path, &e))?.clone();
        let column = |name: &str| {
            let at = headers.iter().position(|header| header == name);
            at.ok_or_else(|| FlightsError::Shape {
                path: path.to_owned(),
                why: format!("no column {name}"),
            })
        };
        let (code, city, zone) = (column("iata")?, column("city")?, column("tz")?);
        let (country, lat, lon) = (column("country")?, column("lat")?, column("lon")?);
        let mut airports = Self::default();
        for row in table.records() {
            let row = row.map_err(|e| shape(path, &e))?;
            let cell = |at: usize| row.get(at).unwrap_or_default();
            let degrees = |at: usize| cell(at).parse().unwrap_or(f64::NAN);
            airports.add(
                cell(code),
                cell(city),
                cell(zone),
                cell(country),
                (degrees(lat), degrees(lon)),
            );
        }
        Ok(airports)
    }

    fn add(&mut self, code: &str, city: &str, zone: &str, country: &str, lat_lon: (f64, f64)) {
        if let (Ok(code), Ok(zone)) = (code.parse(), TimeZone::get(zone)) {
            self.0.insert(
                code,
                Place { city: city.to_owned(), zone, country: country.to_owned(), lat_lon },
            );
        }
    }

    /// The zone of an airport.
    pub fn zone(&self, airport: Airport) -> Option<&TimeZone> {
        self.0.get(&airport).map(|place| &place.zone)
    }

    /// Its country, two letters.
    pub fn country(&self, airport: Airport) -> Option<&str> {
        self.0.get(&airport).map(|place| place.country.as_str())
    }

    /// The great-circle distance, on which rights depend.
    pub fn distance_km(&self, a: Airport, b: Airport) -> Option<i64> {
        let (a, b) = (self.0.get(&a)?.lat_lon, self.0.get(&b)?.lat_lon);
        let (from, to) = (a.0.to_radians(), b.0.to_radians());
        let half_lat = ((to - from) / 2.0).sin();
        let half_lon = ((b.1 - a.1).to_radians() / 2.0).sin();
        let h = half_lat.mul_add(half_lat, from.cos() * to.cos() * half_lon * half_lon);
        let km = 2.0 * EARTH_KM * h.sqrt().min(1.0).asin();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "half the way around the earth is 20,015 km"
        )]
        km.is_finite().then(|| km.round() as i64)
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
