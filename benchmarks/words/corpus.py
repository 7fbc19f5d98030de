"""Reads the captions: identifiers and clinical phrases are marked inside the lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anonymize.texts.passage import Identifier

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("fr", "en")
HALVES: Final = ("tuning", "kept")
PARTS: Final = (*HALVES, "blind", "blind2", "blind3")
PRINTED: Final = ("tuning", "blind", "blind2")
KINDS: Final = {
    "n": Identifier.NAME, "d": Identifier.DATE, "a": Identifier.AGE, "p": Identifier.PHONE,
    "m": Identifier.MAIL, "l": Identifier.LINK, "s": Identifier.NATIONAL_NUMBER,
    "r": Identifier.RECORD_NUMBER, "x": Identifier.NUMBER, "A": Identifier.ADDRESS,
    "c": Identifier.PLACE, "h": Identifier.HOSPITAL, "o": Identifier.PROFESSIONAL,
    "t": Identifier.PLATE,
}  # fmt: skip
ESCAPE: Final = re.compile(r"\\n|\\u([0-9a-f]{4})")
MARK: Final = re.compile(r"\{([a-zA-Z]):([^}]*)\}|<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Marked:
    """A half-open range of characters; `kind` is None for a clinical phrase that must stay."""

    start: int
    end: int
    kind: Identifier | None


@dataclass(frozen=True, slots=True)
class Caption:
    language: str
    text: str
    marks: tuple[Marked, ...]


def captions(part: str) -> list[Caption]:
    """All captions of one part, French first."""
    return [
        caption(language, line)
        for language in LANGUAGES
        for line in (HERE / f"{language}_{part}.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]


def caption(language: str, line: str) -> Caption:
    raw = ESCAPE.sub(lambda each: chr(int(each[1], 16)) if each[1] else "\n", line)
    text = ""
    marks = []
    at = 0
    for found in MARK.finditer(raw):
        text += raw[at : found.start()]
        inside = found[2] if found[1] else found[3]
        marks.append(Marked(len(text), len(text) + len(inside), KINDS.get(found[1] or "")))
        text += inside
        at = found.end()
    return Caption(language, text + raw[at:], tuple(marks))
