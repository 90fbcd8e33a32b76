-- Short tags that a business puts on people of its own.
CREATE TABLE label (
    business BIGINT NOT NULL,
    label    TEXT   NOT NULL,
    person   BIGINT NOT NULL,
    PRIMARY KEY (business, label, person)
);
CREATE INDEX label_of_person ON label (business, person, label);

-- Campaigns: a JSON document each. `next_at`: when one must be looked at; none = only when asked.
CREATE TABLE campaign (
    business BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    next_at  BIGINT,
    revision BIGINT NOT NULL,
    document TEXT   NOT NULL,
    PRIMARY KEY (business, id)
);
CREATE INDEX campaign_due ON campaign (next_at, business, id) WHERE next_at IS NOT NULL;

-- Who is in the audience of a campaign, in which order, what was foretold of her (none = it goes) and what came: `state` 0 waits, 1 went,
-- 2 was refused, 3 waits for room in her budget. `answer`: 0 none, 1 wanted it, 2 did not.
CREATE TABLE campaign_person (
    business       BIGINT NOT NULL,
    campaign       BIGINT NOT NULL,
    place          BIGINT NOT NULL,
    person         BIGINT NOT NULL,
    wa_id          BIGINT NOT NULL,
    foretold       TEXT,
    state          SMALLINT NOT NULL,
    refusal        TEXT,
    decided_at     BIGINT,
    message_person BIGINT NOT NULL,
    message_seq    BIGINT NOT NULL,
    message_hint   BIGINT NOT NULL,
    answer         SMALLINT NOT NULL,
    PRIMARY KEY (business, campaign, place)
);
CREATE UNIQUE INDEX campaign_of_person ON campaign_person (business, person, campaign);
CREATE INDEX campaign_waiting ON campaign_person (business, campaign, place) WHERE state = 0;
CREATE INDEX campaign_answers ON campaign_person (business, campaign, answer) WHERE answer > 0;
