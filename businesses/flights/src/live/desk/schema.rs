/// What the desk keeps beside the tables of every airline. Deliveries are only added: the board is built of them again
/// after a restart. What holds names of passengers is not among them; seats are kept until 24 hours after landing.
pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS intake (
        id INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL, body TEXT) STRICT;
    CREATE INDEX IF NOT EXISTS intake_digest ON intake (digest, at_s);
    CREATE TABLE IF NOT EXISTS taken (source TEXT PRIMARY KEY, deliveries INTEGER NOT NULL, last_s INTEGER NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS faults (
        source TEXT NOT NULL, reason TEXT NOT NULL, n INTEGER NOT NULL, last_s INTEGER NOT NULL, what TEXT NOT NULL,
        PRIMARY KEY (source, reason)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS seats (
        address TEXT NOT NULL, leg TEXT NOT NULL, locator TEXT NOT NULL, name TEXT NOT NULL, language TEXT,
        onward TEXT, onward_to TEXT, PRIMARY KEY (leg, address, locator, name)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS seats_onward ON seats (onward, leg) WHERE onward IS NOT NULL;
    CREATE INDEX IF NOT EXISTS seats_changing ON seats (leg) WHERE onward IS NOT NULL;
    CREATE TABLE IF NOT EXISTS aware (notice INTEGER PRIMARY KEY, at_s INTEGER NOT NULL) STRICT;
";
