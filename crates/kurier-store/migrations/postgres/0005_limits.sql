-- What the limits of a business are and how its messages are liked: a JSON document.
ALTER TABLE business ADD COLUMN standing TEXT NOT NULL DEFAULT '{}';

-- Whom a business reached outside windows, by the hour and by the day; guarded by the lock on it. Empty = nobody.
ALTER TABLE business_head ADD COLUMN reach BYTEA NOT NULL DEFAULT ''::bytea;

-- When it last reached this person, and its marketing to her on each of the last days.
ALTER TABLE relation_head ADD COLUMN counted_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE relation_head ADD COLUMN marketing BIGINT NOT NULL DEFAULT 0;

-- Marketing of all businesses to her on each of the last days.
ALTER TABLE person_head ADD COLUMN marketing BIGINT NOT NULL DEFAULT 0;
