-- When the message came that a complaint is about, what a person says with a report, and what the report adds to the price of her message until that is booked.
ALTER TABLE complaint ADD COLUMN sent_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE complaint ADD COLUMN reason TEXT;
ALTER TABLE complaint ADD COLUMN surcharge BIGINT NOT NULL DEFAULT 0;

-- What people answered when they were asked about marketing: each person's last answer about a business. No business ever sees one: they are
-- counted. `wanted`: 1 yes, 0 no.
CREATE TABLE wanted (
    business BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    template BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    wanted   BIGINT NOT NULL,
    PRIMARY KEY (business, person)
) WITHOUT ROWID;
CREATE INDEX wanted_age ON wanted (at);

-- Of the price of a message, what goes to the account of the commons.
ALTER TABLE log ADD COLUMN surcharge BIGINT NOT NULL DEFAULT 0;
