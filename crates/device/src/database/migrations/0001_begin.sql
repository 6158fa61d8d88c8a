-- Moments are milliseconds since 1970, in UTC. No secret is ever in this file: of a key it has the digest and the hint.

CREATE TABLE account (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    user_id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    store_url TEXT NOT NULL,
    on_this_computer INTEGER NOT NULL CHECK (on_this_computer IN (0, 1)),
    -- How far the store's changes have been fetched; opaque. NULL: from the beginning.
    pulled_to TEXT,
    synced_at INTEGER
) STRICT;

CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer'))
) STRICT;

-- No reference to organizations: the store may tell of a project before it tells of its organization.
CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    default_branch TEXT NOT NULL,
    token_sets INTEGER NOT NULL,
    design_tokens INTEGER NOT NULL,
    themes INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX projects_of_organization ON projects (organization_id, folded_name, id);

CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    -- What a search looks through: name, hint and scopes, folded.
    search_text TEXT NOT NULL,
    hint TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    deleted_at INTEGER,
    -- NULL: made elsewhere.
    digest BLOB CHECK (length(digest) = 32),
    sync TEXT NOT NULL CHECK (sync IN ('queued', 'confirmed', 'refused', 'stillLive')),
    refusal TEXT CHECK ((refusal IS NOT NULL) = (sync = 'refused')),
    -- Whether the store has ever said that it has the key.
    registered INTEGER NOT NULL CHECK (registered IN (0, 1)),
    claimed INTEGER NOT NULL CHECK (claimed IN (0, 1))
) STRICT;

-- One for each order of the list, with what is needed to skip the expired without looking at the table.
CREATE INDEX live_keys_by_name ON api_keys (folded_name, id, expires_at) WHERE deleted_at IS NULL;
CREATE INDEX live_keys_by_creation ON api_keys (created_at, folded_name, id, expires_at) WHERE deleted_at IS NULL;
CREATE INDEX live_keys_by_end ON api_keys (coalesce(expires_at, 9223372036854775807), folded_name, id, expires_at)
    WHERE deleted_at IS NULL;
CREATE INDEX live_keys_by_last_use ON api_keys (coalesce(last_used_at, -9223372036854775807), folded_name, id, expires_at)
    WHERE deleted_at IS NULL;
-- Answers every count without looking at the table.
CREATE INDEX key_moments ON api_keys (deleted_at, expires_at, last_used_at, created_at, sync, claimed);
-- A search reads this from end to end: less than the table.
CREATE INDEX key_words ON api_keys (deleted_at, expires_at, search_text);

-- What the store has not been told yet, in the order in which it happened. What is sent is read from the key's row.
CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('registerApiKey', 'deleteApiKey')),
    key_id TEXT NOT NULL REFERENCES api_keys (id),
    -- Counted before each sending: an entry with none was certainly never heard of.
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (key_id, kind)
) STRICT;

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
