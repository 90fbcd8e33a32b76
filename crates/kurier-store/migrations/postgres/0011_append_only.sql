-- Nothing changes here: the events of a message are found by ranges of blocks, which cost an accept nothing.
SELECT 1;
