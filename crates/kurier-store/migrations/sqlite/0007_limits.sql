-- What the limits of a business are and how its messages are liked: a JSON document. Whom it reached follows from the log.
ALTER TABLE business ADD COLUMN standing TEXT NOT NULL DEFAULT '{}';

-- When a message that still waits then fails, where its template gives it less than 30 days; `pos` is its row of the log.
CREATE TABLE lapse (
    at  BIGINT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (at, pos)
) WITHOUT ROWID;

-- Blocks and reports, each about the template whose message came last before it. No business ever sees one: they are counted.
CREATE TABLE complaint (
    business BIGINT NOT NULL,
    template BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    reported BIGINT NOT NULL,
    PRIMARY KEY (business, template, person)
) WITHOUT ROWID;
CREATE INDEX complaint_age ON complaint (at);
CREATE INDEX complaint_of_time ON complaint (business, at);

-- What people got and read of each template, by the hour. It follows from the events up to `seq` of the cursor and can be counted anew.
CREATE TABLE signal_cursor (
    business BIGINT NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE signal (
    business  BIGINT NOT NULL,
    template  BIGINT NOT NULL,
    hour      BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    read      BIGINT NOT NULL,
    PRIMARY KEY (business, template, hour)
) WITHOUT ROWID;
CREATE INDEX signal_age ON signal (hour);
