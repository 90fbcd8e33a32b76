-- What a person chose of her budget and her quiet hours: a JSON document; NULL = nothing. Beside her head, whose lock every decision about her holds.
ALTER TABLE person_head ADD COLUMN budget TEXT;

-- Utility and authentication of this business to her on each of the last days, and its marketing since she last read or wrote.
ALTER TABLE relation_head ADD COLUMN notices BIGINT NOT NULL DEFAULT 0;
ALTER TABLE relation_head ADD COLUMN unanswered BIGINT NOT NULL DEFAULT 0;

-- Messages that must wait stand among the scheduled ones: for whom (0 = a scheduled one that waits for its time alone), and a JSON document that says why.
ALTER TABLE scheduled ADD COLUMN held_for BIGINT NOT NULL DEFAULT 0;
ALTER TABLE scheduled ADD COLUMN held TEXT;
CREATE INDEX scheduled_held ON scheduled (held_for, business) WHERE held_for <> 0 AND state < 2;
