-- Reason: a standing has a life. It is suspended for a time, with a reason and one appeal.

-- until: empty when only moderators end it; reason: a ready one by its word, or a moderator's own;
-- appeal: the person's words, answered once; ended_at: empty while it lasts.
CREATE TABLE suspension (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id INTEGER NOT NULL REFERENCES member (id),
    begun_at TEXT NOT NULL,
    until TEXT,
    reason TEXT NOT NULL,
    decided_by INTEGER NOT NULL,
    appeal TEXT,
    appealed_at TEXT,
    answered_at TEXT,
    ended_at TEXT
) STRICT;
CREATE INDEX suspension_by_member ON suspension (member_id);
CREATE INDEX suspension_by_end ON suspension (ended_at, until);
