-- A line for each event. `hash` is the SHA-256 of the line before and of `entry`, so that no line can be changed or taken
-- out of the middle unnoticed.
CREATE TABLE audit_log (
    number INTEGER PRIMARY KEY,
    entry TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    subject TEXT NOT NULL GENERATED ALWAYS AS (entry ->> '$.subject') VIRTUAL
) STRICT;
CREATE INDEX audit_log_by_subject ON audit_log (subject, number);
