"""An upgrade keeps what an earlier version wrote, and the new tables hold what they are for."""

import sqlite3
from pathlib import Path

from storage import audit, cases, members, pictures, words
from storage.database import Database
from storage.migrations import SCHEMA
from storage.pictures import FindingRow
from tests.moderation.examples import AUTHOR, NOW

# Member 11 is AUTHOR.
OLD = """
INSERT INTO member (id, language, joined_at, standing, notice_version)
VALUES (11, 'fr', '2026-03-01T09:30:00+00:00', 'verified', 1);
INSERT INTO medical_case (id, author_id, created_at, updated_at, state, revision, step, attested)
VALUES (5, 11, '2026-03-01T09:30:00+00:00', '2026-03-01T09:30:00+00:00', 'draft', 1, 'pictures',
  '[]');
INSERT INTO picture (id, case_id, position, received_at, state, original, width, height, flags)
VALUES (8, 5, 77, '2026-03-01T09:30:00+00:00', 'received', 'key', 4, 3, '[]');
INSERT INTO finding (picture_id, number, kind, polygon, score, source, hidden)
VALUES (8, 1, 'face', '[[0, 0], [1, 1]]', 0.5, 'x', 1);
PRAGMA user_version = 1;
"""

# One row is missing, as after a hand's correction.
OLD_TRAIL = """
INSERT INTO audit (id, at, actor_id, action, subject, revision) VALUES
  (1, '2026-02-01T09:30:00+00:00', 11, 'submit', 'case 5', 1),
  (2, '2026-02-01T09:31:00+00:00', 12, 'submit', 'case é', 1),
  (4, '2026-02-01T09:32:00+00:00', NULL, 'approve', 'case 5', 1);
PRAGMA user_version = 2;
"""


async def test_pictures_of_the_first_version_are_kept(tmp_path: Path) -> None:
    """Each with its findings, as a file that came as it is; new ones get numbers of their own."""
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as old:
        old.executescript((SCHEMA / "001_initial.sql").read_text(encoding="utf-8") + OLD)
    old.close()
    database = await Database.open(path)
    [kept] = await pictures.of_case(database.reader, 5)
    assert (kept.id, kept.position, kept.frame, kept.original) == (8, 77, 0, "key")
    face = FindingRow(1, "face", ((0, 0), (1, 1)), 0.5, "x", hidden=True)
    assert await pictures.findings(database.reader, 8) == [face]
    async with database.transaction() as tx:
        added = await pictures.add(tx, 5, 78, None, NOW)
    assert added is not None
    assert added.id > 8
    await database.close()


async def test_kept_words_belong_to_a_case_and_a_field(database: Database) -> None:
    """Keeping twice is harmless; when the case ends they go."""
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        case = await cases.begin(tx, AUTHOR, NOW)
        await words.keep(tx, case.id, "question", ["Kawasaki", "Crohn"])
        await words.keep(tx, case.id, "question", ["Kawasaki"])
    assert await words.kept(database.reader, case.id, "question") == {"Kawasaki", "Crohn"}
    assert await words.kept(database.reader, case.id, "context") == frozenset()
    async with database.transaction() as tx:
        await words.forget(tx, case.id)
    assert await words.kept(database.reader, case.id, "question") == frozenset()


async def test_a_later_text_takes_the_place_of_the_first(database: Database) -> None:
    """The message that goes is the one that the text came in."""
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        case = await cases.begin(tx, AUTHOR, NOW)
        await words.typed_in(tx, case.id, "question", 7)
        await words.typed_in(tx, case.id, "question", 8)
        assert await words.messages_of(tx, case.id, "question") == [7, 8]
        assert await words.messages_of(tx, case.id, "context") == []
        await words.forget(tx, case.id)
        assert await words.messages_of(tx, case.id, "question") == []


async def test_the_trail_of_an_earlier_version_is_chained(tmp_path: Path) -> None:
    """Every row is kept in its order, the chain fits, and new rows follow from the old ones."""
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as old:
        for name in ("001_initial.sql", "002_frames_and_words.sql"):
            old.executescript((SCHEMA / name).read_text(encoding="utf-8"))
        old.executescript(OLD_TRAIL)
    old.close()
    database = await Database.open(path)
    async with database.transaction() as tx:
        await audit.record(tx, NOW, None, "publish", "case 5", 1)
    report = await audit.check(database.reader)
    assert (report.broken, report.rows, report.cut) == (None, 4, 0)
    kept = await audit.trail(database.reader, "case 5")
    assert [(row["id"], row["action"], row["actor_id"]) for row in kept] == [
        (1, "submit", 11),
        (3, "approve", None),
        (4, "publish", None),
    ]
    await database.close()
