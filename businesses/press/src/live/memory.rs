use std::{path::Path, sync::Arc, sync::Mutex, sync::PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::PressError;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS source (
        id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL, next_s INTEGER NOT NULL DEFAULT 0, answers INTEGER NOT NULL DEFAULT 0,
        asked_s INTEGER, trouble TEXT, items INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE IF NOT EXISTS fault (
        source INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, last_s INTEGER NOT NULL, explanation TEXT NOT NULL,
        PRIMARY KEY (source, reason)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS story (
        id INTEGER PRIMARY KEY, source INTEGER NOT NULL, key_id TEXT, key_link TEXT, key_words TEXT NOT NULL, title TEXT NOT NULL,
        summary TEXT NOT NULL, body_html TEXT NOT NULL, link TEXT, audio TEXT, topic TEXT NOT NULL, seen_s INTEGER NOT NULL,
        mark TEXT NOT NULL, state TEXT NOT NULL, breaking INTEGER NOT NULL DEFAULT 0, changed_s INTEGER, before TEXT) STRICT;
    CREATE INDEX IF NOT EXISTS story_id ON story (source, key_id);
    CREATE INDEX IF NOT EXISTS story_link ON story (key_link);
    CREATE INDEX IF NOT EXISTS story_words ON story (key_words);
    CREATE INDEX IF NOT EXISTS story_ready ON story (seen_s) WHERE state = 'ready';
    CREATE TABLE IF NOT EXISTS reader (
        wa_id TEXT PRIMARY KEY, body TEXT NOT NULL, due_s INTEGER NOT NULL, last_slot TEXT, instant INTEGER NOT NULL DEFAULT 0,
        stopped INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS reader_due ON reader (due_s);
    CREATE TABLE IF NOT EXISTS got (
        reader TEXT NOT NULL, story INTEGER NOT NULL, outbox INTEGER NOT NULL, PRIMARY KEY (reader, story)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS got_story ON got (story);
    CREATE TABLE IF NOT EXISTS saved (
        reader TEXT NOT NULL, story INTEGER NOT NULL, at_s INTEGER NOT NULL, PRIMARY KEY (reader, story)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (
        id INTEGER PRIMARY KEY, reader TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL,
        stories TEXT, reply_to TEXT, at_s INTEGER NOT NULL, until_s INTEGER, state TEXT NOT NULL DEFAULT 'pending', message_id TEXT,
        why TEXT, sent_s INTEGER, delivered INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE INDEX IF NOT EXISTS outbox_pending ON outbox (id) WHERE state = 'pending';
    CREATE INDEX IF NOT EXISTS outbox_until ON outbox (until_s) WHERE state = 'pending' AND until_s IS NOT NULL;
    CREATE INDEX IF NOT EXISTS outbox_message ON outbox (message_id) WHERE message_id IS NOT NULL;
    CREATE INDEX IF NOT EXISTS outbox_edition ON outbox (reader, id) WHERE kind = 'edition';
    CREATE TABLE IF NOT EXISTS desk (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, story INTEGER, reader TEXT, message_id TEXT, text TEXT NOT NULL,
        at_s INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open') STRICT;
    CREATE INDEX IF NOT EXISTS desk_open ON desk (id) WHERE state = 'open';
    CREATE TABLE IF NOT EXISTS trial (
        id INTEGER PRIMARY KEY, story INTEGER NOT NULL UNIQUE, other TEXT NOT NULL, share INTEGER NOT NULL, wait_s INTEGER NOT NULL,
        made_s INTEGER NOT NULL, judge_s INTEGER, verdict TEXT) STRICT;
    CREATE TABLE IF NOT EXISTS heard (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS decision (
        id INTEGER PRIMARY KEY, reader TEXT NOT NULL, at_s INTEGER NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS follower (
        id INTEGER PRIMARY KEY, callback TEXT NOT NULL UNIQUE, want TEXT, want_secret TEXT, want_lease_s INTEGER, secret TEXT,
        until_s INTEGER, mark TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, next_s INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS hub (
        source INTEGER PRIMARY KEY, hub TEXT NOT NULL, topic TEXT NOT NULL, token TEXT NOT NULL UNIQUE, secret TEXT NOT NULL,
        renew_s INTEGER NOT NULL, active INTEGER NOT NULL DEFAULT 0) STRICT;
";

/// What was added to tables that may be there already: table, column, its kind.
const ADDED: [(&str, &str, &str); 4] = [
    ("outbox", "trial", "INTEGER"),
    ("outbox", "arm", "TEXT"),
    ("outbox", "counts", "INTEGER NOT NULL DEFAULT 0"),
    ("outbox", "answered", "INTEGER NOT NULL DEFAULT 0"),
];
const HAS: &str = "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2";
const ADDED_INDEX: &str =
    "CREATE INDEX IF NOT EXISTS outbox_trial ON outbox (trial) WHERE trial IS NOT NULL";

const PRAGMAS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;";

/// The newsroom's own database.
#[derive(Clone)]
pub(crate) struct Memory(Arc<Mutex<Connection>>);

impl Memory {
    /// Opens it, making it if it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, PressError> {
        let connection = Connection::open(path)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(PRAGMAS)?;
        connection.execute_batch(SCHEMA)?;
        for (table, column, kind) in ADDED {
            if !connection.prepare(HAS)?.exists([table, column])? {
                connection
                    .execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {kind}"))?;
            }
        }
        connection.execute_batch(ADDED_INDEX)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Does one piece of work in one transaction, away from the threads that serve the network.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, PressError> {
        let shared = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // A panic in another job rolled its transaction back: the connection is still good.
            let mut connection = shared.lock().unwrap_or_else(PoisonError::into_inner);
            // `kurier press headlines` writes here as another process. A transaction that began to read before it wrote would be
            // refused at once, whatever the timeout: each takes its turn at its beginning.
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = job(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        done.await
            .map_err(|fault| PressError::Configuration(format!("a job of the database: {fault}")))?
    }
}

/// JSON out of a column.
pub(super) fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    let wrong = |fault| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(fault))
    };
    serde_json::from_str(text).map_err(wrong)
}

/// JSON into a column.
pub(super) fn text<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|fault| rusqlite::Error::ToSqlConversionFailure(Box::new(fault)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn another_process_cannot_write_between_what_a_job_reads_and_what_it_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("press.db");
        let memory = Memory::open(&path).unwrap();
        let other = Connection::open(&path).unwrap();
        other.busy_timeout(std::time::Duration::ZERO).unwrap();
        let job = move |tx: &Transaction<'_>| {
            let known: i64 = tx.query_row("SELECT count(*) FROM heard", [], |row| row.get(0))?;
            let theirs = other.execute("INSERT INTO heard (id) VALUES ('theirs')", []);
            tx.execute("INSERT INTO heard (id) VALUES ('ours')", [])?;
            Ok((known, theirs.is_ok()))
        };
        assert_eq!(memory.work(job).await.unwrap(), (0, false));
    }
}
