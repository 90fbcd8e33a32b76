-- What became of one message: its events, the posting that moved its price, and the attempts to tell of it. The keys of all three rise with
-- time, so that their indexes grow at the end.
CREATE INDEX event_of_row ON event (pos) WHERE kind = 1;
CREATE INDEX transfer_of_event ON transfer (business, last_event);
CREATE INDEX attempt_of_event ON attempt (subscription, event, id);

-- Messages that wait for their time; `state`: 0 waits, 1 goes, 2 went, 3 was refused, 4 was cancelled. `message_*` names what it became.
CREATE TABLE scheduled (
    business       BIGINT NOT NULL REFERENCES business (id),
    id             BIGINT NOT NULL,
    sender         BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    state          BIGINT NOT NULL,
    input          TEXT   NOT NULL,
    outbound       TEXT   NOT NULL,
    key            TEXT,
    digest         BLOB,
    created_at     BIGINT NOT NULL,
    settled_at     BIGINT,
    message_person BIGINT NOT NULL,
    message_seq    BIGINT NOT NULL,
    message_hint   BIGINT NOT NULL,
    PRIMARY KEY (business, id)
) WITHOUT ROWID;
CREATE INDEX scheduled_due ON scheduled (due_at, business, id) WHERE state < 2;
CREATE INDEX scheduled_waiting ON scheduled (business, id) WHERE state < 2;
CREATE UNIQUE INDEX scheduled_key ON scheduled (business, key) WHERE key IS NOT NULL;
CREATE INDEX scheduled_settled ON scheduled (settled_at) WHERE state >= 2;

-- Answers of calls that were made with an idempotency key and made something else than a message.
CREATE TABLE answered_call (
    business BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    digest   BLOB   NOT NULL,
    answer   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (business, key)
) WITHOUT ROWID;
CREATE INDEX answered_call_age ON answered_call (at);
