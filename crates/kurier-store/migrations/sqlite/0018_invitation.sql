-- Lists that businesses imported. Nothing of who stood on them is kept.
CREATE TABLE invitation_import (
    business  BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    purpose   BIGINT NOT NULL,
    topic     TEXT,
    evidence  TEXT   NOT NULL,
    lines     BIGINT NOT NULL,
    malformed BIGINT NOT NULL,
    accepted  BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (business, number)
) WITHOUT ROWID;

-- Cards that ask a person something. `kind`: 0 an invitation, at most one of a pair; 1 the question whether what lapsed
-- shall go on, one for each `used_at`. `answer`: 0 none, 1 accepted, 2 declined.
CREATE TABLE card (
    person      BIGINT NOT NULL,
    business    BIGINT NOT NULL,
    kind        BIGINT NOT NULL,
    used_at     BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    import      BIGINT NOT NULL,
    purpose     BIGINT NOT NULL,
    topic       TEXT,
    made_at     BIGINT NOT NULL,
    shown_at    BIGINT,
    answered_at BIGINT,
    answer      BIGINT NOT NULL,
    PRIMARY KEY (person, business, kind, used_at)
) WITHOUT ROWID;

-- How many invitations of a business were first shown in an hour, and what became of them.
CREATE TABLE card_hour (
    business BIGINT NOT NULL,
    hour     BIGINT NOT NULL,
    shown    BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    PRIMARY KEY (business, hour)
) WITHOUT ROWID;

-- Until when the invitations of a business are off.
CREATE TABLE invitations_off (
    business BIGINT NOT NULL PRIMARY KEY,
    until    BIGINT NOT NULL
) WITHOUT ROWID;
