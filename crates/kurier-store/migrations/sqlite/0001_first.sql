-- Times are microseconds since 1970 UTC, money is micro-units, hashes are 32 bytes, JSON is text.
-- Tables on the way of a message are appended to and never changed; triggers hold them to it.

CREATE TABLE business (
    id         BIGINT  NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    app        BIGINT  NOT NULL UNIQUE,
    app_secret TEXT    NOT NULL,
    currency   TEXT    NOT NULL,
    verified   BIGINT  NOT NULL,
    suspended  BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
);

CREATE TABLE sender (
    id             BIGINT NOT NULL PRIMARY KEY,
    business       BIGINT NOT NULL REFERENCES business (id),
    display_number TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    registered     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
);
CREATE INDEX sender_of_business ON sender (business, created_at, id);

CREATE TABLE token (
    hash       BLOB   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    label      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
) WITHOUT ROWID;

CREATE TABLE person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    market     TEXT   NOT NULL,
    phone      TEXT   UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE device (
    id           BIGINT NOT NULL PRIMARY KEY,
    person       BIGINT NOT NULL REFERENCES person (id),
    session_hash BLOB   NOT NULL UNIQUE,
    label        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);

CREATE TABLE invite (
    code       TEXT   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    sender     BIGINT NOT NULL REFERENCES sender (id),
    asks       TEXT   NOT NULL,
    welcome    TEXT   NOT NULL,
    uses_left  BIGINT,
    expires_at BIGINT,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX invite_of_business ON invite (business, created_at, code);

-- What of a relation rarely changes; windows, limits and cursors follow from the log.
CREATE TABLE relation (
    business   BIGINT NOT NULL REFERENCES business (id),
    person     BIGINT NOT NULL REFERENCES person (id),
    wa_id      BIGINT NOT NULL,
    user_id    TEXT   NOT NULL,
    blocked    BIGINT NOT NULL,
    withdrawn  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (business, person)
) WITHOUT ROWID;
CREATE UNIQUE INDEX relation_wa_id ON relation (business, wa_id);
CREATE UNIQUE INDEX relation_user_id ON relation (business, user_id);
CREATE INDEX relation_of_person ON relation (person, created_at, business);

-- What is allowed now; the receipts tell how it came to be.
CREATE TABLE permission (
    id         INTEGER NOT NULL PRIMARY KEY,
    business   BIGINT  NOT NULL,
    person     BIGINT  NOT NULL,
    receipt    BIGINT  NOT NULL,
    purpose    TEXT    NOT NULL,
    topic      TEXT,
    cadence    TEXT    NOT NULL,
    granted_at BIGINT  NOT NULL,
    expires_at BIGINT,
    FOREIGN KEY (business, person) REFERENCES relation (business, person)
);
CREATE INDEX permission_of_relation ON permission (business, person, id);

-- Where a receipt lies; its document is the body of that log row.
CREATE TABLE receipt (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    pos      BIGINT NOT NULL
);
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipts are never changed'); END;
CREATE TRIGGER receipt_remains BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END;

CREATE TABLE template (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    UNIQUE (business, name, language)
);
CREATE INDEX template_of_business ON template (business, id);

CREATE TABLE rate_card (
    version    BIGINT NOT NULL PRIMARY KEY,
    valid_from BIGINT NOT NULL,
    document   TEXT   NOT NULL
);

-- The one totally ordered log: a row per inbox entry, per cursor move and per message refused
-- after its answer. `prev` is the row of the same person's previous inbox entry.
CREATE TABLE log (
    pos        INTEGER NOT NULL PRIMARY KEY,
    at         BIGINT  NOT NULL,
    kind       BIGINT  NOT NULL,
    person     BIGINT  NOT NULL,
    seq        BIGINT  NOT NULL,
    prev       BIGINT  NOT NULL,
    business   BIGINT  NOT NULL,
    sender     BIGINT  NOT NULL,
    category   BIGINT  NOT NULL,
    price_kind BIGINT  NOT NULL,
    price      BIGINT  NOT NULL,
    reply_to   BIGINT  NOT NULL,
    sender_tat BIGINT  NOT NULL,
    pair_tat   BIGINT  NOT NULL,
    body       TEXT,
    evidence   TEXT,
    opaque     TEXT
);
CREATE TRIGGER log_stays BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER log_remains BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is never deleted'); END;

-- Every 64th entry of an inbox, so that any place is found in at most 64 steps along `prev`.
CREATE TABLE inbox_mark (
    person BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    pos    BIGINT NOT NULL,
    PRIMARY KEY (person, seq)
) WITHOUT ROWID;

-- Messages that were accepted and will never be shown.
CREATE TABLE gone (
    person BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    reason TEXT   NOT NULL,
    PRIMARY KEY (person, seq)
) WITHOUT ROWID;

CREATE TABLE event (
    business BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    kind     BIGINT NOT NULL,
    status   BIGINT NOT NULL,
    pos      BIGINT NOT NULL,
    ref_pos  BIGINT NOT NULL,
    detail   TEXT,
    PRIMARY KEY (business, seq)
) WITHOUT ROWID;
CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE TABLE inbound_key (
    person    BIGINT NOT NULL,
    client_id TEXT   NOT NULL,
    pos       BIGINT NOT NULL,
    PRIMARY KEY (person, client_id)
) WITHOUT ROWID;

CREATE TABLE idempotency (
    business BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    digest   BLOB   NOT NULL,
    pos      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (business, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (at);

CREATE TABLE transfer (
    id          INTEGER NOT NULL PRIMARY KEY,
    at          BIGINT  NOT NULL,
    kind        BIGINT  NOT NULL,
    business    BIGINT  NOT NULL REFERENCES business (id),
    category    BIGINT,
    debit       TEXT    NOT NULL,
    credit      TEXT    NOT NULL,
    amount      BIGINT  NOT NULL CHECK (amount > 0),
    currency    TEXT    NOT NULL,
    messages    BIGINT  NOT NULL,
    first_event BIGINT  NOT NULL,
    last_event  BIGINT  NOT NULL
);
CREATE INDEX transfer_of_business ON transfer (business, id);
CREATE TRIGGER transfer_stays BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never changed'); END;
CREATE TRIGGER transfer_remains BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never deleted'); END;

CREATE TABLE top_up (
    business  BIGINT NOT NULL,
    reference TEXT   NOT NULL,
    transfer  BIGINT NOT NULL REFERENCES transfer (id),
    PRIMARY KEY (business, reference)
) WITHOUT ROWID;

-- Balances, written through; always equal to the sum of the transfers.
CREATE TABLE account (
    name     TEXT   NOT NULL,
    currency TEXT   NOT NULL,
    balance  BIGINT NOT NULL,
    PRIMARY KEY (name, currency)
) WITHOUT ROWID;

CREATE TABLE subscription (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    business      BIGINT  NOT NULL REFERENCES business (id),
    callback_url  TEXT    NOT NULL,
    verify_token  TEXT    NOT NULL,
    cursor        BIGINT  NOT NULL,
    disabled      BIGINT  NOT NULL,
    failing_since BIGINT,
    UNIQUE (business, callback_url)
);

CREATE TABLE retry (
    subscription BIGINT NOT NULL,
    event        BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    first_at     BIGINT NOT NULL,
    PRIMARY KEY (subscription, event)
) WITHOUT ROWID;
CREATE INDEX retry_due ON retry (subscription, due_at, event);

CREATE TABLE attempt (
    id           INTEGER NOT NULL PRIMARY KEY,
    subscription BIGINT  NOT NULL,
    event        BIGINT  NOT NULL,
    number       BIGINT  NOT NULL,
    at           BIGINT  NOT NULL,
    http_status  BIGINT,
    error        TEXT,
    took_ms      BIGINT  NOT NULL
);
CREATE INDEX attempt_of_subscription ON attempt (subscription, id);

CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
