"""Finds what identifies a person in a question, a caption or a file's name, in French and English:
the sure passages are replaced, the doubtful ones are for a doctor to decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from anonymize.texts.capitals import capitals
from anonymize.texts.dates import ages, dates
from anonymize.texts.known import is_clinical, is_name
from anonymize.texts.names import names
from anonymize.texts.numbers import numbers
from anonymize.texts.passage import Identifier, Passage, settle
from anonymize.texts.places import places
from anonymize.texts.plain import plain

# In names of files these stand for blanks; a date keeps its dashes and dots.
JOINTS: Final = re.compile(r"_|(?<!\d)[.\-+]|[.\-+](?!\d)")
EXTENSION: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")


def identifiers(text: str) -> tuple[Passage, ...]:
    """The identifying passages in order, apart from each other, at offsets of `text` itself.

    Small words in square brackets, as `without` leaves them, are never found again.
    """
    read = plain(text)
    found = [
        *numbers(read.text),
        *dates(read.text),
        *places(read.text),
        *names(read.text),
        *ages(read.text),
        *capitals(read.text),
    ]
    settled = settle(found, read.text)
    return tuple(_original(each, *read.origin(each.start, each.end)) for each in settled)


def _original(passage: Passage, start: int, end: int) -> Passage:
    return replace(passage, start=start, end=end)


def without(text: str, passages: Iterable[Passage], label: Callable[[Identifier], str]) -> str:
    """The text with every given passage replaced by its label, for example "[name]"."""
    pieces = []
    at = 0
    for each in sorted(passages, key=lambda passage: passage.start):
        pieces += [text[at : each.start], label(each.kind)]
        at = each.end
    return "".join([*pieces, text[at:]])


def identifiers_in_name(file_name: str) -> tuple[Passage, ...]:
    """The same for a file's name, without its extension; nobody can be asked, so all is sure."""
    extension = EXTENSION.search(file_name)
    stem = file_name[: extension.start()] if extension else file_name
    spaced = JOINTS.sub(" ", stem)
    found = [*identifiers(spaced), *_small_names(spaced)]
    return tuple(settle((replace(each, sure=True) for each in found), spaced))


def _small_names(stem: str) -> Iterator[Passage]:
    """Names of the lists without their capital: in the name of a file nobody writes one."""
    for word in re.finditer(r"[^\W\d_]{3,40}", stem):
        if is_name(word.group()) and not is_clinical(word.group()):
            yield Passage(*word.span(), Identifier.NAME, True)


def safe_name(name: str) -> str:
    """The name of a file with its identifying parts replaced, fit for a line on the screen."""
    return without(name, identifiers_in_name(name), lambda kind: f"[{kind}]")
