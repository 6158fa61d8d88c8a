-- What was replaced, for a while: a whole document, or with `set_name` one token set. `user_id` is who replaced it, if that
-- is known. The counts are those of a whole document; `version` and `themes` as in `written_documents`.
CREATE TABLE history (
    id TEXT PRIMARY KEY,
    branch_id TEXT NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    kept_at INTEGER NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    set_name TEXT,
    design_token_count INTEGER NOT NULL,
    theme_count INTEGER NOT NULL,
    version TEXT,
    themes TEXT
) STRICT;
CREATE INDEX history_by_moment ON history (kept_at);
CREATE INDEX history_by_branch ON history (branch_id, kept_at);

-- Most sets stay the same from one document to the next, so each text is there once, under its SHA-256.
CREATE TABLE history_texts (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    raw TEXT NOT NULL
) STRICT;

CREATE TABLE history_token_sets (
    history_id TEXT NOT NULL REFERENCES history (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest BLOB NOT NULL REFERENCES history_texts (digest),
    PRIMARY KEY (history_id, position)
) STRICT;
CREATE INDEX history_token_sets_by_text ON history_token_sets (digest);

CREATE TABLE history_themes (
    history_id TEXT NOT NULL REFERENCES history (id) ON DELETE CASCADE,
    group_position INTEGER NOT NULL,
    position INTEGER NOT NULL,
    group_name TEXT NOT NULL,
    name TEXT NOT NULL,
    raw TEXT NOT NULL,
    PRIMARY KEY (history_id, group_position, position)
) STRICT;

-- What was around the sets of the document that was last written as a whole: `themes` is its list, exactly as written.
CREATE TABLE written_documents (
    project_id TEXT PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
    version TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    themes TEXT NOT NULL,
    is_current INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whatever changes the content in another way, the document is no longer as it was written.
CREATE TRIGGER content_changed AFTER UPDATE OF updated_at ON projects BEGIN
    UPDATE written_documents SET is_current = FALSE WHERE project_id = NEW.id;
END;
