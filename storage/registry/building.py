"""Building a registry beside the one in use, and putting it in its place in one step."""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from moderation.names import given_key, surname_keys
from moderation.numbers import Register
from storage.failures import StorageError, explain
from storage.registry.french import Labels, Row

# Grows with the tables below: a file of another version counts as none, and is imported anew.
VERSION = 1
SCHEMA = """
CREATE TABLE edition (
    register TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    professionals INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE label (
    register TEXT NOT NULL,
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (register, code)
) STRICT, WITHOUT ROWID;
-- codes: joined by spaces; one may stand there twice.
CREATE TABLE professional (
    register TEXT NOT NULL,
    number TEXT NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    codes TEXT NOT NULL,
    PRIMARY KEY (register, number)
) STRICT, WITHOUT ROWID;
-- Under what a professional is found; those with compound names and particles several times.
-- The whole row is its own index, so that neighbours are read from the disk together.
CREATE TABLE name (
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    register TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (surname, given, register, number)
) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE unsorted (surname TEXT, given TEXT, register TEXT, number TEXT) STRICT;
"""
# Rows that come in their order make a dense tree, and need no memory for it.
SORT = """
INSERT INTO name SELECT surname, given, register, number FROM unsorted ORDER BY 1, 2, 3, 4;
DROP TABLE unsorted;
CREATE INDEX name_by_given ON name (given, surname);
"""
# Until the file is in its place nobody reads it and a crash leaves nothing to repair.
FAST = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store = FILE",
)
# In KiB, as a negative number: what keeps an unsorted file quick within 300 MB.
CACHE_KIB = 65_536

ADD = """
INSERT INTO professional VALUES (?, ?, ?, ?, ?)
ON CONFLICT (register, number) DO UPDATE SET codes = codes || ' ' || excluded.codes
WHERE instr(codes, excluded.codes) = 0
"""
ADD_SKILL = """
UPDATE professional SET codes = codes || ' ' || ?1
WHERE register = ?2 AND number = ?3 AND instr(' ' || codes || ' ', ' ' || ?1 || ' ') = 0
"""


class Building:
    """A registry that is being made; made by `building`, which also throws it away."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, rows: Iterable[Row]) -> None:
        self._connection.executemany(ADD, rows)

    def add_skills(self, register: Register, pairs: Iterable[tuple[str, str]]) -> None:
        found = ((code, register.value, number) for number, code in pairs)
        self._connection.executemany(ADD_SKILL, found)

    def label(self, labels: Labels) -> None:
        rows = ((register, code, label) for (register, code), label in labels.items())
        self._connection.executemany("INSERT OR IGNORE INTO label VALUES (?, ?, ?)", rows)

    def count(self, register: Register) -> int:
        sql = "SELECT count(*) FROM professional WHERE register = ?"
        return int(self._connection.execute(sql, (register.value,)).fetchone()[0])

    def sign(self, register: Register, edition: str, at: str, professionals: int) -> None:
        values = (register.value, edition, at, professionals)
        self._connection.execute("INSERT INTO edition VALUES (?, ?, ?, ?)", values)

    def keep(self, old: Path, registers: Iterable[Register]) -> None:
        """Takes over what is not imported this time from the registry in use."""
        self._connection.execute("ATTACH DATABASE ? AS old", (readable(old),))
        for register in registers:
            for table in ("professional", "label", "edition"):
                sql = f"INSERT INTO {table} SELECT * FROM old.{table} WHERE register = ?"  # noqa: S608 - names are ours
                self._connection.execute(sql, (register.value,))
        self._connection.commit()
        self._connection.execute("DETACH DATABASE old")

    def index(self) -> None:
        """Makes everybody findable by name; the last thing before the file is put in place."""
        self._connection.executemany("INSERT INTO unsorted VALUES (?, ?, ?, ?)", self._keys())
        self._connection.commit()
        self._connection.executescript(SORT)
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.commit()

    def _keys(self) -> Iterator[tuple[str, str, str, str]]:
        everybody = self._connection.cursor()
        sql = "SELECT register, number, surname, given FROM professional"
        for register, number, surname, given in everybody.execute(sql):
            first = given_key(given)
            for key in surname_keys(surname):
                yield key, first, register, number


@contextmanager
def building(target: Path) -> Iterator[Building]:
    """A new registry that takes the place of `target` when all went well, whole and durable.

    Otherwise nothing is left of it. Raises StorageError, also when another import is under way.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with _alone(target.with_name(f"{target.name}.lock")):
            try:
                connection = _begun(part)
                try:
                    yield Building(connection)
                    connection.commit()
                finally:
                    connection.close()
                _put_in_place(part, target)
            finally:
                part.unlink(missing_ok=True)
    except (sqlite3.Error, OSError) as error:
        reason = explain(error) or f"({type(error).__name__})"
        raise StorageError(
            f"The registry could not be built; the one in use stays. {reason}"
        ) from error


def _begun(part: Path) -> sqlite3.Connection:
    """An empty registry; what a killed import left there goes."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = sqlite3.connect(part.resolve().as_uri(), uri=True)
    for pragma in (*FAST, f"PRAGMA cache_size = -{CACHE_KIB}"):
        connection.execute(pragma)
    connection.executescript(SCHEMA)
    return connection


def _put_in_place(part: Path, target: Path) -> None:
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    descriptor = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError("Another import is under way: wait until it has ended.") from error
        yield
    finally:
        os.close(descriptor)


def readable(path: Path) -> str:
    """The address under which SQLite opens a registry: never written to, so never locked."""
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


def editions(path: Path) -> dict[Register, tuple[str, str, int]]:
    """Id, time and number of professionals of each register that a file has; nothing for a file
    that is not there, damaged, or of another version.
    """
    if not path.is_file():
        return {}
    try:
        connection = sqlite3.connect(readable(path), uri=True)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                return {}
            rows = connection.execute("SELECT * FROM edition").fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return {}
    known = set(Register)
    return {Register(row[0]): (row[1], row[2], row[3]) for row in rows if row[0] in known}
