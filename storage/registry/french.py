"""Rows of the French directory: one for each activity, so that a person has several."""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import IO

from moderation.numbers import Register
from storage.registry.layout import BAR, Layout
from storage.registry.sources import Flaw, Tally, lines

# Register, number, surname, given name, codes in one text.
Row = tuple[str, str, str, str, str]
Labels = dict[tuple[str, str], str]
Advance = Callable[[int], None]

# Beginnings of the national id: RPPS with its eleven characters behind it, ADELI with its nine.
LISTED = {b"8": 12, b"0": 10}
# Those who have an identifier of their employer alone.
UNLISTED = frozenset((b"1", b"3", b"4", b"5", b"6"))


def activities(
    stream: IO[bytes], layout: Layout, tally: Tally, labels: Labels, advance: Advance
) -> Iterator[Row]:
    """One row for each run of lines about a person; a person may come again further down."""
    at = layout.columns
    national, surname, given = at["national"], at["surname"], at["given"]
    coded = _picker(layout)
    meaning = _Meanings(layout, labels)
    key, row, codes = b"", ("", "", ""), set[str]()
    for line, cells in _cells(stream, layout, tally, advance):
        if cells[national] != key:
            if row[0]:
                yield (Register.RPPS.value, *row, " ".join(sorted(codes)))
            key, row, codes = cells[national], ("", "", ""), set()
            person = _person(key, cells[surname], cells[given])
            if isinstance(person, tuple):
                row = person
            else:
                key = b""
                _leave_out(tally, line, person)
                continue
        codes |= meaning.of(coded(cells), cells)
    if row[0]:
        yield (Register.RPPS.value, *row, " ".join(sorted(codes)))


def skills(
    stream: IO[bytes], layout: Layout, tally: Tally, labels: Labels, advance: Advance
) -> Iterator[tuple[str, str]]:
    """Number and specialty, one pair for each line."""
    national, skill = layout.columns["national"], layout.columns["skill"]
    meaning = _Meanings(layout, labels)
    for line, cells in _cells(stream, layout, tally, advance):
        number = _number(cells[national])
        if isinstance(number, str):
            for code in meaning.of((b"", b"", cells[skill]), cells):
                yield number, code
        else:
            _leave_out(tally, line, number)


def _cells(
    stream: IO[bytes], layout: Layout, tally: Tally, advance: Advance
) -> Iterator[tuple[int, list[bytes]]]:
    """The cells of each line up to the last that is used, unless their number is wrong."""
    bars = layout.width - (not layout.trailing)
    used = max(layout.columns.values()) + 1
    for line, raw in lines(stream, tally, advance):
        if raw.count(BAR) == bars or _differs_in_the_end(raw, bars, layout):
            yield line, raw.rstrip(b"\r\n").split(BAR, used)
        else:
            tally.leave_out(line, Flaw.COLUMNS)


def _differs_in_the_end(raw: bytes, bars: int, layout: Layout) -> bool:
    """Whether the delimiter after the last column is all that the line lacks, or has too many."""
    ends = raw.rstrip(b"\r\n").endswith(BAR)
    return raw.count(BAR) == (bars - 1 if layout.trailing else bars + 1) and (
        ends is not layout.trailing
    )


def _person(key: bytes, surname: bytes, given: bytes) -> tuple[str, str, str] | Flaw | None:
    number = _number(key)
    if not isinstance(number, str):
        return number
    try:
        names = surname.decode("utf-8").strip(), given.decode("utf-8").strip()
    except UnicodeDecodeError:
        return Flaw.ENCODING
    return (number, *names) if names[0] else Flaw.NAME


def _number(key: bytes) -> str | Flaw | None:
    """The number; None for somebody who has none, a flaw for what is nobody's."""
    begin = key[:1]
    if LISTED.get(begin) == len(key) and key.isalnum() and key.isascii():
        return key[1:].decode("ascii")
    return None if begin in UNLISTED and len(key) > 1 else Flaw.NUMBER


def _leave_out(tally: Tally, line: int, flaw: Flaw | None) -> None:
    if flaw is None:
        tally.skipped += 1
    else:
        tally.leave_out(line, flaw)


def _picker(layout: Layout) -> Callable[[list[bytes]], tuple[bytes, ...]]:
    """Takes profession, category and specialty out of a line; nothing for a column that lacks."""
    places = [layout.columns.get(name) for name in ("profession", "category", "skill")]
    present = [place for place in places if place is not None]
    if len(present) == len(places):
        return itemgetter(*present)
    return lambda cells: tuple(b"" if place is None else cells[place] for place in places)


class _Meanings:
    """Codes of profession, category and specialty as they are kept, remembered for all rows that
    have the same; their labels are noted on the way.
    """

    def __init__(self, layout: Layout, labels: Labels) -> None:
        self._labels = labels
        self._columns = layout.columns
        self._known: dict[tuple[bytes, ...], frozenset[str]] = {}

    def of(self, coded: tuple[bytes, ...], cells: list[bytes]) -> frozenset[str]:
        found = self._known.get(coded)
        if found is None:
            found = self._known[coded] = self._read(coded, cells)
        return found

    def _read(self, coded: Iterable[bytes], cells: list[bytes]) -> frozenset[str]:
        profession, category, skill = map(_text, coded)
        self._note(profession, "profession_label", cells)
        self._note(skill, "skill_label", cells)
        kept = {profession + category if profession else "", skill}
        return frozenset(code for code in kept if code)

    def _note(self, code: str, column: str, cells: list[bytes]) -> None:
        if code and column in self._columns:
            label = cells[self._columns[column]].decode("utf-8", errors="replace").strip()
            self._labels.setdefault((Register.RPPS.value, code), label)


def _text(code: bytes) -> str:
    # Codes are joined by spaces, so none may hold one.
    return "".join(code.decode("ascii", errors="ignore").split())
