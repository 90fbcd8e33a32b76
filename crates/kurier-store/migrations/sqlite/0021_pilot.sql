-- What a business may do in the pilot, as JSON; empty = nothing was written down for it.
ALTER TABLE business ADD COLUMN access TEXT;

-- Records of the pilot: kind 0 cohort, 1 application, 2 invitation, 3 survey, 4 what was done; `data` is the whole record.
CREATE TABLE pilot_paper (
    kind BIGINT NOT NULL,
    name TEXT   NOT NULL,
    at   BIGINT NOT NULL,
    data TEXT   NOT NULL,
    PRIMARY KEY (kind, name)
);
CREATE INDEX pilot_paper_time ON pilot_paper (kind, at, name);

-- Places of cohorts; `taken` is 0 once the business went or graduated.
CREATE TABLE pilot_seat (
    business BIGINT NOT NULL PRIMARY KEY,
    cohort   BIGINT NOT NULL,
    taken    BIGINT NOT NULL
);
CREATE INDEX pilot_seat_cohort ON pilot_seat (cohort, business);

-- Whom which survey asked; `said` is what she answered, as JSON, empty if she did not want to.
CREATE TABLE survey_ask (
    person     BIGINT NOT NULL,
    survey     BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    settled_at BIGINT,
    said       TEXT,
    PRIMARY KEY (person, survey)
);
CREATE INDEX survey_ask_survey ON survey_ask (survey, settled_at);
