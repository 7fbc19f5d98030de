"""Words that could identify somebody: some are replaced at once, some their author is asked about.

Works on plain text; what was decided about a case stands in `kept_word`.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from anonymize import Identifier, Passage, without
from handlers.context import FindIdentifiers
from handlers.texts import Translate, units

# A replacement may make the next one visible; a text of ours is done long before.
ROUNDS_MAX = 8
# Shorter than anything that it stands for.
SHORTEST = "…"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """text: without what surely identifies; labels: what stands in its place, each once."""

    text: str
    labels: tuple[str, ...]


def rewritten(find: FindIdentifiers, _: Translate, text: str, limit: int) -> Rewritten:
    """The text without its sure identifiers; never longer than `limit` for it, if it was not
    before.
    """
    said: list[str] = []
    for _round in range(ROUNDS_MAX):
        sure = [passage for passage in _outside_labels(_, text, find(text)) if passage.sure]
        if not sure:
            break
        said += [label(_, passage.kind) for passage in sure]
        text = _replaced(_, text, sure, limit)
    return Rewritten(text, tuple(dict.fromkeys(said)))


def doubts(
    find: FindIdentifiers, _: Translate, text: str, kept: Collection[str]
) -> list[tuple[str, Identifier]]:
    """What may identify somebody and is not decided yet: each word once, in order."""
    found: dict[str, Identifier] = {}
    for passage in _outside_labels(_, text, find(text)):
        word = text[passage.start : passage.end]
        if word not in kept:
            found.setdefault(word, passage.kind)
    return list(found.items())


def hidden(_: Translate, text: str, word: str, kind: Identifier, limit: int) -> str:
    """The text with a label wherever the word stands by itself."""
    exact = re.escape(word)
    # A detector may point into a longer word: then it goes wherever it stands.
    places = list(re.finditer(rf"(?<!\w){exact}(?!\w)", text)) or re.finditer(exact, text)
    passages = [Passage(each.start(), each.end(), kind, sure=False) for each in places]
    return _replaced(_, text, passages, limit)


def mark(field: str, words: Iterable[str]) -> str:
    """What a button carries in place of the words that it is about; tied to exactly these."""
    content = "\0".join([field, *words])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def label(_: Translate, kind: Identifier) -> str:
    """What stands in a text in place of an identifier."""
    return f"[{_label_name(_, kind)}]"


def _replaced(_: Translate, text: str, passages: Sequence[Passage], limit: int) -> str:
    labelled = without(text, passages, lambda kind: label(_, kind))
    if units(labelled) <= max(limit, units(text)):
        return labelled
    return without(text, passages, lambda _kind: SHORTEST)


def _outside_labels(_: Translate, text: str, passages: Iterable[Passage]) -> list[Passage]:
    """What stands inside a label of ours is no identifier, whatever a detector makes of it."""
    labels = "|".join(re.escape(label(_, kind)) for kind in Identifier)
    ours = [each.span() for each in re.finditer(labels, text)]
    return [
        passage
        for passage in passages
        if not any(start <= passage.start and passage.end <= end for start, end in ours)
    ]


def _label_name(_: Translate, kind: Identifier) -> str:
    names = {
        Identifier.NAME: _("name"),
        Identifier.DATE: _("date"),
        Identifier.AGE: _("age"),
        Identifier.PHONE: _("phone"),
        Identifier.MAIL: _("e-mail"),
        Identifier.LINK: _("link"),
        Identifier.NATIONAL_NUMBER: _("national number"),
        Identifier.RECORD_NUMBER: _("record number"),
        Identifier.NUMBER: _("number"),
        Identifier.ADDRESS: _("address"),
        Identifier.PLACE: _("place"),
        Identifier.HOSPITAL: _("hospital"),
        Identifier.PROFESSIONAL: _("professional number"),
        Identifier.PLATE: _("number plate"),
    }
    return names[kind]
