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
) WITHOUT ROWID;
CREATE UNIQUE INDEX statement_of ON statement (business, credit, month, reference);
CREATE TRIGGER statement_stays BEFORE UPDATE ON statement
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER statement_remains BEFORE DELETE ON statement
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
