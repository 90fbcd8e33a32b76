//! What only this backend can be asked: its statements and their plans.

use super::connect::{self, SESSION};
use super::migrate;
use super::statements::ALL;
use super::{acknowledge, facts, follow, load, together, writes};
use deadpool_postgres::Client;
use testkit_services::{Database, Postgres, or_not_run};

async fn fresh() -> Option<(Client, Database)> {
    let database = or_not_run(Postgres::shared())?.database().unwrap();
    migrate::migrate(connect::config(&database.url()).unwrap()).await.unwrap();
    let pool = connect::pool(connect::config(&database.url()).unwrap(), 1).unwrap();
    Some((pool.get().await.unwrap(), database))
}

#[test]
fn every_statement_of_the_sources_is_in_the_list() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/postgres");
    let listed = std::fs::read_to_string(folder.join("statements.rs")).unwrap();
    let mut found = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let file = file.unwrap().path();
        let module = file.file_stem().unwrap().to_str().unwrap();
        // Sessions, transactions and migrations are sent as they are.
        if ["session", "connect", "migrate", "tests", "statements"].contains(&module) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for constant in text.split("pub(super) const ").skip(1) {
            let (name, kind) = constant.split_once(": ").unwrap();
            // `SNAPSHOT` opens a transaction and cannot be prepared.
            if name == "SNAPSHOT" || !(kind.starts_with("&str") || kind.starts_with("[&str")) {
                continue;
            }
            found += 1;
            let entry = format!("{module}::{name}");
            assert!(listed.contains(&entry), "statements.rs lacks {entry}");
        }
    }
    assert!(found > 100 && found <= ALL.len(), "{found} statements found");
}

#[tokio::test]
async fn every_statement_is_prepared_on_a_fresh_schema() {
    let Some((client, _database)) = fresh().await else { return };
    for sql in ALL {
        client.prepare(sql).await.unwrap_or_else(|error| panic!("{sql}\n{error:?}"));
    }
}

#[tokio::test]
async fn statements_on_the_way_of_a_message_find_rows_by_key() {
    let Some((client, _database)) = fresh().await else { return };
    client.batch_execute(SESSION).await.unwrap();
    let hot = [
        load::LOCK_PERSONS,
        load::LOCK_BUSINESSES,
        facts::LOCKS,
        facts::FACTS,
        load::RELATIONS,
        load::ROWS,
        load::FULL_ROWS,
        load::GONE,
        load::BY_WA_ID,
        load::BY_USER_ID,
        load::BY_PHONE,
        load::KEYS,
        load::CLIENT_IDS,
        acknowledge::ACKNOWLEDGED,
        acknowledge::ACKNOWLEDGED_GONE,
        acknowledge::LOCK_ACKNOWLEDGED,
        writes::MOVE_PERSONS,
        writes::MOVE_BUSINESSES,
        together::WRITE_ENTRIES,
        together::WRITE_ENTRY,
        together::WRITE_STATUSES,
        follow::INBOX,
        follow::EVENTS,
        follow::HEADS,
        follow::ENTRY,
        super::accounts::TOKEN,
        super::accounts::DEVICE,
        super::webhooks::DUE_RETRIES,
    ];
    for (number, sql) in hot.iter().enumerate() {
        let parameters = client.prepare(sql).await.unwrap().params().len();
        let given = vec!["NULL"; parameters].join(", ");
        let name = format!("plan_{number}");
        client.batch_execute(&format!("PREPARE {name} AS {sql}")).await.unwrap();
        let rows = client.simple_query(&format!("EXPLAIN EXECUTE {name} ({given})")).await.unwrap();
        let lines: Vec<String> = rows.iter().filter_map(line).collect();
        let plan = lines.join("\n");
        // A table of one row is read as it is.
        let scans = plan.replace("Seq Scan on generation", "");
        assert!(!scans.contains("Seq Scan"), "{sql}\n{plan}");
        assert!(!plan.contains("Hash Join") && !plan.contains("Merge Join"), "{sql}\n{plan}");
    }
}

fn line(message: &tokio_postgres::SimpleQueryMessage) -> Option<String> {
    match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }
}
