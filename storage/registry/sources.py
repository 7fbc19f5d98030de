"""Files of registries, text or archives of it: opened, recognised, and read line by line."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import IO, cast

from storage.failures import StorageError
from storage.registry.layout import Kind, Layout, recognise

# A line of the largest table has some 8,000 bytes; what never ends is no line.
LINE_MAX_BYTES = 1 << 16
BUFFER_BYTES = 1 << 20
# Enough to find what is wrong with a file; all of them are counted.
LINES_SHOWN = 10
# Holds the header of the NPI alone, beside the table itself.
HEADER_ONLY = "fileheader"
# Specialties are added to people that activities have named.
KIND_ORDER = tuple(Kind)


class RegistryFileError(StorageError):
    """A registry's file cannot be used; the message is one sentence and what to do."""


class Flaw(Enum):
    """Why a line is left out; no text, so that it is never taken for one."""

    COLUMNS = "another number of columns than the header"
    ENCODING = "names that are not UTF-8"
    NUMBER = "no number of a professional"
    NAME = "no surname"
    LENGTH = "a line without an end"
    QUOTES = "quotes that do not close"


@dataclass(slots=True)
class Tally:
    """What was read from one table. skipped: rows of people and places that have no number of the
    register, which is no fault; lines: the first lines of each flaw, counted from 1.
    """

    rows: int = 0
    skipped: int = 0
    flaws: Counter[Flaw] = field(default_factory=Counter)
    lines: dict[Flaw, list[int]] = field(default_factory=dict)

    def leave_out(self, line: int, flaw: Flaw) -> None:
        self.flaws[flaw] += 1
        shown = self.lines.setdefault(flaw, [])
        if len(shown) < LINES_SHOWN:
            shown.append(line)


@dataclass(frozen=True, slots=True)
class Table:
    """member: its name inside an archive; size: bytes, unpacked."""

    path: Path
    member: str | None
    layout: Layout
    size: int

    @property
    def name(self) -> str:
        return self.member or self.path.name


def tables(paths: Iterable[Path]) -> list[Table]:
    """The tables to be read, in the order in which they have to be; raises RegistryFileError."""
    found = [table for path in paths for table in _tables_of(path)]
    for table in found:
        if table.layout.missing:
            lacking = ", ".join(f"“{name}”" for name in table.layout.missing)
            raise RegistryFileError(
                f"{table.name} lacks the column {lacking}: take the file as it is published."
            )
    kinds = {table.layout.kind for table in found}
    if Kind.SKILLS in kinds and Kind.ACTIVITIES not in kinds:
        raise RegistryFileError(
            "Specialties need their people: name the file PS_LibreAcces_Personne_activite too."
        )
    return sorted(found, key=lambda table: KIND_ORDER.index(table.layout.kind))


def _tables_of(path: Path) -> list[Table]:
    with _readable(path):
        if zipfile.is_zipfile(path):
            found = list(_members(path))
        else:
            with path.open("rb") as stream:
                found = [_table(path, stream, None)]
    used = [table for table in found if table is not None]
    if not used:
        raise RegistryFileError(
            f"{path.name} is no registry file that is known: take PS_LibreAcces_Personne_activite"
            " (with PS_LibreAcces_SavoirFaire if you like) or the monthly file of the NPI."
        )
    return used


def _members(path: Path) -> Iterator[Table | None]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.file_size and HEADER_ONLY not in member.filename:
                with _member(archive, member.filename) as stream:
                    yield _table(path, stream, member)


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    except (NotImplementedError, RuntimeError) as error:
        # Encrypted, or packed in a way that Python cannot unpack.
        raise zipfile.BadZipFile from error


def _table(path: Path, stream: IO[bytes], member: zipfile.ZipInfo | None) -> Table | None:
    layout = recognise(stream.readline(LINE_MAX_BYTES))
    if layout is None:
        return None
    size = member.file_size if member else path.stat().st_size
    return Table(path, member.filename if member else None, layout, size)


@contextmanager
def opened(table: Table) -> Iterator[IO[bytes]]:
    """The table's bytes, unpacked; raises RegistryFileError, also for a damaged archive."""
    with _readable(table.path):
        if table.member is None:
            with table.path.open("rb", BUFFER_BYTES) as stream:
                yield stream
        else:
            with zipfile.ZipFile(table.path) as archive, _member(archive, table.member) as inside:
                yield io.BufferedReader(cast("io.RawIOBase", inside), BUFFER_BYTES)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise RegistryFileError(f"{path.name} is damaged or locked: fetch it again.") from error
    except OSError as error:
        raise RegistryFileError(f"{path.name} cannot be read ({error.strerror}).") from error


def lines(
    stream: IO[bytes], tally: Tally, advance: Callable[[int], None]
) -> Iterator[tuple[int, bytes]]:
    """The lines below the header with their numbers, and what was read so far, now and then."""
    stream.readline()
    number, read = 1, 0
    while line := stream.readline(LINE_MAX_BYTES):
        number += 1
        read += len(line)
        if read >= BUFFER_BYTES:
            advance(read)
            read = 0
        if line[-1] != 10 and len(line) == LINE_MAX_BYTES:
            _skip_rest(stream)
            tally.leave_out(number, Flaw.LENGTH)
            continue
        if len(line) > 2 or line.strip():
            tally.rows += 1
            yield number, line
    advance(read)


def _skip_rest(stream: IO[bytes]) -> None:
    while (more := stream.readline(LINE_MAX_BYTES)) and not more.endswith(b"\n"):
        pass
