//! The tables.

/// Times are microseconds since 1970, values as the sources gave them.
pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS readings (
        id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, collar TEXT NOT NULL, metric INTEGER NOT NULL,
        begins INTEGER NOT NULL, seconds INTEGER NOT NULL, value REAL NOT NULL,
        UNIQUE (collar, metric, begins)) STRICT;
    CREATE TABLE IF NOT EXISTS sources (
        name TEXT PRIMARY KEY, messages INTEGER NOT NULL DEFAULT 0, readings INTEGER NOT NULL DEFAULT 0,
        facts INTEGER NOT NULL DEFAULT 0, last_at INTEGER, state TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS broken (
        source TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, last_at INTEGER NOT NULL,
        detail TEXT NOT NULL, PRIMARY KEY (source, reason)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS cows (
        id TEXT PRIMARY KEY, number TEXT NOT NULL, name TEXT NOT NULL, pen TEXT NOT NULL, collar TEXT NOT NULL,
        calved INTEGER, calving_expected INTEGER, inseminated INTEGER, pregnant INTEGER, last_heat INTEGER)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS facts (
        animal TEXT NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL, PRIMARY KEY (animal, at, what))
        STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS facts_by_age ON facts (at);
    CREATE TABLE IF NOT EXISTS cow_states (id TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS herd (
        one INTEGER PRIMARY KEY CHECK (one = 1), state BLOB NOT NULL, cursor INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS meta (
        one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL) STRICT;
    INSERT OR IGNORE INTO meta (one, generation) VALUES (1, 1);
    CREATE TABLE IF NOT EXISTS alerts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, about TEXT NOT NULL, kind TEXT NOT NULL, urgency TEXT NOT NULL,
        found_at INTEGER NOT NULL, state TEXT NOT NULL, verdict TEXT, answered_at INTEGER, why TEXT NOT NULL,
        noted TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS alerts_of ON alerts (about, kind, found_at);
    CREATE INDEX IF NOT EXISTS alerts_by_state ON alerts (state, found_at);
    CREATE TABLE IF NOT EXISTS snoozes (
        about TEXT NOT NULL, kind TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (about, kind)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, person TEXT NOT NULL, due INTEGER NOT NULL,
        urgent INTEGER NOT NULL, body TEXT NOT NULL, picture BLOB, media_id TEXT, state TEXT NOT NULL DEFAULT 'pending',
        message_id TEXT, why TEXT, again INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE INDEX IF NOT EXISTS outbox_pending ON outbox (due, id) WHERE state = 'pending';
    CREATE TABLE IF NOT EXISTS slots (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    DROP TABLE IF EXISTS heard;
    CREATE TABLE IF NOT EXISTS inbound (
        id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, tap TEXT, alert INTEGER,
        text TEXT, at INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'new', why TEXT) STRICT;
    CREATE INDEX IF NOT EXISTS inbound_open ON inbound (state, id) WHERE state IN ('new', 'heard');
";

/// A column of the outbox that came later.
pub(super) const LACKS_AGAIN: &str =
    "SELECT NOT EXISTS (SELECT 1 FROM pragma_table_info('outbox') WHERE name = 'again')";
pub(super) const ADD_AGAIN: &str = "ALTER TABLE outbox ADD COLUMN again INTEGER NOT NULL DEFAULT 0";
