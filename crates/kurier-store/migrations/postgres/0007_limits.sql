-- What the limits of a business are and how its messages are liked: a JSON document.
ALTER TABLE business ADD COLUMN standing TEXT NOT NULL DEFAULT '{}';

-- Whom a business reached outside windows, by the hour and by the day; guarded by the lock on it. Empty = nobody.
ALTER TABLE business_head ADD COLUMN reach BYTEA NOT NULL DEFAULT ''::bytea;

-- When it last reached this person, and its marketing to her on each of the last days.
ALTER TABLE relation_head ADD COLUMN counted_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE relation_head ADD COLUMN marketing BIGINT NOT NULL DEFAULT 0;

-- Marketing of all businesses to her on each of the last days.
ALTER TABLE person_head ADD COLUMN marketing BIGINT NOT NULL DEFAULT 0;

-- When a message that still waits then fails, where its template gives it less than 30 days.
CREATE TABLE lapse (
    at     BIGINT NOT NULL,
    person BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (at, person, seq)
);

-- What became 30 days old is found by what blocks of the log hold, which costs no random write on the way of a message.
CREATE INDEX log_of_time ON log USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

-- Blocks and reports, each about the template whose message came last before it. No business ever sees one: they are counted.
CREATE TABLE complaint (
    business BIGINT NOT NULL,
    template BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    reported BOOLEAN NOT NULL,
    PRIMARY KEY (business, template, person)
);
CREATE INDEX complaint_age ON complaint (at);
CREATE INDEX complaint_of_time ON complaint (business, at);

-- What people got and read of each template, by the hour. It follows from the events up to `seq` of the cursor and can be counted anew.
CREATE TABLE signal_cursor (
    business BIGINT NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
);

CREATE TABLE signal (
    business  BIGINT NOT NULL,
    template  BIGINT NOT NULL,
    hour      BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    read      BIGINT NOT NULL,
    PRIMARY KEY (business, template, hour)
);
CREATE INDEX signal_age ON signal (hour);
