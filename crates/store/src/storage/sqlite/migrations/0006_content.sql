-- Where the content of a set comes from: somebody writes it, or a client works it out.
ALTER TABLE token_sets ADD COLUMN kind TEXT NOT NULL DEFAULT 'static' CHECK (kind IN ('static', 'dynamic'));
