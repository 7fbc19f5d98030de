-- Reason: nothing is lost. Updates are stored before Telegram may forget them, what must be said is
-- stored with the decision that it tells of, and who moderates is known without asking Telegram.

-- One row an update. lane: the chat whose updates keep their order. payload: the update as JSON,
-- gone once it is dealt with; the number stays a while, so that a repeated delivery is known.
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    lane INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    payload TEXT
) STRICT;
CREATE INDEX inbox_waiting ON inbox (lane, update_id) WHERE state = 'waiting';

-- One row for each thing to say, until it is said. lane: what is said in order; slot and subject:
-- the screen that it stands in, where the id of its message is remembered.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lane INTEGER NOT NULL,
    kind TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    message_id INTEGER,
    slot TEXT,
    subject INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_lane ON outbox (lane, id);

-- The bot's own list of moderators; name: what colleagues call them.
CREATE TABLE moderator (
    user_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT;

-- What an automatic forward tells of a post whose answer was lost. album: Telegram's name for the
-- pictures that belong together; case_id: the number in the caption's tag, as read.
ALTER TABLE discussion_copy ADD COLUMN album TEXT;
ALTER TABLE discussion_copy ADD COLUMN case_id INTEGER;

-- Whether the buttons for hiding sides are open under a picture's preview.
ALTER TABLE picture ADD COLUMN sides INTEGER NOT NULL DEFAULT 0;

-- The message that a preview goes into, blank until it is on record here.
ALTER TABLE picture ADD COLUMN framed_id INTEGER;
