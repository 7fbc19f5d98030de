-- Reason: one file may hold several pictures, which share a message and are told apart by `frame`;
-- and the author decides which doubtful words of a case may stay, a decision that a restart keeps.

-- A constraint cannot be changed, so the table is made anew; its children step aside meanwhile.
CREATE TABLE finding_aside AS SELECT * FROM finding;
DROP TABLE finding;

CREATE TABLE picture_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    position INTEGER NOT NULL,
    frame INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL,
    original TEXT,
    masked TEXT,
    preview TEXT,
    digest TEXT,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    problem TEXT,
    flags TEXT NOT NULL,
    preview_id INTEGER,
    UNIQUE (case_id, position, frame)
) STRICT;
INSERT INTO picture_anew
SELECT
    id, case_id, position, 0, received_at, state, original, masked, preview, digest, width, height,
    problem, flags, preview_id
FROM picture;
DROP TABLE picture;
ALTER TABLE picture_anew RENAME TO picture;

CREATE TABLE finding (
    picture_id INTEGER NOT NULL REFERENCES picture (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    polygon TEXT NOT NULL,
    score REAL NOT NULL,
    source TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    changed_by TEXT,
    PRIMARY KEY (picture_id, number)
) STRICT;
INSERT INTO finding SELECT * FROM finding_aside;
DROP TABLE finding_aside;

-- A word of a case's question or context that looked like an identifier, and that the author said
-- to keep.
CREATE TABLE kept_word (
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    field TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (case_id, field, word)
) STRICT;

-- The messages in which an author typed a text: they leave the chat once a word of it is hidden.
CREATE TABLE typed_text (
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    field TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (case_id, field, message_id)
) STRICT;
