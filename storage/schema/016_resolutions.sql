-- Reason: an author tells how the case turned out, and which answers helped.

-- outcome: in the author's words, already rewritten; teach: may be asked about in the quiz.
-- A case that is taken up again has no row any more.
CREATE TABLE resolution (
    case_id INTEGER PRIMARY KEY REFERENCES medical_case (id),
    outcome TEXT NOT NULL,
    certainty TEXT NOT NULL,
    at TEXT NOT NULL,
    teach INTEGER NOT NULL DEFAULT 0
) STRICT;

-- When the author thanked for an answer, and when they marked it as the one that solved the case.
ALTER TABLE reply ADD COLUMN thanked_at TEXT;
ALTER TABLE reply ADD COLUMN solved_at TEXT;
