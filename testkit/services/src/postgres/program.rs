//! Finds PostgreSQL's programs. Debian keeps most of them off the search path.

use crate::missing::{Missing, find};
use std::path::PathBuf;

/// Each by its own path.
#[derive(Debug, Clone)]
pub(super) struct Programs {
    pub(super) initdb: PathBuf,
    pub(super) postgres: PathBuf,
}

impl Programs {
    pub(super) fn find() -> Result<Self, Missing> {
        let own =
            |program| find(program, &folders()).ok_or(Missing { program, package: "postgresql" });
        Ok(Self { initdb: own("initdb")?, postgres: own("postgres")? })
    }
}

/// The client that runs SQL.
pub(super) fn psql() -> Result<PathBuf, Missing> {
    let missing = Missing { program: "psql", package: "postgresql-client" };
    find("psql", &folders()).ok_or(missing)
}

/// `/usr/lib/postgresql/*/bin`, the newest version first.
fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |entry: &std::fs::DirEntry| entry.file_name().to_str()?.parse::<u32>().ok();
    let mut versions: Vec<u32> = entries.filter_map(|entry| version(&entry)).collect();
    versions.sort_unstable();
    let folder = |version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin"));
    versions.into_iter().rev().map(folder).collect()
}
