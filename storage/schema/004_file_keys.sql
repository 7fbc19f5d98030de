-- Reason: private files are sealed, each under a key of its own; purging a file is deleting its
-- key. Files of an earlier version lie in clear: they are listed here and sealed at the start.

CREATE TABLE file_key (
    name TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    master TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX file_key_by_age ON file_key (created_at);

CREATE TABLE unsealed_file (
    name TEXT PRIMARY KEY,
    purpose TEXT NOT NULL
) STRICT;
INSERT OR IGNORE INTO unsealed_file
SELECT original, 'original' FROM picture WHERE original IS NOT NULL
UNION ALL
SELECT masked, 'masked' FROM picture WHERE masked IS NOT NULL
UNION ALL
SELECT preview, 'preview' FROM picture WHERE preview IS NOT NULL
UNION ALL
SELECT evidence, 'evidence' FROM application WHERE evidence IS NOT NULL;
