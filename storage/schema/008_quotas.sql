-- Reason: what came in is counted before more is fetched, what was just said is not said again at
-- once, and a place that the bot cannot work in is paused until it can.

-- One row for each file that was fetched, for a day. bytes: as it came.
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_by_member ON receipt (member_id, at);
CREATE INDEX receipt_by_time ON receipt (at);

-- What a person heard lately and need not hear again at once, for a day.
CREATE TABLE told (
    user_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (user_id, what)
) STRICT;

-- flaws: what is wrong there, as operators were last told; looked_at: when somebody last looked,
-- empty when it is to be done now.
ALTER TABLE place ADD COLUMN flaws TEXT NOT NULL DEFAULT '[]';
ALTER TABLE place ADD COLUMN looked_at TEXT;

-- Approved cases that wait for their channel, and whose author knows.
CREATE TABLE held_post (
    case_id INTEGER PRIMARY KEY,
    since TEXT NOT NULL
) STRICT;
