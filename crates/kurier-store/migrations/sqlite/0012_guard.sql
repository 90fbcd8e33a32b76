-- Domains that businesses name as theirs. Marketing may lead only to those that are verified.
CREATE TABLE domain (
    business    BIGINT NOT NULL,
    domain      TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    verified_at BIGINT,
    PRIMARY KEY (business, domain)
) WITHOUT ROWID;
