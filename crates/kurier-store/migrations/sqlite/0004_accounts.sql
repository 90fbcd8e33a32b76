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

-- Addresses that lead into a chat with a text to begin with; printed as QR codes.
CREATE TABLE chat_link (
    code       TEXT   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL,
    sender     BIGINT NOT NULL,
    text       TEXT   NOT NULL,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX chat_link_of_sender ON chat_link (sender, code);
