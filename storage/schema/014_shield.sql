-- Reason: whoever sees that a patient could be recognised hides the post at once, and moderators look
-- afterwards; in threads they warn, mute and remove; and once a day they read how things stand.

-- kind: what a member reports; hides: while it is open, the case stays hidden; about: the answer in
-- a thread that was pointed at.
ALTER TABLE privacy_request ADD COLUMN kind TEXT;
ALTER TABLE privacy_request ADD COLUMN hides INTEGER NOT NULL DEFAULT 0;
ALTER TABLE privacy_request ADD COLUMN about_chat_id INTEGER;
ALTER TABLE privacy_request ADD COLUMN about_message_id INTEGER;

-- Cases that are hidden, or on their way back. due: what is still to be done at Telegram, empty
-- when nothing is; looked: whether the moderators' group shows the pictures meanwhile.
CREATE TABLE hiding (
    case_id INTEGER PRIMARY KEY REFERENCES medical_case (id),
    since TEXT NOT NULL,
    due TEXT,
    looked INTEGER NOT NULL
) STRICT;

-- What moderators did about a person in a thread. until: when a mute ends; due: 1 as long as it is
-- still to be done at Telegram.
CREATE TABLE sanction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    measure TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    until TEXT,
    due INTEGER NOT NULL
) STRICT;
CREATE INDEX sanction_by_member ON sanction (member_id, at);

-- Days whose summary moderators have got, in the place's own calendar.
CREATE TABLE daily_summary (
    day TEXT PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;
