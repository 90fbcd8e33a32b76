-- Times are microseconds since 1970 UTC, money is micro-units, hashes are 32 bytes, JSON is text.
-- Tables that grow with messages are partitioned by a hash of the person or the business, which is part of every primary key.
-- Tables on the way of a message are appended to and never changed; triggers hold them to it. Of a person's and a business's
-- state, the part that changes with every message lies in a table of its own (head), whose row is locked while it changes.

CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

-- Rises with every change of what nodes keep in memory (businesses, senders, templates, rate cards, limits).
CREATE TABLE generation (
    one   BOOLEAN NOT NULL PRIMARY KEY DEFAULT TRUE CHECK (one),
    value BIGINT  NOT NULL
);
INSERT INTO generation (value) VALUES (1);

CREATE TABLE business (
    id         BIGINT  NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    app        BIGINT  NOT NULL UNIQUE,
    app_secret TEXT    NOT NULL,
    currency   TEXT    NOT NULL,
    verified   BOOLEAN NOT NULL,
    suspended  BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL
);

-- Heads of the event log and the transfers, and the balances, written through; revenue and bank are sums of the transfers.
CREATE TABLE business_head (
    business BIGINT NOT NULL PRIMARY KEY,
    currency TEXT   NOT NULL,
    event    BIGINT NOT NULL DEFAULT 0,
    transfer BIGINT NOT NULL DEFAULT 0,
    prepaid  BIGINT NOT NULL DEFAULT 0,
    reserved BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE sender (
    id             BIGINT  NOT NULL PRIMARY KEY,
    business       BIGINT  NOT NULL REFERENCES business (id),
    display_number TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    registered     BOOLEAN NOT NULL,
    created_at     BIGINT  NOT NULL
);
CREATE INDEX sender_of_business ON sender (business, created_at, id);

-- The throughput limiter; guarded by the lock on its business.
CREATE TABLE sender_head (
    sender BIGINT NOT NULL PRIMARY KEY,
    tat    BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE token (
    hash       BYTEA  NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    label      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);

CREATE TABLE person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    market     TEXT   NOT NULL,
    phone      TEXT   UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE person_head (
    person    BIGINT  NOT NULL PRIMARY KEY,
    head      BIGINT  NOT NULL DEFAULT 0,
    delivered BIGINT  NOT NULL DEFAULT 0,
    has_gone  BOOLEAN NOT NULL DEFAULT FALSE
) WITH (fillfactor = 70);

CREATE TABLE device (
    id           BIGINT NOT NULL PRIMARY KEY,
    person       BIGINT NOT NULL REFERENCES person (id),
    session_hash BYTEA  NOT NULL UNIQUE,
    label        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX device_of_person ON device (person);

CREATE TABLE invite (
    code       TEXT   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    sender     BIGINT NOT NULL REFERENCES sender (id),
    asks       TEXT   NOT NULL,
    welcome    TEXT   NOT NULL,
    uses_left  BIGINT,
    expires_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX invite_of_business ON invite (business, created_at, code);

-- What of a relation rarely changes; `permissions` is a JSON list of what is allowed now, oldest first.
CREATE TABLE relation (
    business    BIGINT  NOT NULL,
    person      BIGINT  NOT NULL,
    wa_id       BIGINT  NOT NULL,
    user_id     TEXT    NOT NULL,
    blocked     BOOLEAN NOT NULL DEFAULT FALSE,
    withdrawn   BIGINT  NOT NULL DEFAULT 0,
    permissions TEXT    NOT NULL DEFAULT '[]',
    created_at  BIGINT  NOT NULL,
    PRIMARY KEY (business, person),
    UNIQUE (business, wa_id),
    UNIQUE (business, user_id)
);
CREATE INDEX relation_of_person ON relation (person, created_at, business);

-- What changes with every message of a pair; guarded by the lock on its person.
CREATE TABLE relation_head (
    business            BIGINT NOT NULL,
    person              BIGINT NOT NULL,
    window_until        BIGINT NOT NULL DEFAULT 0,
    greeting_until      BIGINT NOT NULL DEFAULT 0,
    pair_tat            BIGINT NOT NULL DEFAULT 0,
    last_utility        BIGINT NOT NULL DEFAULT 0,
    last_authentication BIGINT NOT NULL DEFAULT 0,
    last_marketing      BIGINT NOT NULL DEFAULT 0,
    last_sender         BIGINT NOT NULL DEFAULT 0,
    first               BIGINT NOT NULL DEFAULT 0,
    read                BIGINT NOT NULL DEFAULT 0,
    read_by_business    BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, person)
) WITH (fillfactor = 70);

-- Where a receipt lies; its document is the body of that log row.
CREATE TABLE receipt (
    person   BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    business BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    PRIMARY KEY (person, id)
) PARTITION BY HASH (person);
CREATE TABLE receipt_0 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE receipt_1 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE receipt_2 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE receipt_3 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE receipt_4 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE receipt_5 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE receipt_6 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE receipt_7 PARTITION OF receipt FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE TRIGGER receipt_stays BEFORE UPDATE OR DELETE ON receipt FOR EACH ROW EXECUTE FUNCTION stays('receipts are never changed');

CREATE TABLE template (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL REFERENCES business (id),
    name     TEXT   NOT NULL,
    language TEXT   NOT NULL,
    document TEXT   NOT NULL,
    UNIQUE (business, name, language)
);
CREATE INDEX template_of_business ON template (business, id);

CREATE TABLE rate_card (
    version    BIGINT NOT NULL PRIMARY KEY,
    valid_from BIGINT NOT NULL,
    document   TEXT   NOT NULL
);

-- Every inbox, entry by entry.
CREATE TABLE log (
    person     BIGINT   NOT NULL,
    seq        BIGINT   NOT NULL,
    at         BIGINT   NOT NULL,
    kind       SMALLINT NOT NULL,
    business   BIGINT   NOT NULL,
    sender     BIGINT   NOT NULL,
    category   SMALLINT NOT NULL,
    price_kind SMALLINT NOT NULL,
    price      BIGINT   NOT NULL,
    reply_to   BIGINT   NOT NULL,
    body       TEXT,
    evidence   TEXT,
    opaque     TEXT,
    PRIMARY KEY (person, seq)
) PARTITION BY HASH (person);
CREATE TABLE log_0 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE log_1 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE log_2 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE log_3 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE log_4 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE log_5 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE log_6 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE log_7 PARTITION OF log FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION stays('rows of the log are never changed');

-- Messages that were accepted and will never be shown.
CREATE TABLE gone (
    person BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    reason TEXT   NOT NULL,
    PRIMARY KEY (person, seq)
) PARTITION BY HASH (person);
CREATE TABLE gone_0 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE gone_1 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE gone_2 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE gone_3 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE gone_4 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE gone_5 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE gone_6 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE gone_7 PARTITION OF gone FOR VALUES WITH (MODULUS 8, REMAINDER 7);

-- Every business's events; `seq` of the message 0 = the message refused with this event.
CREATE TABLE event (
    business BIGINT   NOT NULL,
    seq      BIGINT   NOT NULL,
    at       BIGINT   NOT NULL,
    kind     SMALLINT NOT NULL,
    status   SMALLINT NOT NULL,
    person   BIGINT   NOT NULL,
    message  BIGINT   NOT NULL,
    answered BIGINT   NOT NULL,
    detail   TEXT,
    PRIMARY KEY (business, seq)
) PARTITION BY HASH (business);
CREATE TABLE event_0 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE event_1 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE event_2 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE event_3 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE event_4 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE event_5 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE event_6 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE event_7 PARTITION OF event FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION stays('events are never changed');

-- Messages refused after their answer, by the event that tells it; `person` 0 = nobody the business knows.
CREATE TABLE refused (
    business BIGINT   NOT NULL,
    seq      BIGINT   NOT NULL,
    at       BIGINT   NOT NULL,
    person   BIGINT   NOT NULL,
    sender   BIGINT   NOT NULL,
    category SMALLINT NOT NULL,
    address  TEXT     NOT NULL,
    evidence TEXT,
    opaque   TEXT,
    PRIMARY KEY (business, seq)
) PARTITION BY HASH (business);
CREATE TABLE refused_0 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE refused_1 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE refused_2 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE refused_3 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE refused_4 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE refused_5 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE refused_6 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE refused_7 PARTITION OF refused FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE TRIGGER refused_stays BEFORE UPDATE OR DELETE ON refused FOR EACH ROW EXECUTE FUNCTION stays('refused messages are never changed');

CREATE TABLE inbound_key (
    person    BIGINT NOT NULL,
    client_id TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    PRIMARY KEY (person, client_id)
) PARTITION BY HASH (person);
CREATE TABLE inbound_key_0 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE inbound_key_1 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE inbound_key_2 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE inbound_key_3 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE inbound_key_4 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE inbound_key_5 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE inbound_key_6 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE inbound_key_7 PARTITION OF inbound_key FOR VALUES WITH (MODULUS 8, REMAINDER 7);

-- `seq` 0 = the message refused with event `hint`.
CREATE TABLE idempotency (
    business BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    digest   BYTEA  NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    hint     BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (business, key)
) PARTITION BY HASH (business);
CREATE TABLE idempotency_0 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE idempotency_1 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE idempotency_2 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE idempotency_3 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE idempotency_4 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE idempotency_5 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE idempotency_6 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE idempotency_7 PARTITION OF idempotency FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE INDEX idempotency_age ON idempotency (at);

CREATE TABLE transfer (
    business    BIGINT   NOT NULL,
    id          BIGINT   NOT NULL,
    at          BIGINT   NOT NULL,
    kind        SMALLINT NOT NULL,
    category    SMALLINT,
    debit       TEXT     NOT NULL,
    credit      TEXT     NOT NULL,
    amount      BIGINT   NOT NULL CHECK (amount > 0),
    currency    TEXT     NOT NULL,
    messages    BIGINT   NOT NULL,
    first_event BIGINT   NOT NULL,
    last_event  BIGINT   NOT NULL,
    PRIMARY KEY (business, id)
) PARTITION BY HASH (business);
CREATE TABLE transfer_0 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE transfer_1 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE transfer_2 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE transfer_3 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE transfer_4 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE transfer_5 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE transfer_6 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE transfer_7 PARTITION OF transfer FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE TRIGGER transfer_stays BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION stays('transfers are never changed');

CREATE TABLE top_up (
    business  BIGINT NOT NULL,
    reference TEXT   NOT NULL,
    transfer  BIGINT NOT NULL,
    PRIMARY KEY (business, reference)
);

CREATE TABLE subscription (
    id            BIGINT  NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
    business      BIGINT  NOT NULL REFERENCES business (id),
    callback_url  TEXT    NOT NULL,
    verify_token  TEXT    NOT NULL,
    cursor        BIGINT  NOT NULL,
    disabled      BOOLEAN NOT NULL,
    failing_since BIGINT,
    UNIQUE (business, callback_url)
);

CREATE TABLE retry (
    business     BIGINT NOT NULL,
    subscription BIGINT NOT NULL,
    event        BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    first_at     BIGINT NOT NULL,
    PRIMARY KEY (business, subscription, event)
) PARTITION BY HASH (business);
CREATE TABLE retry_0 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE retry_1 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE retry_2 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE retry_3 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE retry_4 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE retry_5 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE retry_6 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE retry_7 PARTITION OF retry FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE INDEX retry_due ON retry (subscription, due_at, event);

CREATE SEQUENCE attempt_id CACHE 64;
CREATE TABLE attempt (
    business     BIGINT NOT NULL,
    id           BIGINT NOT NULL DEFAULT nextval('attempt_id'),
    subscription BIGINT NOT NULL,
    event        BIGINT NOT NULL,
    number       BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    http_status  BIGINT,
    error        TEXT,
    took_ms      BIGINT NOT NULL,
    PRIMARY KEY (business, id)
) PARTITION BY HASH (business);
CREATE TABLE attempt_0 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE attempt_1 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE attempt_2 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE attempt_3 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE attempt_4 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE attempt_5 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE attempt_6 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE attempt_7 PARTITION OF attempt FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE INDEX attempt_of_subscription ON attempt (subscription, id);

CREATE TABLE secret (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
