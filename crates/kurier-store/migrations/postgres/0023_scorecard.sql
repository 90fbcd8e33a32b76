-- Of the messages that were read, those within an hour; what was counted before counts none.
ALTER TABLE signal ADD COLUMN read_soon BIGINT NOT NULL DEFAULT 0;

-- What people changed of what they allow: few rows beside the statuses of messages.
CREATE INDEX event_preference ON event (business, at) WHERE kind = 3;
