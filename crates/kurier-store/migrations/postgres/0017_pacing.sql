-- Who got a marketing template in which of its assessments: the first message of each person. `answer`: 0 none, 1 wanted it, 2 did not.
CREATE TABLE paced (
    business BIGINT NOT NULL,
    template BIGINT NOT NULL,
    round    BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    answer   SMALLINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, template, round, person)
);
CREATE INDEX paced_person ON paced (business, person, seq);
CREATE INDEX paced_age ON paced (at);

-- The template whose assessment a held message waits for; 0 = it waits for something else.
ALTER TABLE scheduled ADD COLUMN held_template BIGINT NOT NULL DEFAULT 0;
CREATE INDEX scheduled_paced ON scheduled (business, held_template, id) WHERE held_template <> 0 AND state < 2;
