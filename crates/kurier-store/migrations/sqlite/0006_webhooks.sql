-- Several callbacks of one business: 0 = the app's, 1 = the business's, else a sender's id. Numbers are never used again.
CREATE TABLE subscription_next (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    business      BIGINT  NOT NULL REFERENCES business (id),
    callback_url  TEXT    NOT NULL,
    verify_token  TEXT    NOT NULL,
    cursor        BIGINT  NOT NULL,
    disabled      BIGINT  NOT NULL,
    failing_since BIGINT,
    scope         BIGINT  NOT NULL DEFAULT 1,
    options       TEXT    NOT NULL DEFAULT '{}',
    UNIQUE (business, scope)
);
INSERT OR IGNORE INTO subscription_next (id, business, callback_url, verify_token, cursor, disabled, failing_since)
    SELECT id, business, callback_url, verify_token, cursor, disabled, failing_since FROM subscription ORDER BY id DESC;
DELETE FROM sqlite_sequence WHERE name = 'subscription_next';
INSERT INTO sqlite_sequence (name, seq) SELECT 'subscription_next', seq FROM sqlite_sequence WHERE name = 'subscription';
DROP TABLE subscription;
ALTER TABLE subscription_next RENAME TO subscription;

-- Where an attempt went, if its subscription has another address by now.
ALTER TABLE attempt ADD COLUMN url TEXT;
