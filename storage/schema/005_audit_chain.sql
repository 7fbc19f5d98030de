-- Reason: the audit trail becomes a chain. Each row carries a hash over itself and the row before
-- it, rows can only be appended, and only what the chain's own record gives up may be deleted.

CREATE TABLE audit_anew (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor_id INTEGER,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    revision INTEGER,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_anew
SELECT row_number() OVER (ORDER BY id), at, actor_id, action, subject, revision, ''
FROM audit;

-- `audit_link` is `link` of storage/audit.py: what was written before is chained as it stands now.
UPDATE audit_anew SET hash = chain.hash
FROM (
    WITH RECURSIVE chain (id, hash) AS (
        SELECT 0, '0000000000000000000000000000000000000000000000000000000000000000'
        UNION ALL
        SELECT
            a.id,
            audit_link(chain.hash, a.id, a.at, a.actor_id, a.action, a.subject, a.revision)
        FROM chain JOIN audit_anew AS a ON a.id = chain.id + 1
    )
    SELECT id, hash FROM chain
) AS chain
WHERE chain.id = audit_anew.id;

DROP TABLE audit;
ALTER TABLE audit_anew RENAME TO audit;
CREATE INDEX audit_by_subject ON audit (subject, id);
CREATE INDEX audit_by_time ON audit (at);

-- Where the chain begins and ends: the last row that was cut from its front (0: none yet), when
-- that was written, and the last row of all. Ids run without a gap from cut_id + 1 to head_id.
CREATE TABLE audit_chain (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    cut_id INTEGER NOT NULL,
    cut_hash TEXT NOT NULL,
    cut_at TEXT,
    head_id INTEGER NOT NULL,
    head_hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_chain
SELECT
    1, 0, '0000000000000000000000000000000000000000000000000000000000000000', NULL,
    coalesce(max(id), 0),
    coalesce(
        (SELECT hash FROM audit ORDER BY id DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    )
FROM audit;

CREATE TRIGGER audit_only_appends BEFORE INSERT ON audit
WHEN NEW.id IS NOT (SELECT head_id + 1 FROM audit_chain)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only appended to');
END;

CREATE TRIGGER audit_head_follows AFTER INSERT ON audit
BEGIN
    UPDATE audit_chain SET head_id = NEW.id, head_hash = NEW.hash;
END;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail never changes');
END;

-- The sweep first moves the beginning of the chain, and then deletes what lies before it.
CREATE TRIGGER audit_is_cut_in_front BEFORE DELETE ON audit
WHEN OLD.id > (SELECT cut_id FROM audit_chain)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only cut in front');
END;

-- Both ends move forward only, and only onto a row that is there.
CREATE TRIGGER audit_chain_moves_on BEFORE UPDATE ON audit_chain
WHEN NEW.cut_id < OLD.cut_id OR NEW.head_id < OLD.head_id
    OR (NEW.cut_id, NEW.cut_hash) IS NOT (OLD.cut_id, OLD.cut_hash)
    AND NOT EXISTS (SELECT 1 FROM audit WHERE id = NEW.cut_id AND hash = NEW.cut_hash)
    OR (NEW.head_id, NEW.head_hash) IS NOT (OLD.head_id, OLD.head_hash)
    AND NOT EXISTS (SELECT 1 FROM audit WHERE id = NEW.head_id AND hash = NEW.head_hash)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail only moves on');
END;

CREATE TRIGGER audit_chain_stays BEFORE DELETE ON audit_chain
BEGIN
    SELECT RAISE(ABORT, 'the audit trail keeps its record');
END;
