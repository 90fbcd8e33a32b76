-- What became of one message: its events, the posting that moved its price, and the attempts to tell of it. Events are found by what blocks
-- of the log hold, which costs no random write on the way of a message; transfers and attempts rise with time.
CREATE INDEX event_of_person ON event USING brin (person int8_bloom_ops) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX transfer_of_event ON transfer (business, last_event);
CREATE INDEX attempt_of_event ON attempt (subscription, event, id);

-- Messages that wait for their time; `state`: 0 waits, 1 goes, 2 went, 3 was refused, 4 was cancelled. `message_*` names what it became.
CREATE TABLE scheduled (
    business       BIGINT   NOT NULL,
    id             BIGINT   NOT NULL,
    sender         BIGINT   NOT NULL,
    due_at         BIGINT   NOT NULL,
    state          SMALLINT NOT NULL,
    input          TEXT     NOT NULL,
    outbound       TEXT     NOT NULL,
    key            TEXT,
    digest         BYTEA,
    created_at     BIGINT   NOT NULL,
    settled_at     BIGINT,
    message_person BIGINT   NOT NULL,
    message_seq    BIGINT   NOT NULL,
    message_hint   BIGINT   NOT NULL,
    PRIMARY KEY (business, id)
);
CREATE INDEX scheduled_due ON scheduled (due_at, business, id) WHERE state < 2;
CREATE INDEX scheduled_waiting ON scheduled (business, id) WHERE state < 2;
CREATE UNIQUE INDEX scheduled_key ON scheduled (business, key) WHERE key IS NOT NULL;
CREATE INDEX scheduled_settled ON scheduled (settled_at) WHERE state >= 2;

-- Answers of calls that were made with an idempotency key and made something else than a message.
CREATE TABLE answered_call (
    business BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    digest   BYTEA  NOT NULL,
    answer   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (business, key)
);
CREATE INDEX answered_call_age ON answered_call (at);
