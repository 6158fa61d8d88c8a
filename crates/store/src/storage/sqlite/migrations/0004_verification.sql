-- A key holds its secret in its own row, and here those that it had before. They stay for good, as keys do: a digest is
-- taken once. `secret_created_at` is empty as long as the key has its first secret.
CREATE TABLE replaced_secrets (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    hint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX replaced_secrets_by_key ON replaced_secrets (key_id, ends_at);
ALTER TABLE api_keys ADD COLUMN secret_created_at INTEGER;
ALTER TABLE api_keys ADD COLUMN secret_last_used_at INTEGER;
UPDATE api_keys SET secret_last_used_at = last_used_at;

CREATE TABLE actor_tokens (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    actor TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_tokens_by_end ON actor_tokens (expires_at);
CREATE INDEX actor_tokens_by_key ON actor_tokens (key_id);

-- Programs that may ask about keys.
CREATE TABLE services (
    name TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How keys are used: from where, what of their scopes, and how often on which day (counted from 1970, UTC).
CREATE TABLE key_use_places (
    key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    client TEXT NOT NULL,
    last_used_at INTEGER NOT NULL,
    PRIMARY KEY (key_id, address, client)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_use_scopes (
    key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    PRIMARY KEY (key_id, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_use_days (
    key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (key_id, day)
) STRICT, WITHOUT ROWID;
