-- From which networks a business called, and with which tokens: the keyed hash of a network, which tells no address. `trust`: 0 time decides, 1 two
-- people said that it is the business's own, 2 somebody called from it who had taken the account over.
CREATE TABLE network (
    business BIGINT   NOT NULL,
    network  BIGINT   NOT NULL,
    token    BYTEA    NOT NULL,
    seen_at  BIGINT   NOT NULL,
    trust    SMALLINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, network, token)
);
