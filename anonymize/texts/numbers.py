"""Numbers and addresses of the wire: phones, mails, links, national, hospital and professional
numbers, plates, and whatever else is too long to be a measure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import phonenumbers
from stdnum.be import nn
from stdnum.fr import nir
from stdnum.gb import nhs

from anonymize.texts.passage import Identifier, Passage

REGIONS: Final = ("FR", "GB", "US", "BE", "CH")
MAIL: Final = re.compile(
    r"(?i)(?<![\w.+-])[\w.+-]{1,64}(?:@| @ | ?[\[(] ?(?:at|arobase) ?[\])] ?)[a-z0-9-]{1,63}"
    r"(?:(?:\.| ?[\[(] ?(?:dot|point) ?[\])] ?)[a-z0-9-]{1,63}){1,4}"
)
LINKS: Final = (
    re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"\ue000]{1,2048}(?<![.,;:!?)])"),
    re.compile(
        r"(?<![\w@.-])[A-Za-z0-9-]{2,63}(?:\.[A-Za-z0-9-]{2,63}){0,3}\.(?:(?:com|fr|org|net|"
        r"eu|info|gov|edu|uk)"
        r"(?![\w-])(?:/[^\s\ue000]{0,500})?|(?:me|ly|io|be|ch|co|gg|link)/[^\s\ue000]{1,500})"
    ),
)
HANDLE: Final = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{2,31}(?<!\.)")
FRENCH_PHONE: Final = re.compile(r"(?<![\d.,/+])0[1-9](?:[ .\-_/]{0,3}\d\d){4}(?![\d])")
AMERICAN_PHONE: Final = re.compile(
    r"(?<![\d.,/])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)"
)
FOREIGN_PHONE: Final = re.compile(r"(?<![\d.,/])(?:\+|00) ?\d(?:[ ().\-/]{0,2}\d){7,14}(?!\d)")
# Ten or eleven digits after a zero are no measure, so even an unassigned number is one.
LOCAL_PHONE: Final = re.compile(r"(?<![\d.,/])\(?0\d(?:[ ().-]{0,2}\d){7,9}(?!\d)")
SAID_PHONE: Final = re.compile(
    r"(?i)\b(?:t[ée]l(?:[ée]phone)?|phone|portable|mobile|fax|whats ?app|call(?: me)?|"
    r"appeler|joindre)"
    r"\b[^\d\n]{0,20}(\+?\(?\d(?:[ ().\-/]{0,2}\d){5,14})(?!\d)"
)
NIR: Final = re.compile(
    r"(?<![\dA-Z])[12378][ .]?\d\d[ .]?(?:0[1-9]|[1-9]\d)[ .]?(?:\d\d|2[ABab])[ .]?\d{3}[ .]?\d{3}"
    r"(?:[ .]?/?[ .]?\d\d)?(?!\d)"
)
NATIONAL: Final = re.compile(
    r"(?<![\d-])(?:\d{3}-\d\d-\d{4}|\d{3}[ -]\d{3}[ -]\d{4}|\d\d\.\d\d\.\d\d-\d{3}\.\d\d|"
    r"756\.\d{4}\.\d{4}\.\d\d)(?![\d-])"
)
CODE: Final = r"([A-Z]{0,4}[-/]?[0-9][0-9A-Z./-]{2,24}(?<![./-])(?: \d{2,9}){0,4})(?![\w])"
RECORD: Final = re.compile(
    r"(?i)\b(?:nda|nip|mrn|iep|ipp|nhs(?: no\.?| number)?|accession|dossier|venue|"
    r"s[ée]jour|hosp(?:ital)?\.?"
    r"(?: no\.?| number| id)|chart|unit no\.?|patient id|study id|medical record|episode|"
    r"s[ée]cu(?:rit[ée] sociale)?|"
    r"biopsie|histo|examen|num[ée]ro|ref(?:[ée]rence)?|file|record|specimen|sample|"
    r"acc(?:ession)?|urn?|crn|chi|nrn|patient n[o°]|ss[nid]|pid|id)\b"
    r"(?: (?:n(?:o|um[ée]ro|umber)?\b|number\b)|\.?)?[ .:#=°n]{1,6}" + CODE
)
# Beside these words even a short number is a file's; beside the others it may be a measure.
FIRM_RECORDS: Final = ("dossier", "mrn", "nda", "n°", "accession", "iep", "study id")
INTERVAL: Final = re.compile(r"\d+\.\d+(?:-\d+\.\d+)?")
PROFESSIONAL: Final = re.compile(
    r"(?i)\b(?:rpps|adeli|finess|npi|gmc|am|ordre|licen[cs]e|dea)\b(?: (?:no|n|num[ée]ro|"
    r"number)\b)?[ .:#=°n]{1,6}"
    r"(\d(?:[ .-]?\d){5,10})(?!\d)"
)
PLATES: Final = (
    re.compile(
        r"(?<![\w-])(?![A-Z]{2}[- ]?000)[A-HJ-NP-TV-Z]{2}[- ]\d{3}[- ][A-HJ-NP-TV-Z]{2}(?![\w-])"
    ),
    re.compile(r"(?<![\w-])[A-Z]{2}\d\d ?[A-Z]{3}(?![\w-])"),
    re.compile(
        r"(?i)\b(?:immatricul\w{1,8}|plate|"
        r"plaque)[ :]{1,3}((?=[A-Z0-9 -]{0,8}\d)[A-Z0-9]{2,4}[ -][A-Z0-9]{2,4}(?:[ "
        r"-][A-Z0-9]{2,3})?)\b"
    ),
)
LONG: Final = re.compile(r"(?<![\d.,+])(?<!10\.)\d{6,}(?![.,]?\d)")
SPACED: Final = re.compile(r"(?<![\d.,/+])\d{2,6}(?:[ .-]\d{2,6}){2,7}(?![\d/])")
ROOM: Final = re.compile(
    r"(?i)\b(?:chambre|room|lit|box)(?: n°)? ?(\d{1,4}[A-C]?)\b(?! ?(?:air|temp|mg|mm|ans|:))"
)
UNIT: Final = re.compile(
    r"(?i) ?(?:/ ?(?:mm|µ|u|m?l)|ui\b|iu\b|u\b|copies|cop\b|germes|ufc|cfu|cells|cellules|"
    r"k\b|[mkµn]?[gl]\b|mg|"
    r"leuco|plaq|pnn|gb\b|gr\b|elements|éléments)"
)
PUBLIC: Final = re.compile(r"(?i)(?:pmid|pmc|nct|doi|isbn|icd|snomed|orpha|omim|cim)[ :#°-]{0,3}$")
# Below, a run of digits may still be a count of cells written without its unit.
SURE_DIGITS: Final = 7
THOUSANDS: Final = re.compile(r"\d{1,3}(?:[ .]\d{3})+")


def numbers(text: str) -> Iterator[Passage]:
    """Every numeric identifier; the first kinds win where several fit."""
    yield from _each((MAIL,), text, Identifier.MAIL)
    yield from _each(LINKS, text, Identifier.LINK)
    yield from _each((HANDLE,), text, Identifier.LINK)
    yield from _each((NIR,), text, Identifier.NATIONAL_NUMBER, _is_nir)
    yield from _each((PROFESSIONAL,), text, Identifier.PROFESSIONAL)
    yield from _each((NATIONAL,), text, Identifier.NATIONAL_NUMBER, _is_national)
    yield from _each(
        (FRENCH_PHONE, AMERICAN_PHONE, FOREIGN_PHONE, LOCAL_PHONE, SAID_PHONE),
        text,
        Identifier.PHONE,
    )
    yield from _each(PLATES, text, Identifier.PLATE)
    yield from _records(text)
    yield from _lengthy(text)


def _each(
    patterns: Iterable[re.Pattern[str]],
    text: str,
    kind: Identifier,
    fits: Callable[[str], bool] = bool,
) -> Iterator[Passage]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            group = 1 if pattern.groups else 0
            if fits(found.group(group)):
                yield Passage(*found.span(group), kind, True)


def _is_nir(number: str) -> bool:
    """Fifteen characters are believed even with a wrong key: typing errors stay personal."""
    compact = re.sub(r"[ ./]", "", number)
    return len(compact) == 15 or (len(compact) == 13 and nir.is_valid(compact)) or " " in number


def _is_national(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return len(digits) in {9, 13} or bool(nhs.is_valid(digits) or nn.is_valid(digits))


def _is_phone(number: str) -> bool:
    for region in REGIONS:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
    return False


def _records(text: str) -> Iterator[Passage]:
    for found in RECORD.finditer(text):
        code, marked = found.group(1), found.group().lower()
        digits = sum(each.isdigit() for each in code)
        firm = any(each in marked for each in FIRM_RECORDS)
        enough = digits >= (3 if firm else 5) or (digits >= 3 and code[0].isalpha())
        if enough and not INTERVAL.fullmatch(code) and not UNIT.match(text, found.end(1)):
            yield Passage(*found.span(1), Identifier.RECORD_NUMBER, True)


def _lengthy(text: str) -> Iterator[Passage]:
    for found in LONG.finditer(text):
        number = found.group()
        if UNIT.match(text, found.end()) or PUBLIC.search(
            text[max(0, found.start() - 12) : found.start()]
        ):
            continue
        rounded = number.endswith("000")
        if len(number) >= SURE_DIGITS or not rounded:
            yield Passage(
                *found.span(), Identifier.NUMBER, len(number) >= SURE_DIGITS and not rounded
            )
    for found in SPACED.finditer(text):
        number = found.group()
        enough = sum(each.isdigit() for each in number) >= 8
        if enough and not THOUSANDS.fullmatch(number) and not UNIT.match(text, found.end()):
            kind = Identifier.PHONE if _is_phone(number) else Identifier.NUMBER
            yield Passage(*found.span(), kind, False)
    for found in ROOM.finditer(text):
        yield Passage(*found.span(1), Identifier.NUMBER, False)
