-- When the group that a theme belongs to last changed; as `created_at`, the same in all its rows.
ALTER TABLE themes ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
UPDATE themes SET updated_at = created_at;
