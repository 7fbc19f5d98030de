-- Reason: the first house. Members and their applications, cases with pictures and findings,
-- reviews, posts and their threads, the places the bot is bound to, what a free text answers,
-- and who decided what.

CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    language TEXT NOT NULL,
    joined_at TEXT NOT NULL,
    role TEXT,
    standing TEXT NOT NULL,
    name TEXT,
    specialty TEXT,
    notice_version INTEGER NOT NULL,
    notice_at TEXT
) STRICT;

CREATE TABLE application (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id INTEGER NOT NULL REFERENCES member (id),
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    role TEXT,
    name TEXT,
    number TEXT,
    number_kept INTEGER NOT NULL,
    specialty TEXT,
    evidence TEXT,
    submitted_at TEXT,
    card_chat_id INTEGER,
    card_message_id INTEGER,
    evidence_message_id INTEGER,
    reason TEXT,
    decided_by INTEGER,
    decided_at TEXT
) STRICT;
CREATE INDEX application_by_member ON application (member_id, id);

CREATE TABLE medical_case (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES member (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    step TEXT NOT NULL,
    specialty TEXT,
    question TEXT,
    age TEXT,
    sex TEXT,
    context TEXT,
    signed INTEGER,
    attested TEXT NOT NULL,
    fingerprint TEXT,
    reason TEXT,
    decided_by INTEGER,
    status_id INTEGER,
    screen_id INTEGER
) STRICT;
CREATE INDEX case_by_author ON medical_case (author_id, id);
CREATE INDEX case_by_state ON medical_case (state, updated_at);
-- One draft at a time: a picture that arrives belongs to it without a question.
CREATE UNIQUE INDEX one_draft ON medical_case (author_id) WHERE state = 'draft';

CREATE TABLE attestation (
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    revision INTEGER NOT NULL,
    line TEXT NOT NULL,
    version INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (case_id, revision, line)
) STRICT;

CREATE TABLE picture (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    position INTEGER NOT NULL,
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
    UNIQUE (case_id, position)
) STRICT;

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

CREATE TABLE review (
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    revision INTEGER NOT NULL,
    reviewer_id INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (case_id, revision, reviewer_id)
) STRICT;

-- What stands in the moderators' group for one revision: album and card.
CREATE TABLE review_card (
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    revision INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    message_ids TEXT NOT NULL,
    PRIMARY KEY (case_id, revision)
) STRICT;

CREATE TABLE place (
    duty TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    bound_by INTEGER NOT NULL,
    bound_at TEXT NOT NULL,
    thread_id INTEGER,
    discussion_id INTEGER,
    invite_link TEXT
) STRICT;
CREATE INDEX place_by_chat ON place (chat_id);

CREATE TABLE post (
    case_id INTEGER PRIMARY KEY REFERENCES medical_case (id),
    chat_id INTEGER NOT NULL,
    message_ids TEXT NOT NULL,
    published_at TEXT NOT NULL,
    thread_id INTEGER,
    discussion_id INTEGER,
    taken_down_at TEXT
) STRICT;

-- Filled by the automatic forward, which may come before the post itself is recorded:
-- so it stands on its own and names no post.
CREATE TABLE discussion_copy (
    channel_id INTEGER NOT NULL,
    channel_message_id INTEGER NOT NULL,
    discussion_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (channel_id, channel_message_id)
) STRICT;
CREATE INDEX copy_by_message ON discussion_copy (discussion_id, message_id);

-- A post that is being sent, or that was when the bot stopped: after a time-out nobody knows
-- whether it stands in the channel, so it is never blindly sent again.
CREATE TABLE post_attempt (
    case_id INTEGER PRIMARY KEY REFERENCES medical_case (id),
    at TEXT NOT NULL
) STRICT;

-- Messages that have to go: a row is written with the decision and leaves with its message, so
-- that neither a stop nor a broken connection leaves a picture standing.
CREATE TABLE erasure (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT;

CREATE TABLE reply (
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT;
CREATE INDEX reply_by_case ON reply (case_id);

-- What the next free text of this person in this chat answers.
CREATE TABLE prompt (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    message_id INTEGER,
    PRIMARY KEY (chat_id, user_id)
) STRICT;

-- Who decided what. No name, no caption, no picture.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor_id INTEGER,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    revision INTEGER
) STRICT;
