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

-- A proof is several photos, with a code that is drawn for it. challenge: the four digits, empty
-- before they are shown; evidence_at: when the first photo came.
ALTER TABLE application ADD COLUMN challenge TEXT;
ALTER TABLE application ADD COLUMN challenge_at TEXT;
ALTER TABLE application ADD COLUMN evidence_at TEXT;
UPDATE application SET evidence_at = submitted_at WHERE evidence IS NOT NULL;

-- What came after the first photo. key: its private file, empty in a backup; message_id: where it
-- stands in the moderators' group, beside the first.
CREATE TABLE document (
    application_id INTEGER NOT NULL REFERENCES application (id),
    position INTEGER NOT NULL,
    key TEXT,
    received_at TEXT NOT NULL,
    message_id INTEGER,
    PRIMARY KEY (application_id, position)
) STRICT;

-- A moderator who looks at an application has it for some minutes, so that two do not.
ALTER TABLE application ADD COLUMN taken_by INTEGER;
ALTER TABLE application ADD COLUMN taken_until TEXT;

-- Until when a student's proof holds. reminded: the last reminder, in days before; 0 for none.
CREATE TABLE school_year (
    member_id INTEGER PRIMARY KEY REFERENCES member (id),
    until TEXT NOT NULL,
    reminded INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Doors: which channels students may enter, who asked while they were applicants, and who was seen
-- inside, because no bot can list the members of a chat.
ALTER TABLE place ADD COLUMN students INTEGER NOT NULL DEFAULT 1;
CREATE TABLE knock (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT;
CREATE INDEX knock_by_user ON knock (user_id);
CREATE TABLE presence (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT;

-- Who vouches: a member's own link, whose word nobody can guess, and who came by it.
CREATE TABLE invitation (
    member_id INTEGER PRIMARY KEY REFERENCES member (id),
    word TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL
) STRICT;
CREATE TABLE vouching (
    member_id INTEGER PRIMARY KEY REFERENCES member (id),
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
