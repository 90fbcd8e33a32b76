//! What can go wrong, each with a stable code.

/// An error of the running herd.
#[derive(Debug, thiserror::Error)]
pub enum HerdError {
    /// A value of the configuration that cannot work.
    #[error("{0}")]
    Configuration(String),
    /// The herd's own memory failed.
    #[error("the herd's database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The Cloud API refused or could not be reached.
    #[error("the Cloud API: {0}")]
    Api(String),
    /// A listener could not start.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address asked for.
        addr: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// A job of the database was cut off.
    #[error("a job of the herd was cut off: {0}")]
    CutOff(String),
}

impl HerdError {
    /// A stable, machine-readable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Configuration(_) => "herd_configuration",
            Self::Database(_) => "herd_database",
            Self::Api(_) => "herd_api",
            Self::Listen { .. } => "herd_listen",
            Self::CutOff(_) => "herd_cut_off",
        }
    }
}
