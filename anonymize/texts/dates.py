"""Dates in all spellings, and ages so high that they are rare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from anonymize.texts.known import is_drug
from anonymize.texts.passage import Identifier, Passage

DAYS: Final = (
    r"(?:lun|mar|mer|jeu|ven|sam|dim)(?:\.|(?:di|credi|dredi|manche|edi)\b)|dimanche|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
)
FRENCH: Final = (
    r"(?:janv(?:ier|\.)|f[ée]v(?:rier|r?\.)|mars|avr(?:il|\.)|mai|juin|juil(?:let|\.)|ao[ûu]t|"
    r"sept(?:embre|\.)|oct(?:obre|\.)|nov(?:embre|\.)|d[ée]c(?:embre|\.))"
)
ENGLISH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR: Final = r"(?:(?:19|20)\d\d|'\d\d)"
EXACT: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 12/03/1954, 12.3.54, 2024-03-12, with or without blanks around the signs
        r"(?<![\d./,-])\d{1,2} ?([/.-]) ?\d{1,2} ?\1 ?(?:(?:19|20)\d\d|\d\d)(?![\d/])(?![.,]\d)",
        r"(?<![\d./-])(?:19|20)\d\d ?([/.-]) ?(?:0?[1-9]|1[0-2]) ?\1 ?[0-3]?\d(?!\d)",
        r"(?<![\d.,/-])[0-3]\d (?:0[1-9]|1[0-2]) (?:19|20)\d\d(?![\d])",
        r"(?<![\d.,/-])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d])",
        # 12 mars 1954, 1er mai, 12th of March, 12-Mar-54, 12MAR1954
        (
            rf"(?:\b(?:{DAYS}),? )?(?<![\d.,/-])[0-3]?\d(?:er|st|nd|rd|th)?[ -]?(?:of )?{FRENCH}"
            rf"(?:,?[ -]?{YEAR}| \d\d(?= ?[,.;)\n])|-\d\d)?(?![\w])"
        ),
        (
            rf"(?:\b(?:{DAYS}),? )?(?<![\d.,/-])[0-3]?\d(?:st|nd|rd|th)?[ -]?(?:of )?{ENGLISH}"
            rf"(?:,?[ -]?{YEAR}|-\d\d)(?![\w])"
        ),
        rf"(?:\b(?:{DAYS}),? )?\b{ENGLISH} [0-3]?\d(?:st|nd|rd|th)?,? {YEAR}(?![\w])",
    )
)
# "may", "mar" and "dec" are words or values in small letters, so here the month has its capital.
ENGLISH_BARE: Final = re.compile(
    r"(?:\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)[a-z]{0,6},? )?(?:(?<![\d.,/-])[0-3]?\d"
    r"(?:st|nd|rd|th)? (?:of )?(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June?|July?|"
    r"Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b|\b(?:Jan(?:uary)?|Feb(?:ruary)?|"
    r"March|Mar|April|Apr|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?)\.? [0-3]?\d(?:st|nd|rd|th)?\b(?![./,]\d|[ -]?(?:mg|mL|g|%|mm)\b))"
)
# Without its dot a shortened month needs an article: "le 12 nov".
FRENCH_BARE: Final = re.compile(
    r"(?i)\b(?:le|du|au|depuis le|jusqu'au|ce) ((?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]{0,5} )?"
    r"[0-3]?\d (?:janv?|f[ée]vr?|avr|jui[nl]?|juill?|sept?|oct|nov|d[ée]c)"
    r"(?: (?:(?:19|20)\d\d|\d\d(?!\w)))?)(?!\w)"
)
BORN: Final = re.compile(
    r"(?i)\b(?:n[ée]+\(?e?\)? (?:le|en)|naissance|n[ée]e?|ddn|dob|d\.o\.b\.?|born(?: on|"
    r" in)?|birth)"
    r"(?: le| en| on| in)?[ :=]{1,3}(\d{1,2}[ ./-]\d{1,2}[ ./-]\d{2,4}|(?:19|20)\d\d|"
    r"\d{6}|\d{8})(?!\d)(?! ?(?:m?[gl]|[+%])\b)|"
    r"\bn[ée]e? en ('?\d\d)(?![\d.,+])(?! ?[a-z])"
)
VAGUE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{FRENCH} {YEAR}(?!\w)",
        rf"\b{ENGLISH},? {YEAR}(?!\w)",
        r"(?<![\d./,-])(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d(?![\d/])",
        r"(?<![\d./,-])(?:19|20)\d\d[/-](?:0[1-9]|1[0-2])(?![\d/-])",
        rf"\b(?:{DAYS}),? (?:the )?[0-3]?\d(?:st|nd|rd|th)?\b(?! ?(?:h|ans|mg|%|:))",
        r"(?<=\bon )[0-3]?\d/[0-3]?\d(?![\d/])",
        (
            r"(?:(?<=\ble )|(?<=\bdu )|(?<=\bau ))(?![12]/[234](?!\d)|3/4)[0-3]?\d/(?:0?[1-9]|"
            r"1[0-2])(?![\d/])"
        ),
        (
            r"(?:(?<=\ben )|(?<=\bin )|(?<=\bsince )|(?<=\bdepuis )|(?<=\bof ))(?:19|"
            r"20)\d\d\b(?! ?(?:[a-zµ]{1,3}/|[mµkn]?[gl]\b|ui\b|iu\b|patient|cells|cas\b|case))"
        ),
    )
)
OLD: Final = re.compile(
    r"(?i)(?<![\d.,/-])(?:9\d|1[01]\d) ?(?:-? ?(?:years?|yrs?)(?:[ -]?old)?\b|ans\b|y\.?/?o\b\.?|"
    r"an\b)|\b(?:aged?|[aâ]g[ée]e?(?: de)?) ?:? ?(?:9\d|1[01]\d)\b(?! ?(?:mois|months|jours|days))"
)
OLD_SEX: Final = re.compile(r"(?<![\d.,/-])(?:9\d|10\d)[MFHmfa]\b")
FEVER: Final = re.compile(r"(?i)(?:temp\w{0,10}|fever|febrile|\bt)[ :=of]{0,6}$")
# Three scores or three doses of a day, not a day, a month and a year.
COUNTED: Final = re.compile(
    r"(?i)\b(?:apgar|score|eva|evs|glasgow|gcs|posologie|dose)[ :=]{0,3}(?:à |de |of )?$"
)
# "adenosine 6/12/12": what stands after a drug may be the doses of a day.
DOSES: Final = re.compile(r"[1-9]\d?/[1-9]\d?/[1-9]\d?")
LAST_WORD: Final = re.compile(r"([^\W\d_]{4,24}) $")
LOOSE: Final = re.compile(r"\d ?-.{0,4}- ?\d\d|\d\d? ?- ?\d ?- ?\d\d")
# From here on "F" may be degrees Fahrenheit as well as a woman.
FEVER_FROM: Final = 97
LAST_DAY: Final = 31


def dates(text: str) -> Iterator[Passage]:
    for pattern in EXACT:
        for found in pattern.finditer(text):
            before = text[max(0, found.start() - 20) : found.start()]
            if _is_possible(found.group()) and not COUNTED.search(before):
                sure = not LOOSE.fullmatch(found.group()) and not _are_doses(found.group(), before)
                yield Passage(*found.span(), Identifier.DATE, sure)
    for found in FRENCH_BARE.finditer(text):
        yield Passage(*found.span(1), Identifier.DATE, True)
    for found in ENGLISH_BARE.finditer(text):
        yield Passage(*found.span(), Identifier.DATE, True)
    for found in BORN.finditer(text):
        yield Passage(*found.span(found.lastindex or 0), Identifier.DATE, True)
    for pattern in VAGUE:
        for found in pattern.finditer(text):
            yield Passage(*found.span(), Identifier.DATE, False)


def _are_doses(date: str, before: str) -> bool:
    drug = LAST_WORD.search(before)
    return bool(drug and DOSES.fullmatch(date) and is_drug(drug.group(1)))


def _is_possible(date: str) -> bool:
    """Some day and month fit, in whichever order; a spelled month is believed."""
    numbers = [int(each) for each in re.findall(r"\d+", date)]
    if any(each.isalpha() for each in date) or len(numbers) != 3:
        return True
    small = [each for each in numbers if each <= LAST_DAY]
    return 0 not in numbers[:2] and len(small) >= 2 and min(numbers[:3]) <= 12


def ages(text: str) -> Iterator[Passage]:
    """Ages over 89; the younger ones stay, because medicine needs them."""
    for found in OLD.finditer(text):
        yield Passage(*found.span(), Identifier.AGE, True)
    for found in OLD_SEX.finditer(text):
        if not FEVER.search(text[max(0, found.start() - 20) : found.start()]):
            fever = found.group()[-1] in "Ff" and int(found.group()[:-1]) >= FEVER_FROM
            yield Passage(*found.span(), Identifier.AGE, not fever)
