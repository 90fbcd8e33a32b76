//! Bringing the schema up to date: forward only, each step checksummed, one node at a time.

use super::fault::{Fault, Work};
use crate::port::StoreError;
use deadpool_postgres::Client;
use sha2::{Digest, Sha256};

/// Every migration in order: name and statements.
const MIGRATIONS: [(&str, &str); 2] = [
    ("0001_first", include_str!("../../migrations/postgres/0001_first.sql")),
    ("0002_many_nodes", include_str!("../../migrations/postgres/0002_many_nodes.sql")),
];

/// Oldest server that has everything the schema uses (row triggers on partitioned tables, pipelined
/// statements, `GENERATED` keys).
const OLDEST_SERVER: i32 = 140_000;

pub(super) const SERVER_VERSION: &str = "SELECT current_setting('server_version_num')";
/// Taken by whoever migrates; the number is this program's own.
pub(super) const LOCK: &str = "SELECT pg_advisory_xact_lock(4712093318)";
pub(super) const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migration (\
     version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BYTEA NOT NULL)";
pub(super) const HISTORY: &str = "SELECT name, checksum FROM schema_migration ORDER BY version";
pub(super) const INSERT_MIGRATION: &str =
    "INSERT INTO schema_migration (version, name, checksum) VALUES ($1, $2, $3)";

/// Applies what is missing, all of it or nothing; refuses a schema that was changed. A newer schema
/// is let be: while nodes are replaced one by one, the older ones run on what the newer brought.
pub(super) async fn migrate(client: &mut Client) -> Work<()> {
    let version: String = client.query_one(SERVER_VERSION, &[]).await?.get(0);
    if version.parse::<i32>().unwrap_or(0) < OLDEST_SERVER {
        return Err(refusal(format!("PostgreSQL 14 or newer is needed; this is {version}")));
    }
    let step = client.transaction().await?;
    step.execute(LOCK, &[]).await?;
    step.execute(CREATE_HISTORY, &[]).await?;
    let done: Vec<(String, Vec<u8>)> = step
        .query(HISTORY, &[])
        .await?
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, tokio_postgres::Error>>()?;
    for (index, (name, sql)) in MIGRATIONS.iter().enumerate() {
        let checksum = Sha256::digest(sql.as_bytes()).to_vec();
        match done.get(index) {
            Some((known, sum)) if known == name && *sum == checksum => {}
            Some((known, _)) => {
                return Err(refusal(format!(
                    "migration {known} differs from this program's {name}"
                )));
            }
            None => {
                step.batch_execute(sql).await?;
                let version = i64::try_from(index).unwrap_or(i64::MAX);
                step.execute(INSERT_MIGRATION, &[&version, name, &checksum]).await?;
            }
        }
    }
    if done.len() > MIGRATIONS.len() {
        tracing::warn!(
            schema = done.len(),
            known = MIGRATIONS.len(),
            "the schema is newer than this program; it runs on what it knows"
        );
    }
    step.commit().await?;
    Ok(())
}

fn refusal(what: String) -> Fault {
    StoreError::Unavailable(what).into()
}
