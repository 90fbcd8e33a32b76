-- What a sender shows of itself to people: one JSON document of each kind.
CREATE TABLE sender_page (
    business BIGINT NOT NULL,
    sender   BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    PRIMARY KEY (business, sender, kind)
);
