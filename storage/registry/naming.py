"""Finding numbers by a name: as it is, then shortened or with one slip, by what a slip leaves."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import aiosqlite

from moderation.matching import one_slip
from moderation.names import bare, claimed, spellings
from moderation.numbers import Register
from storage.rows import fetch

# Of each way that a name may be meant; who has so common a name is found by number.
FOUND_MAX = 50
# Behind every letter: a range of texts that begin alike ends here.
PAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Condition:
    """where, values: on the table `name`, by one of its indexes; near: which of its two columns
    has to be one slip away from which word.
    """

    where: str
    values: tuple[str | int, ...]
    near: tuple[str, str] | None = None


async def numbers_of(
    connection: aiosqlite.Connection, register: Register, name: str
) -> AsyncIterator[list[str]]:
    """Numbers of those who may bear the name, the likeliest first and in ever wider circles."""
    for widen in CIRCLES:
        conditions = [found for way in claimed(name) for found in widen(way)]
        numbers = dict[str, None]()
        for condition in dict.fromkeys(conditions):
            numbers |= dict.fromkeys(await _fitting(connection, register, condition))
        if numbers:
            yield list(numbers)[: FOUND_MAX * 4]


async def _fitting(
    connection: aiosqlite.Connection, register: Register, condition: Condition
) -> list[str]:
    limit = "" if condition.near else f" LIMIT {FOUND_MAX}"
    sql = f"SELECT * FROM name WHERE {condition.where} AND register = ?{limit}"  # noqa: S608 - ours
    rows = await fetch(connection, sql, *condition.values, register)
    if condition.near:
        column, word = condition.near
        rows = [row for row in rows if one_slip(row[column], word)][:FOUND_MAX]
    return [row["number"] for row in rows]


def _splits(way: tuple[str, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """Given name and surname in every way the name can be cut, each in one word."""
    for at in range(1, len(way)):
        for given, surname in ((way[:at], way[at:]), (way[at:], way[:at])):
            yield "".join(bare(given)), spellings(surname)


def _exact(way: tuple[str, ...]) -> Iterator[Condition]:
    for given, surnames in _splits(way):
        for surname in sorted(surnames):
            yield Condition("surname = ? AND given = ?", (surname, given))


def _shortened(way: tuple[str, ...]) -> Iterator[Condition]:
    """Initials, short forms, and one part of a compound name."""
    for given, surnames in _splits(way):
        for surname in sorted(surnames):
            # Of two letters, names begin that have nothing to do with each other.
            if len(given) != 2:
                yield _beginning(surname, given)
    for n, word in enumerate(way):
        for other in (*way[:n], *way[n + 1 :]):
            if len(word) > 1 and len(other) > 2:
                yield _beginning(word, other)


def _beginning(surname: str, given: str) -> Condition:
    return Condition("surname = ? AND given BETWEEN ? AND ?", (surname, given, given + PAST))


def _slipped_later(way: tuple[str, ...]) -> Iterator[Condition]:
    """The first letters are right: both indexes lead straight there."""
    for right, value, slipped, word in _one_right(way):
        begin = word[: _kept(word)]
        where = f"{right} = ? AND {slipped} BETWEEN ? AND ?"
        yield Condition(where, (value, begin, begin + PAST), (slipped, word))


def _slipped_early(way: tuple[str, ...]) -> Iterator[Condition]:
    """The last letters are right: everybody who shares the other name is looked at."""
    for right, value, slipped, word in _one_right(way):
        kept, size = _kept(word), len(word)
        where = (
            f"{right} = ? AND substr({slipped}, ?) = ? AND substr({slipped}, 1, ?) <> ?"
            f" AND length({slipped}) BETWEEN ? AND ?"
        )
        values = (value, -kept, word[-kept:], kept, word[:kept], size - 1, size + 1)
        yield Condition(where, values, (slipped, word))


def _one_right(way: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    """Which column holds which word, and which other column a slip of which other."""
    for given, surnames in _splits(way):
        for surname in sorted(surnames):
            yield "given", given, "surname", surname
            yield "surname", surname, "given", given


def _kept(word: str) -> int:
    """How many letters one slip leaves right at the beginning or at the end."""
    return 2 if len(word) > 4 else 1


CIRCLES: tuple[Callable[[tuple[str, ...]], Iterator[Condition]], ...] = (
    _exact,
    _shortened,
    _slipped_later,
    _slipped_early,
)
