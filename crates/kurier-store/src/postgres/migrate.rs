//! Bringing the schema up to date: forward only, each step checksummed, one node at a time.

use super::connect;
use super::fault::{Fault, Work};
use crate::port::StoreError;
use deadpool_postgres::Transaction;
use sha2::{Digest, Sha256};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Row};

/// A step of the schema.
struct Migration {
    name: &'static str,
    sql: &'static str,
    /// How many migrations a program must know to run on the schema after this one. An expanding step
    /// leaves it where it was, so that older nodes go on until they are replaced.
    needs: i64,
}

/// Every migration in order.
const MIGRATIONS: [Migration; 24] = [
    Migration {
        name: "0001_first",
        sql: include_str!("../../migrations/postgres/0001_first.sql"),
        needs: 1,
    },
    Migration {
        name: "0002_many_nodes",
        sql: include_str!("../../migrations/postgres/0002_many_nodes.sql"),
        needs: 2,
    },
    Migration {
        name: "0003_media",
        sql: include_str!("../../migrations/postgres/0003_media.sql"),
        needs: 2,
    },
    Migration {
        name: "0004_accounts",
        sql: include_str!("../../migrations/postgres/0004_accounts.sql"),
        // An older node would write relations without their bars.
        needs: 4,
    },
    Migration {
        name: "0005_beyond",
        sql: include_str!("../../migrations/postgres/0005_beyond.sql"),
        // An older node cannot read that a message was taken back.
        needs: 5,
    },
    Migration {
        name: "0006_webhooks",
        sql: include_str!("../../migrations/postgres/0006_webhooks.sql"),
        // An older node would post every event to every callback, and cannot set one.
        needs: 6,
    },
    Migration {
        name: "0007_limits",
        sql: include_str!("../../migrations/postgres/0007_limits.sql"),
        // An older node would reach people without counting them.
        needs: 7,
    },
    Migration {
        name: "0008_accounts_more",
        sql: include_str!("../../migrations/postgres/0008_accounts_more.sql"),
        // An older node would register senders that nobody proved, and show removed ones.
        needs: 8,
    },
    Migration {
        name: "0009_flows",
        sql: include_str!("../../migrations/postgres/0009_flows.sql"),
        // An older node cannot read that a form was sent or answered.
        needs: 9,
    },
    Migration {
        name: "0010_insight",
        sql: include_str!("../../migrations/postgres/0010_insight.sql"),
        // An older node cannot read rows of cards, nor that a voice note was listened to.
        needs: 10,
    },
    Migration {
        name: "0011_append_only",
        sql: include_str!("../../migrations/postgres/0011_append_only.sql"),
        needs: 10,
    },
    Migration {
        name: "0012_campaigns",
        sql: include_str!("../../migrations/postgres/0012_campaigns.sql"),
        // An older node cannot read the notices of campaigns.
        needs: 12,
    },
    Migration {
        name: "0013_budget",
        sql: include_str!("../../migrations/postgres/0013_budget.sql"),
        // An older node would send beyond the budgets that people chose, and at night.
        needs: 13,
    },
    Migration {
        name: "0014_desk",
        sql: include_str!("../../migrations/postgres/0014_desk.sql"),
        // An older node would take a word that ends advertising for a message like any other.
        needs: 14,
    },
    Migration {
        name: "0015_quality",
        sql: include_str!("../../migrations/postgres/0015_quality.sql"),
        // An older node would send paused marketing, and book what belongs to the commons as revenue.
        needs: 15,
    },
    Migration {
        name: "0016_guard",
        sql: include_str!("../../migrations/postgres/0016_guard.sql"),
        // An older node would let marketing lead anywhere.
        needs: 16,
    },
    Migration {
        name: "0017_pacing",
        sql: include_str!("../../migrations/postgres/0017_pacing.sql"),
        // An older node would send new marketing templates to everybody, and cannot read what waits for their judgement.
        needs: 17,
    },
    Migration {
        name: "0018_invitation",
        sql: include_str!("../../migrations/postgres/0018_invitation.sql"),
        // What an older node does is right without it.
        needs: 17,
    },
    Migration {
        name: "0019_takeover",
        sql: include_str!("../../migrations/postgres/0019_takeover.sql"),
        // An older node would send everything of an account that was taken over.
        needs: 19,
    },
    Migration {
        name: "0020_money",
        sql: include_str!("../../migrations/postgres/0020_money.sql"),
        // An older node would spend beyond limits and credit lines.
        needs: 20,
    },
    Migration {
        name: "0021_pilot",
        sql: include_str!("../../migrations/postgres/0021_pilot.sql"),
        // An older node would let every business do everything.
        needs: 21,
    },
    Migration {
        name: "0022_invoices",
        sql: include_str!("../../migrations/postgres/0022_invoices.sql"),
        // An older node would book payments without the number of their invoice.
        needs: 22,
    },
    Migration {
        name: "0023_scorecard",
        sql: include_str!("../../migrations/postgres/0023_scorecard.sql"),
        // An older node could not read why a message failed where that names a feature.
        needs: 23,
    },
    Migration {
        name: "0024_returns",
        sql: include_str!("../../migrations/postgres/0024_returns.sql"),
        // An older node cannot read transfers of payments that went back, and would book them without their tax.
        needs: 24,
    },
];

