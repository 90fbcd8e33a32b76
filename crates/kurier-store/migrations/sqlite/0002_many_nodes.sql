-- Transfers are numbered per business, so that no two businesses wait for each other's number, and a refused message is
-- named by its event, which is the same in every store.

DROP TRIGGER transfer_stays;
DROP TRIGGER transfer_remains;
DROP INDEX transfer_of_business;
ALTER TABLE transfer RENAME TO transfer_0001;
ALTER TABLE top_up RENAME TO top_up_0001;

CREATE TABLE transfer (
    business    BIGINT NOT NULL REFERENCES business (id),
    id          BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    kind        BIGINT NOT NULL,
    category    BIGINT,
    debit       TEXT   NOT NULL,
    credit      TEXT   NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount > 0),
    currency    TEXT   NOT NULL,
    messages    BIGINT NOT NULL,
    first_event BIGINT NOT NULL,
    last_event  BIGINT NOT NULL,
    PRIMARY KEY (business, id)
) WITHOUT ROWID;
INSERT INTO transfer (business, id, at, kind, category, debit, credit, amount, currency, messages, first_event, last_event)
    SELECT business, row_number() OVER (PARTITION BY business ORDER BY id), at, kind, category, debit, credit, amount, currency,
           messages, first_event, last_event
    FROM transfer_0001;
CREATE TRIGGER transfer_stays BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never changed'); END;
CREATE TRIGGER transfer_remains BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never deleted'); END;

CREATE TABLE top_up (
    business  BIGINT NOT NULL,
    reference TEXT   NOT NULL,
    transfer  BIGINT NOT NULL,
    PRIMARY KEY (business, reference),
    FOREIGN KEY (business, transfer) REFERENCES transfer (business, id)
) WITHOUT ROWID;
INSERT INTO top_up (business, reference, transfer)
    SELECT business, reference,
           (SELECT count(*) FROM transfer_0001 AS other
            WHERE other.business = top_up_0001.business AND other.id <= top_up_0001.transfer)
    FROM top_up_0001;
DROP TABLE top_up_0001;
DROP TABLE transfer_0001;

-- The event of a refused message stands in `prev`, which had no use in such a row.
DROP TRIGGER log_stays;
UPDATE log SET prev = event.seq FROM event WHERE event.pos = log.pos AND log.kind = 8;
CREATE TRIGGER log_stays BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
