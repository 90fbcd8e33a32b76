-- What a sender shows of itself to people: one JSON document of each kind.
CREATE TABLE sender_page (
    business BIGINT NOT NULL,
    sender   BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    PRIMARY KEY (business, sender, kind)
) WITHOUT ROWID;

-- People whom a business bars from writing to it: bit 8 of `withdrawn`, which is loaded with the rest of a relation.
CREATE INDEX relation_barred ON relation (business, wa_id) WHERE withdrawn >= 8;
