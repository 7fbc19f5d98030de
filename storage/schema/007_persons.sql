-- Reason: the rights of persons. They get their data and have it erased; anybody can ask that a
-- case be taken down; and what erasing leaves to do at Telegram is on record until it is done.

ALTER TABLE member ADD COLUMN erased_at TEXT;

-- Cards of an application that was asked again: they hold a name until their person erases it.
CREATE TABLE past_card (
    application_id INTEGER NOT NULL REFERENCES application (id),
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT;

-- The last archive that a member asked for. parts: how many files of it were sent; reached: the
-- last picture in them; done_at: empty while something of it is still to be sent.
CREATE TABLE data_export (
    member_id INTEGER PRIMARY KEY REFERENCES member (id),
    asked_at TEXT NOT NULL,
    parts INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    done_at TEXT
) STRICT;

-- Somebody asks that a case be taken down. requester_id: who hears the outcome; words: without
-- what surely identifies; contact: as they wrote it, for moderators to reach them.
CREATE TABLE privacy_request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    created_at TEXT NOT NULL,
    requester_id INTEGER,
    member INTEGER NOT NULL,
    state TEXT NOT NULL,
    words TEXT,
    contact TEXT,
    sent_at TEXT,
    card_chat_id INTEGER,
    card_message_id INTEGER,
    reminded_at TEXT,
    decided_by INTEGER,
    decided_at TEXT,
    reason TEXT
) STRICT;
CREATE INDEX request_by_state ON privacy_request (state, sent_at);
CREATE INDEX request_by_person ON privacy_request (requester_id, created_at);

-- Posts that still name their author, whose account is erased.
CREATE TABLE unsigning (
    case_id INTEGER PRIMARY KEY REFERENCES medical_case (id),
    since TEXT NOT NULL
) STRICT;

-- People who have to leave a chat.
CREATE TABLE removal (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT;
