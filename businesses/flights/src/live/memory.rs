use std::{path::Path, sync::Arc, sync::Mutex, sync::PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::{FlightsError, model::Minute};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS notices (
        id INTEGER PRIMARY KEY, passenger TEXT NOT NULL, leg TEXT NOT NULL, number INTEGER NOT NULL,
        at_min INTEGER NOT NULL, claim TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending',
        message_id TEXT, why TEXT, UNIQUE (passenger, leg, number)) STRICT;
    CREATE INDEX IF NOT EXISTS notices_pending ON notices (id) WHERE state = 'pending';
    CREATE TABLE IF NOT EXISTS decisions (
        id INTEGER PRIMARY KEY, passenger TEXT NOT NULL, leg TEXT NOT NULL, at_min INTEGER NOT NULL,
        verdict TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
    DROP INDEX IF EXISTS decisions_of;
    CREATE INDEX IF NOT EXISTS decisions_leg ON decisions (leg, passenger);
    CREATE TABLE IF NOT EXISTS holds (leg TEXT PRIMARY KEY, until_min INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS closed (leg TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    DROP TABLE IF EXISTS heard;
    CREATE TABLE IF NOT EXISTS inbound (
        id INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, passenger TEXT NOT NULL, kind TEXT NOT NULL,
        leg TEXT, text TEXT, state TEXT NOT NULL DEFAULT 'pending', why TEXT, at_s INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE INDEX IF NOT EXISTS inbound_pending ON inbound (id) WHERE state = 'pending';
    CREATE INDEX IF NOT EXISTS inbound_passenger ON inbound (passenger);
    CREATE TABLE IF NOT EXISTS said (
        id INTEGER PRIMARY KEY, passenger TEXT NOT NULL, at_s INTEGER NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending', message_id TEXT, why TEXT, once TEXT UNIQUE) STRICT;
    CREATE INDEX IF NOT EXISTS said_pending ON said (id) WHERE state = 'pending';
    CREATE INDEX IF NOT EXISTS said_passenger ON said (passenger);
    CREATE TABLE IF NOT EXISTS receipts (
        message_id TEXT NOT NULL, status TEXT NOT NULL, at_s INTEGER NOT NULL, PRIMARY KEY (message_id, status))
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS recalls (notice INTEGER PRIMARY KEY, outcome TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS recalls_due ON recalls (notice) WHERE outcome = 'due';
    CREATE TABLE IF NOT EXISTS handovers (
        id INTEGER PRIMARY KEY, passenger TEXT NOT NULL, leg TEXT, kind TEXT NOT NULL, text TEXT,
        state TEXT NOT NULL DEFAULT 'open', since_s INTEGER NOT NULL DEFAULT 0, last_s INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE INDEX IF NOT EXISTS handovers_open ON handovers (id) WHERE state = 'open';
    CREATE INDEX IF NOT EXISTS handovers_passenger ON handovers (passenger);
    CREATE INDEX IF NOT EXISTS notices_leg ON notices (leg);
    CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY CHECK (one = 1), day TEXT NOT NULL,
        at_min INTEGER NOT NULL) STRICT;
";

/// Whole numbers that came later: table and column.
const ADDED: [(&str, &str); 3] =
    [("inbound", "at_s"), ("handovers", "since_s"), ("handovers", "last_s")];
const HAS_COLUMN: &str = "SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2";

const PRAGMAS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;";

const POSITION: &str = "SELECT at_min FROM position WHERE day = ?1";
const SET_POSITION: &str = "INSERT INTO position (one, day, at_min) VALUES (1, ?1, ?2)
    ON CONFLICT (one) DO UPDATE SET day = excluded.day, at_min = excluded.at_min";

/// The airline's own database.
#[derive(Clone)]
pub(super) struct Memory(Arc<Mutex<Connection>>);

impl Memory {
    /// Opens it, making it if it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, FlightsError> {
        let connection = Connection::open(path)?;
        connection.execute_batch(PRAGMAS)?;
        connection.execute_batch(SCHEMA)?;
        for (table, column) in ADDED {
            let has: i64 = connection.query_row(HAS_COLUMN, (table, column), |row| row.get(0))?;
            if has == 0 {
                let add =
                    format!("ALTER TABLE {table} ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0");
                connection.execute_batch(&add)?;
            }
        }
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Does one piece of work in one transaction, away from the threads that serve the network.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, FlightsError> {
        let shared = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // A panic in another job rolled its transaction back: the connection is still good.
            let mut connection = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction()?;
            let value = job(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        done.await.map_err(|fault| {
            FlightsError::Configuration(format!("a job of the database: {fault}"))
        })?
    }
}

/// How far the day has been replayed.
pub(super) fn position(tx: &Transaction<'_>, day: &str) -> rusqlite::Result<Option<Minute>> {
    tx.query_row(POSITION, [day], |row| row.get(0).map(Minute)).optional()
}

/// Everything up to `at` has been decided.
pub(super) fn set_position(tx: &Transaction<'_>, day: &str, at: Minute) -> rusqlite::Result<()> {
    tx.execute(SET_POSITION, (day, at.0)).map(|_| ())
}
