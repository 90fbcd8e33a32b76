-- Payments that go back, and payments that could not be booked.

CREATE INDEX top_up_of_payment ON top_up (reference);

-- A refund or a dispute of a payment, whether the payment is known or not.
CREATE TABLE payment_back (
    payment TEXT NOT NULL,
    reason  TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (payment, reason)
);

-- A credit note for an advance that was given back; numbered without a gap in its year.
CREATE TABLE payment_return (
    year     BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    business BIGINT NOT NULL REFERENCES business (id),
    data     TEXT   NOT NULL,
    PRIMARY KEY (year, number)
);
CREATE TRIGGER payment_return_stays BEFORE UPDATE ON payment_return
BEGIN SELECT RAISE(ABORT, 'credit notes are never changed'); END;
CREATE TRIGGER payment_return_remains BEFORE DELETE ON payment_return
BEGIN SELECT RAISE(ABORT, 'credit notes are never changed'); END;

-- A payment that a provider told and nobody's balance has, until the operator says whose it is.
CREATE TABLE payment_stray (
    number  BIGINT NOT NULL PRIMARY KEY,
    payment TEXT   NOT NULL UNIQUE,
    data    TEXT   NOT NULL
);
