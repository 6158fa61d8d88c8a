-- Moments are milliseconds since 1970 (UTC). Each change of a row that devices keep takes the next number of the
-- one revision counter, so that "what changed since" is a range of an index.
CREATE TABLE revision_counter (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO revision_counter VALUES (1, 0);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT,
    icon TEXT,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_by_revision ON organizations (revision);

CREATE TABLE memberships (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_user ON memberships (user_id, organization_id);

-- The one person of a store that runs inside the app.
CREATE TABLE local_owner (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    user_id TEXT NOT NULL REFERENCES users (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id)
) STRICT;

CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT,
    icon TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    token_set_count INTEGER NOT NULL,
    design_token_count INTEGER NOT NULL,
    theme_count INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX projects_by_revision ON projects (organization_id, revision);
CREATE INDEX projects_by_name ON projects (organization_id, name, id);

CREATE TABLE branches (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (project_id, name)
) STRICT;

-- `raw` is the JSON text exactly as it was imported.
CREATE TABLE token_sets (
    id TEXT PRIMARY KEY,
    branch_id TEXT NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    raw TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (branch_id, name)
) STRICT;
CREATE INDEX token_sets_by_position ON token_sets (branch_id, position);

-- `raw` is the whole theme exactly as it was imported. The moments are those of the group that it belongs to, the same in
-- all its rows.
CREATE TABLE themes (
    branch_id TEXT NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    group_position INTEGER NOT NULL,
    position INTEGER NOT NULL,
    group_name TEXT NOT NULL,
    name TEXT NOT NULL,
    raw TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (branch_id, group_position, position)
) STRICT;

-- A key is its digest. Rows stay for good: a deleted key must stay known as deleted, and an id is taken once.
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    hint TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    deleted_at INTEGER,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX api_keys_by_revision ON api_keys (user_id, revision);
CREATE INDEX api_keys_by_creation ON api_keys (user_id, created_at, id);

CREATE TABLE sessions (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- What is gone, once for each user who could see it.
CREATE TABLE tombstones (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('organization', 'project')),
    subject_id TEXT NOT NULL,
    PRIMARY KEY (user_id, revision, subject_id)
) STRICT, WITHOUT ROWID;
