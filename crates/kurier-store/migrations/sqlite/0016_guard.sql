-- Domains that businesses name as theirs. Marketing may lead only to those that are verified.
CREATE TABLE domain (
    business    BIGINT NOT NULL,
    domain      TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    verified_at BIGINT,
    PRIMARY KEY (business, domain)
) WITHOUT ROWID;
CREATE INDEX domain_name ON domain (domain);

-- Fingerprints of what templates say, each under four keys of 16 bits with their place: near ones share a key but for one bit. They follow from
-- the templates and are no part of an export.
CREATE TABLE fingerprint (
    key      BIGINT NOT NULL,
    template BIGINT NOT NULL,
    business BIGINT NOT NULL,
    text     BIGINT NOT NULL,
    PRIMARY KEY (key, template)
) WITHOUT ROWID;
CREATE INDEX fingerprint_template ON fingerprint (template);
