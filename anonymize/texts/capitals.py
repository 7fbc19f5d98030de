"""Words that are only asked about: a capital inside a sentence, a word in capitals, a listed name
or town, letters of another script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from anonymize.texts.known import (
    clinical_phrases,
    in_clinical_context,
    is_clinical,
    is_eponym,
    is_first_name,
    is_name,
    is_ordinary,
    is_town,
    names_a_sign,
)
from anonymize.texts.names import LETTERS, PARTICLES
from anonymize.texts.passage import Identifier, Passage
from anonymize.texts.plain import fold

TOKEN: Final = re.compile(rf"(?<![\w@])(?<!\d-){LETTERS}(?![\w])")
ELISION: Final = re.compile(r"(?:(?:[dlnsmtjc]|qu|lorsqu|puisqu|jusqu)'|[DLNSMTJC]'(?=[a-zà-ÿ]))")
AFTER_NAME: Final = re.compile(
    r",? ?(?:\(?\d{1,3} ?(?:ans|yo\b|y/o|years?|mois|months?|[MF]\b)|"
    r"(?:est|a|avait|présente|vient|revient|tousse|consulte|se plaint|has|had|is|was|came|"
    r"presents?|presented|says|thinks|dit|propose)\b)"
)
INNER_CAPITAL: Final = re.compile(
    r"(?:Mc|Mac|De|Di|Da|Le|La|Du|Fitz|Van|Ben|El|Al|[A-Z]{1,2}')[A-Z]"
)
# Greek letters that stand in units and in the names of antibodies.
SIGNS: Final = "µμαβγδΔκλΩωσπφθχτ"
FIRM_STARTS: Final = frozenset(".!?…\n•*")
INITIAL_BEFORE: Final = re.compile(r"(?:^|(?<=[ (\n]))(?:(?!M\.)[A-Z](?:\.[ -]?| )){1,2}$")
INITIAL_AFTER: Final = re.compile(r" [A-Z]\.(?!\w)")
NEXT_CAPITAL: Final = re.compile(rf" ((?=[A-Z]){LETTERS})(?!\w)")
VALUE: Final = re.compile(
    r" (?:\d+(?:[.,]\d+)? ?(?:mg|g|µg|mcg|ui|iu|ml|%|cp|gttes|puffs?|bouff[ée]es?)\b|\d+[.,]\d|"
    r"(?:II|III|IV|VI{0,3}|I[ABab])(?!\w))",
    re.IGNORECASE,
)
# No age: that is said with its unit, or has two digits.
SHORT_VALUE: Final = re.compile(r" (?:\d|\d{3,4})(?![\w/.-])(?! ?(?:ans|mois|months?|y))")
# From this share of capitals on, they are the writer's style and tell nothing about a word.
LOUD: Final = 0.6
FEWEST_CAPITALS: Final = 5
FEWEST_TITLE_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    loud: bool
    closed: tuple[tuple[int, int], ...]

    def is_closed(self, start: int, end: int) -> bool:
        return any(start < upper and end > lower for lower, upper in self.closed)


def capitals(text: str) -> Iterator[Passage]:
    tokens = list(TOKEN.finditer(text))
    scene = _Text(text, _is_loud([each.group() for each in tokens]), clinical_phrases(text))
    asked: list[tuple[int, int, bool]] = []
    for token in tokens:
        start, word = _stripped(token)
        end = start + len(word)
        if word and _is_asked(scene, start, end) and not scene.is_closed(start, end):
            asked.append((start, end, is_town(word)))
    yield from _joined(text, asked)


def _stripped(token: re.Match[str]) -> tuple[int, str]:
    """Without "d'" before and "'s" behind."""
    elision = ELISION.match(token.group())
    start = token.start() + (elision.end() if elision else 0)
    word = token.group()[start - token.start() :]
    return start, word[:-2] if word.lower().endswith("'s") else word


def _is_loud(spoken: Sequence[str]) -> bool:
    long = [each for each in spoken if len(each) > 3]
    shouted = sum(each.isupper() for each in long)
    titled = sum(each[0].isupper() for each in long)
    return (len(long) >= FEWEST_CAPITALS and shouted > LOUD * len(long)) or (
        len(long) >= FEWEST_TITLE_WORDS and titled > LOUD * len(long)
    )


def _is_asked(scene: _Text, start: int, end: int) -> bool:
    word = scene.text[start:end]
    if _is_foreign(word) or _is_small_name(scene, word, end):
        return True
    if len(word) < 2 or not word[0].isupper() or _is_symbol(word):
        return False
    listed = is_name(word) or is_town(word)
    if is_eponym(word) and AFTER_NAME.match(scene.text, end):
        return not in_clinical_context(scene.text, start, end)
    if is_eponym(word):
        return (
            listed
            and not in_clinical_context(scene.text, start, end)
            and not _is_listing(scene.text, end)
        )
    if listed and not is_clinical(word):
        return True
    if is_ordinary(word) or (word.isupper() and len(word) < 4) or _is_eponymous(word):
        return False
    if scene.loud or names_a_sign(scene.text, start, end) or _is_measured(scene.text, word, end):
        return False
    return not _starts_firmly(scene.text, start) or _is_told(scene.text, end)


def _is_small_name(scene: _Text, word: str, end: int) -> bool:
    """ "tyler is 4", "karim, 8 ans": a first name in small letters, and a person's words after."""
    listed = len(word) > 2 and word.islower() and is_first_name(word)
    told = listed and AFTER_NAME.match(scene.text, end)
    return bool(told) and not (is_clinical(word) or is_eponym(word))


