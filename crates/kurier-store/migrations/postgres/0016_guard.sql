-- Domains that businesses name as theirs. Marketing may lead only to those that are verified.
CREATE TABLE domain (
    business    BIGINT NOT NULL,
    domain      TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    verified_at BIGINT,
    PRIMARY KEY (business, domain)
);
CREATE INDEX domain_name ON domain (domain);

-- Fingerprints of what templates say, each under four keys of 16 bits with their place: near ones share a key but for one bit. They follow from
-- the templates and are no part of an export.
CREATE TABLE fingerprint (
    key      BIGINT NOT NULL,
    template BIGINT NOT NULL,
    business BIGINT NOT NULL,
    text     BIGINT NOT NULL,
    PRIMARY KEY (key, template)
);
CREATE INDEX fingerprint_template ON fingerprint (template);

-- When the person of a pair last read or wrote in the conversation.
ALTER TABLE relation_head ADD COLUMN answered_at BIGINT NOT NULL DEFAULT 0;
UPDATE relation_head SET answered_at = window_until - 86400000000 WHERE window_until > 0;
UPDATE relation_head AS h SET answered_at = greatest(h.answered_at, e.at)
    FROM (SELECT business, person, max(at) AS at FROM event WHERE kind = 1 AND status = 3 GROUP BY business, person) AS e
    WHERE h.business = e.business AND h.person = e.person;
