-- Reason: members are accepted by a number in the register of some country. It is kept with them,
-- compared with every new edition of the registry, and shown to moderators beside what it says.

ALTER TABLE application ADD COLUMN register TEXT NOT NULL DEFAULT 'rpps';
CREATE INDEX application_by_number ON application (register, number) WHERE number <> '';

-- surname, given, codes: the registry's row when it was last found; null as long as it never was.
-- That somebody is missing counts only when they were there before.
CREATE TABLE registration (
    member_id INTEGER PRIMARY KEY REFERENCES member (id),
    register TEXT NOT NULL,
    number TEXT NOT NULL,
    since TEXT NOT NULL,
    surname TEXT,
    given TEXT,
    codes TEXT,
    -- The edition that ended the membership, and why.
    lapsed_by TEXT,
    outcome TEXT
) STRICT;
CREATE INDEX registration_by_register ON registration (register);

INSERT INTO registration (member_id, register, number, since)
SELECT member_id, 'rpps', number, coalesce(decided_at, created_at)
FROM application
WHERE
    number <> ''
    AND state = 'accepted'
    AND id IN (SELECT max(id) FROM application WHERE state = 'accepted' GROUP BY member_id);

-- What the registry said about an application that waits; it holds names of others, so it goes
-- with the decision. professional, namesakes: JSON.
CREATE TABLE registry_answer (
    application_id INTEGER PRIMARY KEY REFERENCES application (id),
    revision INTEGER NOT NULL,
    source TEXT NOT NULL,
    as_of TEXT,
    professional TEXT,
    namesakes TEXT NOT NULL
) STRICT;

-- The edition of each registry that members were last compared with, and how far that is.
CREATE TABLE registry_check (
    register TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    state TEXT NOT NULL,
    checked INTEGER NOT NULL,
    lapsing INTEGER NOT NULL
) STRICT;
