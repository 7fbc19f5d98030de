"""What a passage of text is, and the order in which overlapping ones win."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Identifier(StrEnum):
    """The kinds of writing that say who or where a person is."""

    NAME = "name"
    DATE = "date"
    AGE = "age"
    PHONE = "phone"
    MAIL = "mail"
    LINK = "link"
    NATIONAL_NUMBER = "national-number"
    RECORD_NUMBER = "record-number"
    NUMBER = "number"
    ADDRESS = "address"
    PLACE = "place"
    HOSPITAL = "hospital"
    PROFESSIONAL = "professional"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Passage:
    """Half-open range of characters of the given text; `sure` is replaced, the rest is asked."""

    start: int
    end: int
    kind: Identifier
    sure: bool


def settle(passages: Iterable[Passage], text: str) -> list[Passage]:
    """The passages in order and apart: sure ones first, then earlier in the list.

    A later passage keeps only what no earlier one covers, so no identifying character is lost.
    """
    ranked = sorted(passages, key=lambda each: not each.sure)
    owner: list[int | None] = [None] * len(text)
    for number, each in enumerate(ranked):
        for at in range(each.start, each.end):
            if owner[at] is None:
                owner[at] = number
    return [each for each in _runs(owner, ranked, text) if each.end > each.start]


def _runs(owner: list[int | None], ranked: list[Passage], text: str) -> Iterable[Passage]:
    start = 0
    for at in range(1, len(owner) + 1):
        if at < len(owner) and owner[at] == owner[start]:
            continue
        number = owner[start] if owner else None
        if number is not None:
            yield _trimmed(start, at, ranked[number], text)
        start = at


def _trimmed(start: int, end: int, passage: Passage, text: str) -> Passage:
    """Without blanks and separators that an overlap left at the edges."""
    whole = (start, end) == (passage.start, passage.end)
    while not whole and start < end and not text[start].isalnum():
        start += 1
    while not whole and end > start and not text[end - 1].isalnum():
        end -= 1
    return Passage(start, end, passage.kind, passage.sure)
