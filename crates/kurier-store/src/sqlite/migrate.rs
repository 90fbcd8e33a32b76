//! Opening connections and bringing the schema up to date: forward only, each step checksummed.

use super::fault::Work;
use crate::port::StoreError;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every migration in order: name and statements.
const MIGRATIONS: [(&str, &str); 24] = [
    ("0001_first", include_str!("../../migrations/sqlite/0001_first.sql")),
    ("0002_many_nodes", include_str!("../../migrations/sqlite/0002_many_nodes.sql")),
    ("0003_media", include_str!("../../migrations/sqlite/0003_media.sql")),
    ("0004_accounts", include_str!("../../migrations/sqlite/0004_accounts.sql")),
    ("0005_beyond", include_str!("../../migrations/sqlite/0005_beyond.sql")),
    ("0006_webhooks", include_str!("../../migrations/sqlite/0006_webhooks.sql")),
    ("0007_limits", include_str!("../../migrations/sqlite/0007_limits.sql")),
    ("0008_accounts_more", include_str!("../../migrations/sqlite/0008_accounts_more.sql")),
    ("0009_flows", include_str!("../../migrations/sqlite/0009_flows.sql")),
    ("0010_insight", include_str!("../../migrations/sqlite/0010_insight.sql")),
    ("0011_append_only", include_str!("../../migrations/sqlite/0011_append_only.sql")),
    ("0012_campaigns", include_str!("../../migrations/sqlite/0012_campaigns.sql")),
    ("0013_budget", include_str!("../../migrations/sqlite/0013_budget.sql")),
    ("0014_desk", include_str!("../../migrations/sqlite/0014_desk.sql")),
    ("0015_quality", include_str!("../../migrations/sqlite/0015_quality.sql")),
    ("0016_guard", include_str!("../../migrations/sqlite/0016_guard.sql")),
    ("0017_pacing", include_str!("../../migrations/sqlite/0017_pacing.sql")),
    ("0018_invitation", include_str!("../../migrations/sqlite/0018_invitation.sql")),
    ("0019_takeover", include_str!("../../migrations/sqlite/0019_takeover.sql")),
    ("0020_money", include_str!("../../migrations/sqlite/0020_money.sql")),
    ("0021_pilot", include_str!("../../migrations/sqlite/0021_pilot.sql")),
    ("0022_invoices", include_str!("../../migrations/sqlite/0022_invoices.sql")),
    ("0023_scorecard", include_str!("../../migrations/sqlite/0023_scorecard.sql")),
    ("0024_returns", include_str!("../../migrations/sqlite/0024_returns.sql")),
];

pub(super) const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migration (\
     version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL)";
pub(super) const HISTORY: &str = "SELECT name, checksum FROM schema_migration ORDER BY version";
pub(super) const INSERT_MIGRATION: &str =
    "INSERT INTO schema_migration (version, name, checksum) VALUES (?1, ?2, ?3)";

const BUSY_WAIT: Duration = Duration::from_secs(5);
const STATEMENTS_KEPT: usize = 256;

pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join("kurier.db")
}

/// The writer's connection. Checkpoints are the background thread's work.
pub(super) fn open_writer(dir: &Path, cache_kib: u32) -> Work<Connection> {
    let conn = Connection::open(path(dir))?;
    conn.busy_timeout(BUSY_WAIT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "wal_autocheckpoint", 0)?;
    // Nothing on the way of a message may depend on another disk having room.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
    Ok(conn)
}

pub(super) fn open_reader(dir: &Path) -> Work<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path(dir), flags)?;
    conn.busy_timeout(BUSY_WAIT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

/// The background thread's connection: may checkpoint, never writes rows.
pub(super) fn open_checkpointer(dir: &Path) -> Work<Connection> {
    let conn = Connection::open(path(dir))?;
    conn.busy_timeout(Duration::from_millis(50))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(conn)
}

/// Applies what is missing; refuses a schema that is newer than this program or was changed.
pub(super) fn migrate(conn: &mut Connection) -> Work<()> {
    conn.execute(CREATE_HISTORY, [])?;
    let done = history(conn)?;
    if done.len() > MIGRATIONS.len() {
        return Err(refusal(format!(
            "the data were written by a newer Kurier (schema {}, this program knows {})",
            done.len(),
            MIGRATIONS.len()
        )));
    }
    for (index, (name, sql)) in MIGRATIONS.iter().enumerate() {
        let checksum: [u8; 32] = Sha256::digest(sql.as_bytes()).into();
        match done.get(index) {
            Some((known, sum)) if known == name && *sum == checksum => {}
            Some((known, _)) => {
                return Err(refusal(format!(
                    "migration {known} differs from this program's {name}"
                )));
            }
            None => {
                let step = conn.transaction()?;
                step.execute_batch(sql)?;
                let version = i64::try_from(index).unwrap_or(i64::MAX);
                step.execute(INSERT_MIGRATION, (version, name, &checksum[..]))?;
                step.commit()?;
            }
        }
    }
    Ok(())
}

fn history(conn: &Connection) -> Work<Vec<(String, [u8; 32])>> {
    let mut statement = conn.prepare(HISTORY)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn refusal(what: String) -> super::fault::Fault {
    StoreError::Unavailable(what).into()
}
