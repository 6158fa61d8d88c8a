-- What was said of the ends of keys. No reference to the keys: they may be fetched anew, and are then the same.

CREATE TABLE notices_told (
    key_id TEXT NOT NULL,
    -- Part of what was said: of another end, there is everything to say again.
    expires_at INTEGER NOT NULL,
    step TEXT NOT NULL,
    PRIMARY KEY (key_id, expires_at, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices_snoozed (
    key_id TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
