//! Where the data are: a folder of this machine, or a database that many nodes share.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::wiring::store::{self, Room, Worth};
use clap::Args;
use kurier_store::port::Store;
use std::path::PathBuf;
use std::sync::Arc;

/// Options of every command that opens the data itself.
#[derive(Debug, Clone, Args)]
pub(crate) struct PlaceArgs {
    /// Data folder; with a database, the folder for the operator's token alone
    #[arg(long, env = "KURIER_DATA_DIR", default_value = "kurier-data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Keep the data in this PostgreSQL (14 or newer) instead of the folder: postgres://user:password@host:port/database;
    /// add ?sslmode=require for TLS. Many nodes may share it
    #[arg(long, env = "KURIER_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl PlaceArgs {
    pub(crate) fn new(data: PathBuf, database_url: Option<String>) -> Self {
        Self { data, database_url }
    }

    /// The database, if one is named.
    pub(crate) fn database(&self) -> Option<&str> {
        self.database_url.as_deref().filter(|url| !url.is_empty())
    }

    /// Opens the store, making a new one if need be.
    pub(crate) async fn open(&self, room: Room) -> Outcome<Arc<dyn Store>> {
        match self.database() {
            Some(url) => Ok(store::connect(check(url)?).await?),
            None => Ok(store::open_with(&self.data, Worth::Lasting, room).await?),
        }
    }

    /// Opens a store that is there already.
    pub(crate) async fn open_existing(&self) -> Outcome<Arc<dyn Store>> {
        if self.database().is_none() && !self.data.is_dir() {
            let message = format!("there is no data folder {}", self.data.display());
            return Err(Failure::new(Exit::NotFound, "no_data", message)
                .hint("name it with --data, or a database with --database-url"));
        }
        self.open(Room::default()).await
    }
}

/// The address of a database, which no message repeats: it may hold a password.
pub(crate) fn check(url: &str) -> Outcome<&str> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(url);
    }
    Err(Failure::new(Exit::Usage, "bad_database_url", "the database URL does not fit")
        .hint("give it as postgres://user:password@host:port/database"))
}
