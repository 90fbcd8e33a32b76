-- Names, addresses and numbers for invoices, as JSON; business 0 = the operator.
CREATE TABLE billing_details (
    business BIGINT NOT NULL PRIMARY KEY,
    data     TEXT NOT NULL
);

-- Documents as they were issued: immutable. `number` as it is printed.
CREATE TABLE invoice (
    number   TEXT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX invoice_of ON invoice (business, number);

-- Payments in advance: immutable, numbered without a gap per year in a row of their own. `data` is the whole record.
CREATE TABLE advance (
    year      BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    business  BIGINT NOT NULL,
    reference TEXT NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (year, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX advance_of ON advance (business, reference);
CREATE TRIGGER invoice_stays BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'invoices are never changed'); END;
CREATE TRIGGER invoice_remains BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'invoices are never changed'); END;
CREATE TRIGGER advance_stays BEFORE UPDATE ON advance
BEGIN SELECT RAISE(ABORT, 'advances are never changed'); END;
CREATE TRIGGER advance_remains BEFORE DELETE ON advance
BEGIN SELECT RAISE(ABORT, 'advances are never changed'); END;
