-- Numbers about messages, by stretches of UTC time (`width`: 0 half an hour, 1 a day, 2 a month). They follow from the events up to `seq` of
-- the cursor and can be counted anew from them; they are no part of an export.
CREATE TABLE tally_cursor (
    business BIGINT NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE tally (
    business BIGINT   NOT NULL,
    width    BIGINT   NOT NULL,
    at       BIGINT   NOT NULL,
    measure  BIGINT   NOT NULL,
    sender   BIGINT   NOT NULL,
    market   TEXT     NOT NULL,
    category BIGINT   NOT NULL,
    kind     BIGINT   NOT NULL,
    template BIGINT   NOT NULL,
    label    TEXT     NOT NULL,
    count    BIGINT   NOT NULL,
    micros   BIGINT   NOT NULL,
    PRIMARY KEY (business, width, at, measure, sender, market, category, kind, template, label)
) WITHOUT ROWID;

-- When the last conversation of each category with a person began.
CREATE TABLE conversation (
    business BIGINT   NOT NULL,
    person   BIGINT   NOT NULL,
    category BIGINT   NOT NULL,
    began_at BIGINT   NOT NULL,
    PRIMARY KEY (business, person, category)
) WITHOUT ROWID;

-- What a business's link showed when it was last looked at; without a title there was nothing to show. No part of an export: it can be looked
-- at again.
CREATE TABLE link_preview (
    business    BIGINT NOT NULL,
    url_hash    BLOB   NOT NULL,
    title       TEXT   NOT NULL,
    description TEXT   NOT NULL,
    media       BIGINT,
    looked_at   BIGINT NOT NULL,
    PRIMARY KEY (business, url_hash)
) WITHOUT ROWID;
CREATE INDEX link_preview_age ON link_preview (looked_at);
