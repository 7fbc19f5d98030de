"""Names that are announced: by a title, by "born", by a label, or by a first name beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from anonymize.texts.known import (
    clinical_phrases,
    in_clinical_context,
    is_clinical,
    is_common,
    is_eponym,
    is_first_name,
    is_listed,
    is_name,
)
from anonymize.texts.passage import Identifier, Passage
from anonymize.texts.plain import fold

LETTERS: Final = r"[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,4}"
NEXT: Final = re.compile(rf" {{0,2}}((?:[A-Z]\.-?){{1,3}}|{LETTERS}(?![^\W_]))")
SMALL_WORDS: Final = (
    "de du des da do dos das di del della la le las los van von den der ter ten ben bin ibn el al "
    "bel abou abu saint st mac mc thi d l o"
)
PARTICLES: Final = frozenset(SMALL_WORDS.split())
# "Mme Ng" is no nanogram: abbreviations this short are a name with small letters after a title.
SHORT_NAME: Final = 3
MOST_WORDS: Final = 6
TITLE: Final = re.compile(
    r"(?<![\w'-])(?:(?P<open>(?i:mmes?|mlles?|mrs|mr|dr|drs|mgr))\.?|M\.|MM\.|"
    r"M(?= [A-Z][a-zà-ÿ])|Ms\.?|MS\.|"
    r"Prs?\.?|(?i:prof)\.?|"
    r"(?i:madame|monsieur|mademoiselle|mister|docteur|doctor|professeure?|professor|"
    r"miss))(?:(?= )|(?<=\.)(?=[A-ZÀ-Þ]))"
)
# These letters in capitals are also magnetic resonance, mitral regurgitation, multiple sclerosis.
AMBIGUOUS_TITLES: Final = frozenset({"MR", "MS", "MS.", "DR", "M"})
NOBODY: Final = frozenset({"X", "Y", "Z", "XX", "XY", "XXX"})
INTRODUCED: Final = re.compile(
    r"(?i)\b(?:s'appell?(?:e|er|ait)|nomm[ée]e?s?|pr[ée]nomm[ée]e?s?|named|is called|surnamed|"
    r"du nom de|au nom de|n[ée]e|né|mari[ée]e|[ée]pouse|[ée]poux|veuve|signée?(?: par)?|"
    r"signed(?: by)?|"
    r"my name is|cordialement|cdlt|regards|sincerely|bien à vous)[ ,:\n]{1,3}"
)
PERSON: Final = re.compile(
    r"(?i)\b(?:patiente?|pte?|enfant|confrère|consoeur|consœur|colleague)[ :]{1,2}"
)
LABEL: Final = re.compile(
    r"(?i)(?<!\w)(?:(?:pr[ée])?nom(?:s|\(s\))?(?: (?:de naissance|de jeune fille|"
    r"de famille|du patient))?|"
    r"(?:sur|first |last |family |patient )?name|identit[ée]) ?[:=] ?"
)
INITIALLED: Final = re.compile(
    r"\b(?i:initiale?s?)(?: (?:are|is|du patient|de la patiente))?[ :=]{1,3}"
    r"((?:[A-Z]\.? ?){2,4}(?<! ))(?!\w)"
)
# After these a name in small letters is still a name.
SAID: Final = ("s'", "nomm", "prénom", "prenom", "named", "is", "sur", "du", "au", "my")
VIETNAMESE: Final = re.compile(
    rf"(?<![\w'-])(?:(?=[^\W\d_a-zà-ÿ]){LETTERS} (?:Th[iị]|TH[IỊ]|V[aă]n|V[AĂ]N)|Th[iị]|TH[IỊ]) "
    rf"(?=[^\W\d_a-zà-ÿ]){LETTERS}(?: (?=[^\W\d_a-zà-ÿ]){LETTERS})?(?!\w)"
)
SMALL_LETTERS: Final = re.compile(r"(?<![\w'-])[^\W\d_]{3,40}(?![\w'-])")
CAPITALS: Final = re.compile(rf"(?<![\w'-]){LETTERS}")
TWO_CAPITALS: Final = re.compile(r"[A-Z]{2}(?!\w)")
ROMAN: Final = re.compile(r"[IVX]{1,5}[ABC]?")
INITIALS: Final = re.compile(r"(?<![\w.])[A-Z]\.[ -]?[A-Z]\.?(?:[ -]?[A-Z]\.)?(?![\w])")


def names(text: str) -> Iterator[Passage]:
    """Announced names; what the announcement leaves open is not sure."""
    yield from _titled(text)
    yield from _introduced(text)
    yield from _pairs(text)
    yield from _small_pairs(text)
    yield from _initials(text)


def _titled(text: str) -> Iterator[Passage]:
    for title in TITLE.finditer(text):
        if text.startswith("M.D", title.start()):
            continue
        small = bool(title.group("open")) and not title.group().isupper()
        span = follow(text, title.end(), small=True)
        if span is None:
            continue
        first = text[span[0] : span[1]]
        capital = _has_capital(first)
        if title.group() in AMBIGUOUS_TITLES and not _is_clear(first, title.group()):
            continue
        if capital or is_name(first.split(" ")[-1]):
            yield Passage(*span, Identifier.NAME, True)
        elif small:
            yield Passage(*span, Identifier.NAME, False)


def _is_clear(name: str, title: str) -> bool:
    words = name.split(" ")
    known = any(is_name(each) for each in words)
    return known or (title in {"MR", "DR"} and not any(map(is_clinical, words)))


def _introduced(text: str) -> Iterator[Passage]:
    for found in INTRODUCED.finditer(text):
        span = follow(text, found.end(), small=found.group().lower().startswith(SAID))
        if span and not is_eponym(text[slice(*span)]):
            name = text[slice(*span)]
            sure = _has_capital(name) or any(map(is_name, name.split(" ")))
            yield Passage(*span, Identifier.NAME, sure)
    for found in PERSON.finditer(text):
        span = follow(text, found.end(), small=False)
        if span and any(is_name(w) and not is_eponym(w) for w in text[slice(*span)].split(" ")):
            yield Passage(*span, Identifier.NAME, True)
        initials = TWO_CAPITALS.match(text, found.end())
        if initials and not is_clinical(initials.group()):
            yield Passage(*initials.span(), Identifier.NAME, False)
    for found in INITIALLED.finditer(text):
        yield Passage(*found.span(1), Identifier.NAME, True)
    for found in LABEL.finditer(text):
        span = follow(text, found.end(), small=True)
        if span:
            yield Passage(*span, Identifier.NAME, True)


def _pairs(text: str) -> Iterator[Passage]:
    """A listed first name beside an unknown capital: "Sophie Durand", "SMITH, Jane"."""
    tokens = list(CAPITALS.finditer(text))
    closed = clinical_phrases(text)
    for at, token in enumerate(tokens):
        word = token.group()
        if not word[0].isupper() or not is_first_name(word):
            continue
        span = follow(text, token.start(), small=False)
        if span and span[1] > token.end() and not _is_phrase(text, closed, *span):
            yield Passage(*span, Identifier.NAME, True)
        before = tokens[at - 1] if at else None
        if (
            before
            and text[before.end() : token.start()] in {" ", ", "}
            and _is_surname(before.group())
        ):
            yield Passage(before.start(), token.end(), Identifier.NAME, True)


def _small_pairs(text: str) -> Iterator[Passage]:
    """ "ousmane diallo" without a capital, as thumbs type it; Vietnamese names in three parts."""
    for found in VIETNAMESE.finditer(text):
        start, end = found.span()
        last = found.group().rsplit(" ", 1)[-1]
        clinical = is_clinical(last) or is_common(last)
        yield Passage(start, end - len(last) - 1 if clinical else end, Identifier.NAME, False)
    before: re.Match[str] | None = None
    for token in SMALL_LETTERS.finditer(text):
        word = token.group()
        clinical = is_clinical(word) or is_eponym(word)
        listed = word.islower() and is_name(word) and not clinical
        beside = before is not None and text[before.end() : token.start()] == " "
        if listed and before and beside and any(map(is_first_name, (before.group(), word))):
            yield Passage(before.start(), token.end(), Identifier.NAME, False)
        before = token if listed else None


def _is_surname(word: str) -> bool:
    known = is_clinical(word) or is_common(word) or is_eponym(word)
    return len(word) > 2 and word.isupper() and not known and not ROMAN.fullmatch(word)


def _is_phrase(text: str, phrases: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """ "Pierre Robin", "Ramsay Hunt", "maladie de Paget Schroetter": signs, not people."""
    closed = any(start < upper and end > lower for lower, upper in phrases)
    return closed or is_eponym(text[start:end]) or in_clinical_context(text, start, end)


def _initials(text: str) -> Iterator[Passage]:
    for found in INITIALS.finditer(text):
        letters = "".join(each for each in found.group() if each.isalpha())
        if not is_clinical(letters) and fold(letters) not in {"ml", "eg", "ie", "md"}:
            yield Passage(*found.span(), Identifier.NAME, False)


def follow(text: str, at: int, *, small: bool) -> tuple[int, int] | None:
    """The name that begins at `at`, particles, hyphens and initials included; None if none does.

    With `small`, a first word without its capital is taken where it is no everyday word.
    """
    start: int | None = None
    end = at
    before = ""
    for _ in range(MOST_WORDS):
        found = NEXT.match(text, at)
        if found is None:
            break
        word = found.group(1)
        particle = fold(word).rstrip(".") in PARTICLES
        if not particle and not _continues(word, before, small=small):
            break
        if (
            particle
            and start is not None
            and end > start
            and word.islower()
            and not _leads(text, found.end())
        ):
            break
        start = found.start(1) if start is None else start
        at = found.end()
        if not particle or (word[0].isupper() and len(word) > 1):
            end = _without_genitive(text, found.start(1), at)
            before = word
    return (start, end) if start is not None and end > start else None


def _leads(text: str, at: int) -> bool:
    """A small particle inside a name counts only before another capital."""
    found = NEXT.match(text, at)
    return found is not None and found.group(1)[0].isupper() and not is_clinical(found.group(1))


def _without_genitive(text: str, start: int, end: int) -> int:
    return end - 2 if text[start:end].lower().endswith("'s") else end


def _continues(word: str, before: str, *, small: bool) -> bool:
    """A name goes on with `word`; `before` is its last word so far, "" at its beginning."""
    first = not before
    if word.rstrip(".-") in NOBODY:
        return False
    if word.endswith((".", ".-")):
        return True
    if word[0].isupper():
        short = first and len(word) <= SHORT_NAME and not word.isupper()
        if is_common(word) or (is_clinical(word) and not short):
            return is_listed(word) and (first or is_first_name(before))
        return first or is_first_name(before) or not is_eponym(word) or is_name(word)
    if re.match(r"[dl]'[A-ZÀ-Þ]", word):
        return True
    known = is_common(word) or is_clinical(word)
    return (first and small and len(word) > 2 and not known) or (
        small and before.islower() and is_name(word)
    )


def _has_capital(name: str) -> bool:
    return any(
        each.removeprefix("d'").removeprefix("l'")[:1].isupper() for each in name.split(" ")
    )
