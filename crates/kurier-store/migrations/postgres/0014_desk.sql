-- Reports of people about businesses; `data` is the whole record, the columns beside it are what is asked for. `handled_at` is empty until the
-- operator did something about it.
CREATE TABLE report (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL,
    person     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    handled_at BIGINT,
    has_shown  BIGINT NOT NULL,
    data       TEXT   NOT NULL
);
CREATE INDEX report_time ON report (at, id);
CREATE INDEX report_business ON report (business, at);
CREATE INDEX report_person ON report (person, business);

-- What is done to a business as a whole: state 0 proposed, 1 in force, 2 dropped, 3 lifted; kind 0 suspend, 1 close. `began_at` is when it came
-- into force.
CREATE TABLE measure (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    state    BIGINT NOT NULL,
    kind     BIGINT NOT NULL,
    began_at BIGINT,
    data     TEXT   NOT NULL
);
CREATE INDEX measure_business ON measure (business, at);
-- One at a time.
CREATE UNIQUE INDEX measure_live ON measure (business) WHERE state < 2;

CREATE TABLE appeal (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    measure  BIGINT NOT NULL UNIQUE,
    at       BIGINT NOT NULL,
    granted  BIGINT,
    data     TEXT   NOT NULL
);
CREATE INDEX appeal_business ON appeal (business, at);