/// Oldest server that has everything the schema uses (row triggers on partitioned tables, pipelined
/// statements, `GENERATED` keys).
const OLDEST_SERVER: i32 = 140_000;

pub(super) const SERVER_VERSION: &str = "SELECT current_setting('server_version_num')";
/// Taken by whoever migrates; the number is this program's own.
pub(super) const LOCK: &str = "SELECT pg_advisory_xact_lock(4712093318)";
pub(super) const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migration (\
     version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BYTEA NOT NULL, \
     needs BIGINT NOT NULL)";
pub(super) const HISTORY: &str =
    "SELECT name, checksum, needs FROM schema_migration ORDER BY version";
pub(super) const INSERT_MIGRATION: &str =
    "INSERT INTO schema_migration (version, name, checksum, needs) VALUES ($1, $2, $3, $4)";

/// Applies what is missing, all of it or nothing. Refuses a schema that was changed, and one that has
/// moved on further than this program can follow; a newer one that still carries it is let be, so
/// that nodes can be replaced one by one.
pub(super) async fn migrate(config: Config) -> Work<()> {
    let pool = connect::bare(config)?;
    let mut client = pool.get().await?;
    let version: String = client.query_one(SERVER_VERSION, &[]).await?.get(0);
    if version.parse::<i32>().unwrap_or(0) < OLDEST_SERVER {
        return Err(refusal(format!("PostgreSQL 14 or newer is needed; this is {version}")));
    }
    let step = client.transaction().await?;
    step.execute(LOCK, &[]).await?;
    step.execute(CREATE_HISTORY, &[]).await?;
    let done = history(&step).await?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let needs = done.iter().map(|(_, _, needs)| *needs).max().unwrap_or(0);
    if needs > known {
        return Err(refusal(format!(
            "the data were moved on by a newer Kurier (schema {}, which needs a program that knows {needs} steps; this one knows {known})",
            done.len()
        )));
    }
    for (index, migration) in MIGRATIONS.iter().enumerate() {
        let checksum = Sha256::digest(migration.sql.as_bytes()).to_vec();
        match done.get(index) {
            Some((name, sum, _)) if name == migration.name && *sum == checksum => {}
            Some((name, _, _)) => {
                let own = migration.name;
                return Err(refusal(format!("migration {name} differs from this program's {own}")));
            }
            None => {
                step.batch_execute(migration.sql).await?;
                let version = i64::try_from(index).unwrap_or(i64::MAX);
                let given: [&(dyn ToSql + Sync); 4] =
                    [&version, &migration.name, &checksum, &migration.needs];
                step.execute(INSERT_MIGRATION, &given).await?;
            }
        }
    }
    step.commit().await?;
    Ok(())
}

async fn history(step: &Transaction<'_>) -> Work<Vec<(String, Vec<u8>, i64)>> {
    let rows = step.query(HISTORY, &[]).await?;
    let read = |row: &Row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
    rows.iter().map(read).collect()
}

fn refusal(what: String) -> Fault {
    StoreError::Unavailable(what).into()
}
