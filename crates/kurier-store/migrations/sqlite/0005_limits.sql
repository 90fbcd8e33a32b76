-- What the limits of a business are and how its messages are liked: a JSON document. Whom it reached follows from the log.
ALTER TABLE business ADD COLUMN standing TEXT NOT NULL DEFAULT '{}';
