-- Senders that are gone stay, because what they sent names them; their numbers come free.
ALTER TABLE sender ADD COLUMN deleted_at BIGINT;
CREATE INDEX sender_number ON sender (display_number);
CREATE INDEX sender_onboarding ON sender_page (sender) WHERE kind = 'onboarding';

-- What people type to reach a sender; one that was given up rests before another business may take it.
CREATE TABLE username (
    name        TEXT   NOT NULL PRIMARY KEY,
    business    BIGINT NOT NULL,
    sender      BIGINT NOT NULL,
    taken_at    BIGINT NOT NULL,
    released_at BIGINT
) WITHOUT ROWID;
CREATE UNIQUE INDEX username_of_sender ON username (sender) WHERE released_at IS NULL;

-- Links by which people allow marketing messages; each has the invitation that they see.
CREATE TABLE signup (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    code     TEXT   NOT NULL UNIQUE,
    body     TEXT   NOT NULL
);
CREATE INDEX signup_of_business ON signup (business, id);
