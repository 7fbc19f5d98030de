"""Matching: does the name that a person claims belong to the row of a registry, and why not.

A verdict comes with its reason, never as a bare score: moderators decide, and see what differs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from moderation.member import Role
from moderation.names import bare, claimed, spellings, words
from moderation.registry import Professional, is_doctor, is_student

# One letter makes another name of a shorter one: Luc, Lux.
TYPO_MIN_LETTERS = 4
# "Alex" for Alexandre, "Fred" for Frédéric; "Al" would fit too many.
SHORT_MIN_LETTERS = 3


class Likeness(StrEnum):
    MATCH = "match"
    PARTIAL = "partial"
    MISMATCH = "mismatch"
    ABSENT = "absent"


class Why(StrEnum):
    """What the verdict rests on."""

    SAME = "same"
    ORDER = "order"
    USED_NAME = "used_name"
    TYPO = "typo"
    INITIAL = "initial"
    SHORT = "short"
    PART = "part"
    STUDENT = "student"
    GIVEN = "given"
    SURNAME = "surname"
    NAME = "name"
    PROFESSION = "profession"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True)
class Judgement:
    likeness: Likeness
    why: Why


ABSENT = Judgement(Likeness.ABSENT, Why.NOT_LISTED)
Words = tuple[str, ...]
# The best comes first.
ORDER_OF_WHYS = tuple(Why)


def judge(name: str, role: Role | None, professional: Professional | None) -> Judgement:
    """The claim beside the registry's row; None for a number that the registry does not know."""
    if professional is None:
        return ABSENT
    found = compare(name, professional.surname, professional.given)
    if found.likeness is Likeness.MISMATCH or role is not Role.DOCTOR:
        return found
    if is_doctor(professional) is False:
        return Judgement(Likeness.MISMATCH, Why.PROFESSION)
    if is_student(professional):
        return Judgement(Likeness.PARTIAL, Why.STUDENT)
    return found


def compare(name: str, surname: str, given: str) -> Judgement:
    """A typed name beside the surname and the given name of a registry."""
    listed = (words(surname), words(given))
    ways = claimed(name)
    judged = [_compare(way, *listed) for way in ways]
    best = min(judged, key=_rank)
    if best.likeness is Likeness.MATCH and best not in judged[:1]:
        return Judgement(Likeness.MATCH, Why.USED_NAME)
    return best


def closest(name: str, listed: Iterable[Professional]) -> list[Professional]:
    """Those whose name this may be, the likeliest first."""
    judged = [(compare(name, one.surname, one.given), one) for one in listed]
    may_be = [(found, one) for found, one in judged if found.likeness is not Likeness.MISMATCH]
    return [one for _found, one in sorted(may_be, key=lambda pair: _rank(pair[0]))]


def same_bearer(before: Professional, after: Professional) -> bool:
    """Whether a number still belongs to the person it belonged to; who marries keeps it."""
    return (
        compare(before.name, after.surname, after.given).likeness is not Likeness.MISMATCH
        or bool(spellings(words(before.given)) & spellings(words(after.given)))
        or bool(set(bare(words(before.surname))) & set(bare(words(after.surname))))
    )


def _rank(judgement: Judgement) -> int:
    return ORDER_OF_WHYS.index(judgement.why)


def _compare(name: Words, surname: Words, given: Words) -> Judgement:
    for rule in (_whole, _typo, _initials, _short, _parts):
        found = rule(name, surname, given)
        if found is not None:
            return found
    return Judgement(Likeness.MISMATCH, _difference(name, surname, given))


def _splits(name: Words) -> Iterator[tuple[Words, Words, bool]]:
    """The name as (given, surname, whether in this order), in every way it can be cut."""
    for at in range(1, len(name)):
        yield name[:at], name[at:], True
        yield name[at:], name[:at], False


def _whole(name: Words, surname: Words, given: Words) -> Judgement | None:
    for first, last, in_order in _splits(name):
        if _same(first, given) and _same(last, surname):
            return Judgement(Likeness.MATCH, Why.SAME if in_order else Why.ORDER)
    if given and Counter(bare(name)) == Counter(bare(surname) + bare(given)):
        return Judgement(Likeness.MATCH, Why.ORDER)
    return None


def _typo(name: Words, surname: Words, given: Words) -> Judgement | None:
    for first, last, _in_order in _splits(name):
        if (_near(first, given) and _same(last, surname)) or (
            _same(first, given) and _near(last, surname)
        ):
            return Judgement(Likeness.PARTIAL, Why.TYPO)
    return None


def _initials(name: Words, surname: Words, given: Words) -> Judgement | None:
    for first, last, _in_order in _splits(name):
        letters = all(len(word) == 1 for word in first) and len(first) <= len(given)
        fits = letters and all(a == b[0] for a, b in zip(first, given, strict=False))
        if fits and _same(last, surname):
            return Judgement(Likeness.PARTIAL, Why.INITIAL)
    return None


def _short(name: Words, surname: Words, given: Words) -> Judgement | None:
    whole = "".join(given)
    for first, last, _in_order in _splits(name):
        short = "".join(first)
        if len(short) >= SHORT_MIN_LETTERS and whole.startswith(short) and _same(last, surname):
            complete = first == given[: len(first)]
            return Judgement(Likeness.PARTIAL, Why.PART if complete else Why.SHORT)
    return None


def _parts(name: Words, surname: Words, given: Words) -> Judgement | None:
    """At least one word of each, the same word not taken for both; others are left over."""
    left = Counter(bare(name))
    for last in bare(surname):
        for first in bare(given) or ("",):
            if not (left - Counter((last,)))[first] and first:
                continue
            if left[last] and len(last) > 1:
                return Judgement(Likeness.PARTIAL, Why.PART)
    return None


def _difference(name: Words, surname: Words, given: Words) -> Why:
    size = len(name)
    pieces = [name[start:end] for start in range(size) for end in range(start + 1, size + 1)]
    if any(_same(piece, surname) or _near(piece, surname) for piece in pieces):
        return Why.GIVEN
    if set(bare(name)) & set(bare(surname)):
        return Why.GIVEN
    if any(_same(piece, given) or _near(piece, given) for piece in pieces):
        return Why.SURNAME
    return Why.NAME


def _same(one: Words, other: Words) -> bool:
    return bool(one and other and spellings(one) & spellings(other))


def _near(one: Words, other: Words) -> bool:
    """Whether one letter was left out, added, taken for another or swapped with the next."""
    return any(one_slip(a, b) for a in spellings(one) for b in spellings(other))


def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one slip of the finger, and are long enough to be the same."""
    short, long = sorted((one, other), key=len)
    if len(short) < TYPO_MIN_LETTERS or len(long) - len(short) > 1 or one == other:
        return False
    at = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
