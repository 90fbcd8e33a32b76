-- Forms that businesses define: what is known of each, and its definition beside that, which is large.
CREATE TABLE flow (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    revision   BIGINT NOT NULL,
    body       TEXT   NOT NULL,
    definition TEXT
) WITHOUT ROWID;
CREATE UNIQUE INDEX flow_named ON flow (business, name);
CREATE INDEX flow_of_business ON flow (business, id);
