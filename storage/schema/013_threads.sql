-- Reason: authors answer in the thread of their case through the bot, and colleagues answer with
-- pictures that go the way of a case.

-- What the bot has said in a thread for the case's author; the words stand there alone.
-- message_id: empty until it is said.
CREATE TABLE spoken (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES medical_case (id),
    author_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    message_id INTEGER,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX spoken_by_case ON spoken (case_id);
CREATE INDEX spoken_by_message ON spoken (chat_id, message_id);

-- The case in whose thread this one appears, as an answer to it.
ALTER TABLE medical_case ADD COLUMN answers_id INTEGER REFERENCES medical_case (id);
CREATE INDEX case_by_answered ON medical_case (answers_id) WHERE answers_id IS NOT NULL;