def _is_measured(text: str, word: str, end: int) -> bool:
    """A dose, a value with its point or a stage follows: a drug or a score, not a person."""
    short = word.isupper() and len(word) < 5
    return bool(VALUE.match(text, end) or (short and SHORT_VALUE.match(text, end)))


def _is_symbol(word: str) -> bool:
    """Capitals inside as no name has them ("SpO"), or one letter and a hyphen ("D-dimer")."""
    mixed = any(not (part.isupper() or part[1:].islower()) for part in word.split("-") if part[1:])
    return word[1] == "-" or (mixed and not INNER_CAPITAL.match(word))


def _is_listing(text: str, end: int) -> bool:
    """Another eponym or a question follows: "Heberden and Bouchard", "Lyme ?"."""
    following = re.compile(r" (?:et|ou|and|or|versus|vs) ([A-Z][a-zé-]+)| ?\?").match(text, end)
    return bool(following and (not following.group(1) or is_eponym(following.group(1))))


def _is_eponymous(word: str) -> bool:
    """ "Charcot-Leyden", "crohnien": built from eponyms."""
    parts = [each for each in word.split("-") if each]
    return len(parts) > 1 and all(is_eponym(each) or is_ordinary(each) for each in parts)


def _is_foreign(word: str) -> bool:
    """Letters of another script, or mixed in to hide a name; single Greek letters are signs."""
    letters = [each for each in word if each.isalpha() and each not in SIGNS]
    strange = sum(not unicodedata.name(each, "LATIN").startswith("LATIN") for each in letters)
    return strange > 0 and len(letters) > 2


def _starts_firmly(text: str, start: int) -> bool:
    before = text[:start][-8:].rstrip(" \"'«»“”")
    return not before or before[-1] in FIRM_STARTS or (start > 0 and not text[:start].strip())


def _is_told(text: str, end: int) -> bool:
    """What follows is said of persons, or is another unknown capital."""
    if AFTER_NAME.match(text, end):
        return True
    following = re.compile(rf" ({LETTERS})").match(text, end)
    if following is None:
        return False
    word = following.group(1)
    return (
        word[0].isupper()
        and len(word) > 2
        and not is_ordinary(word)
        and (is_name(word) or not is_eponym(word))
    )


def _joined(text: str, asked: Sequence[tuple[int, int, bool]]) -> Iterator[Passage]:
    """Neighbouring words are one name, with the particles between and the initials around."""
    at = 0
    while at < len(asked):
        start, end, town = asked[at]
        while at + 1 < len(asked) and _is_gap(text[end : asked[at + 1][0]]):
            at += 1
            end, town = asked[at][1], False
        end = _with_eponym(text, end)
        initial = INITIAL_BEFORE.search(text[max(0, start - 8) : start])
        start -= len(initial.group()) if initial else 0
        after = INITIAL_AFTER.match(text, end)
        end = after.end() if after else end
        yield Passage(start, end, Identifier.PLACE if town else Identifier.NAME, False)
        at += 1


def _with_eponym(text: str, end: int) -> int:
    """ "Tunbridge Wells", "Callum Parkinson": beside a doubtful word an eponym is a name."""
    following = NEXT_CAPITAL.match(text, end)
    if following is None or not is_eponym(following.group(1)):
        return end
    clinical = in_clinical_context(text, *following.span(1))
    return end if clinical else following.end()


def _is_gap(between: str) -> bool:
    return between in {" ", "-", ", "} or (
        len(between) < 10
        and bool(between.strip())
        and between[0] == " "
        and all(fold(each) in PARTICLES for each in between.split())
    )
