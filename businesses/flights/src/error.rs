//! What can go wrong, each with a stable code.

use std::path::PathBuf;

/// An error of the airline.
#[derive(Debug, thiserror::Error)]
pub enum FlightsError {
    /// Neither the path nor the bare name leads to a file.
    #[error("no flight data at {}: give a path, or set KURIER_DATA to the folder that holds flights/", .0.display())]
    DataAbsent(PathBuf),
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file was read, but is not what it should be.
    #[error("{} is not a table of flights: {why}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// What is missing or wrong.
        why: String,
    },
    /// A day that no flight of the file has.
    #[error("no flight leaves on {day}: the data cover {first} to {last}")]
    NoSuchDay {
        /// The day asked for.
        day: jiff::civil::Date,
        /// First day in the data.
        first: jiff::civil::Date,
        /// Last day in the data.
        last: jiff::civil::Date,
    },
    /// A value of the configuration that cannot work.
    #[error("{0}")]
    Configuration(String),
    /// The airline's own memory failed.
    #[error("the airline's database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The Cloud API refused or could not be reached.
    #[error("the Cloud API: {0}")]
    Api(String),
    /// The webhook listener could not start.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address asked for.
        addr: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

impl FlightsError {
    /// A stable, machine-readable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DataAbsent(_) => "flights_data_absent",
            Self::Read { .. } => "flights_data_unreadable",
            Self::Shape { .. } => "flights_data_shape",
            Self::NoSuchDay { .. } => "flights_no_such_day",
            Self::Configuration(_) => "flights_configuration",
            Self::Database(_) => "flights_database",
            Self::Api(_) => "flights_api",
            Self::Listen { .. } => "flights_listen",
        }
    }
}
