-- The first event of an accepted message, its sending, is no longer indexed: an accept appends to the logs and to nothing else. It was written
-- with its row, so it is found by its time.
DROP INDEX event_of_row;
CREATE INDEX event_after_sent ON event (pos) WHERE kind = 1 AND status <> 1;
