-- A session has a name and an end of its own; what it is used with changes every hour.
ALTER TABLE sessions RENAME TO earlier_sessions;
DROP INDEX sessions_by_end;
ALTER TABLE earlier_sessions ADD COLUMN id TEXT;
UPDATE earlier_sessions SET id = lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
    || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX sessions_by_user ON sessions (user_id, last_used_at);

-- The secrets with which a session is used. One that was renewed stays good to its own end: a request may be under way.
CREATE TABLE access_secrets (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_secrets_by_session ON access_secrets (session_id);

-- The secrets with which a session is renewed, once each. Those that were used stay known as such: whoever sends one
-- again may have stolen it. `previous` is the one whose answer may have been lost.
CREATE TABLE refresh_secrets (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('current', 'previous', 'used')),
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_secrets_by_session ON refresh_secrets (session_id, state);

INSERT INTO sessions SELECT id, user_id, 'Studio Keys on this computer', created_at, created_at, expires_at
    FROM earlier_sessions;
INSERT INTO access_secrets SELECT digest, id, expires_at FROM earlier_sessions;
DROP TABLE earlier_sessions;

-- What people say about themselves.
ALTER TABLE users ADD COLUMN given_name TEXT;
ALTER TABLE users ADD COLUMN description TEXT;
ALTER TABLE users ADD COLUMN icon TEXT;

-- An invitation's code is known as a digest only, and may be tried a few times.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    status TEXT NOT NULL CHECK (status IN ('pending', 'declined', 'accepted')),
    wrong_tries INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitations_pending ON invitations (organization_id, email) WHERE status = 'pending';
CREATE INDEX invitations_by_organization ON invitations (organization_id, created_at, id);
CREATE INDEX invitations_by_email ON invitations (email, created_at);
