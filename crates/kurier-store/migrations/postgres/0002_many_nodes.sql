-- Work that one node at a time does; `token` rises with each new holder. (The embedded store has one process and keeps its
-- leases in memory; its twin of this migration renumbers transfers, which were never numbered otherwise here.)
CREATE TABLE lease (
    name   TEXT   NOT NULL PRIMARY KEY,
    holder BIGINT NOT NULL,
    token  BIGINT NOT NULL,
    until  BIGINT NOT NULL
);
