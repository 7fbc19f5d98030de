"""The text as the rules read it: full-width digits, split accents, invisible characters and
typographic signs are made plain, and every plain character knows where it came from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "’‘ʼ‛`´′ʹ"
MINUS: Final = "−"
# Stands for a label such as "[nom]": neither letter, digit nor blank, so no rule reaches into it.
SEALED: Final = "\ue000"
# Longer than any label; a bracket of a person's own with capitals or digits is no label.
LABEL_CHARACTERS: Final = 40
# Letters that Unicode does not take apart, as in "Yıldız", "Łukasz" and "Đặng".
UNDIVIDED: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "ð": "d", "þ": "th"}
)


@dataclass(frozen=True, slots=True)
class Plain:
    """`text[i]` came from the characters `starts[i]` up to `ends[i]` of the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the original for a non-empty range of the plain text."""
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for each in _simple(text[start:end]):
            characters.append(each)
            starts.append(start)
            ends.append(end)
    return Plain(_sealed("".join(characters)), tuple(starts), tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A character with the accents and invisible characters that follow it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or unicodedata.category(text[at]) not in {"Mn", "Cf"}:
            yield start, at
            start = at


def _simple(cluster: str) -> Iterator[str]:
    visible = "".join(each for each in cluster if unicodedata.category(each) != "Cf")
    for each in unicodedata.normalize("NFKC", visible):
        category = unicodedata.category(each)
        if each in "\n\r\v\f\x85\u2028\u2029":
            yield "\n"
        elif each.isspace():
            yield " "
        elif each in APOSTROPHES:
            yield "'"
        elif category == "Pd" or each == MINUS:
            yield "-"
        elif category != "Mn" and each != SEALED:
            yield each


def _sealed(text: str) -> str:
    """Small words in square brackets, as `without` leaves them, closed to all rules."""
    pieces = []
    at = 0
    while (opening := text.find("[", at)) >= 0:
        closing = text.find("]", opening, opening + LABEL_CHARACTERS)
        inside = text[opening + 1 : closing] if closing > 0 else ""
        ending = closing + 1 if _is_label(inside) else opening + 1
        kept = SEALED * (ending - opening) if _is_label(inside) else text[opening:ending]
        pieces += [text[at:opening], kept]
        at = ending
    return "".join([*pieces, text[at:]])


def _is_label(inside: str) -> bool:
    """No mail in disguise: "[at]" and "[dot]" are what people write for its signs."""
    if inside in {"at", "dot", "point", "arobase"}:
        return False
    letters = inside.replace(" ", "").replace("-", "").replace("'", "")
    return letters.isalpha() and inside == inside.lower()


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case without accents, for looking a word up."""
    spread = unicodedata.normalize("NFKD", word.lower().translate(UNDIVIDED))
    return "".join(each for each in spread if not unicodedata.combining(each))
