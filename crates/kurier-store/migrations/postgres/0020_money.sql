-- What a business owes of its credit line, and what it spent in the newest day and month in which it sent. Empty = nothing.
ALTER TABLE business_head ADD COLUMN owed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE business_head ADD COLUMN spent BYTEA NOT NULL DEFAULT ''::bytea;

-- Closed months and credit notes: immutable documents, numbered without a gap per year. `month` = when the month began; `credit` 1 = a note.
CREATE TABLE statement (
    year          BIGINT NOT NULL,
    number        BIGINT NOT NULL,
    business      BIGINT NOT NULL,
    month         BIGINT NOT NULL,
    credit        BIGINT NOT NULL,
    reference     TEXT NOT NULL,
    last_transfer BIGINT NOT NULL,
    document      TEXT NOT NULL,
    PRIMARY KEY (year, number)
);
CREATE UNIQUE INDEX statement_of ON statement (business, credit, month, reference);
CREATE TRIGGER statement_stays BEFORE UPDATE OR DELETE ON statement FOR EACH ROW EXECUTE FUNCTION stays('statements are never changed');
