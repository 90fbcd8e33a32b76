//! What can go wrong, each with a stable code.

use std::path::PathBuf;

/// An error of the newsroom.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file was read, but is not what it should be.
    #[error("{}: {why}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// What is missing or wrong.
        why: String,
    },
    /// A value of the configuration that cannot work.
    #[error("{0}")]
    Configuration(String),
    /// A source could not be fetched.
    #[error("cannot fetch {url}: {why}")]
    Fetch {
        /// Its address.
        url: String,
        /// Why.
        why: String,
    },
    /// The newsroom's own memory failed.
    #[error("the newsroom's database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The Cloud API refused or could not be reached.
    #[error("the Cloud API: {0}")]
    Api(String),
    /// The listener could not start.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address asked for.
        addr: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

impl PressError {
    /// A stable, machine-readable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "press_unreadable",
            Self::Shape { .. } => "press_shape",
            Self::Configuration(_) => "press_configuration",
            Self::Fetch { .. } => "press_fetch",
            Self::Database(_) => "press_database",
            Self::Api(_) => "press_api",
            Self::Listen { .. } => "press_listen",
        }
    }
}
