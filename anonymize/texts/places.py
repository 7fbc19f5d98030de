"""Where people live and are treated: addresses, post codes, towns and hospitals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from anonymize.texts.known import is_clinical, is_common, is_town, words
from anonymize.texts.passage import Identifier, Passage
from anonymize.texts.plain import fold

SMALL: Final = r"(?:(?:de la|de l'|de|du|des|d'|l'|la|le|les|sur|en|et|aux?|of|the|sous) ?)"
CAP: Final = r"(?:[A-ZÀ-ÖØ-Þ][^\W\d_]{0,24}(?:['-][^\W\d_]{1,24}){0,4}(?:'s?(?!\w))?)"
WORD: Final = r"(?:[^\W\d_]{1,25}(?:['-][^\W\d_]{1,25}){0,3})"
PROPER: Final = rf"{SMALL}{{0,2}}{CAP}(?: {SMALL}{{0,2}}{CAP}){{0,3}}"
FRENCH_WAYS: Final = (
    r"(?:[Rr]ue|RUE|[Aa]venue|[Bb]oulevard|[Bb]d|[Cc]hemin|[Ii]mpasse|[Aa]llée|"
    r"[Ll]otissement|[Ff]aubourg|[Ss]quare)"
)
OPEN_WAYS: Final = (
    rf"(?:{FRENCH_WAYS}|[Pp]lace|[Qq]uai|[Rr]oute|[Cc]ours|[Pp]assage|[Rr]ésidence|"
    rf"[Vv]illa|[Ss]entier|[Aa]v\.?)"
)
BIS: Final = r"(?: ?(?:bis|ter|quater|[A-D]\b))?"
TAIL: Final = rf"(?:,? \d{{4,5}} {PROPER})?"
BRITISH_TAIL: Final = rf"(?:,? (?:{CAP} ?){{1,2}},? [A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}(?!\w))?"
ADDRESSES: Final = (
    re.compile(rf"(?<![\w.,/])\d{{1,4}}{BIS},? {OPEN_WAYS} {PROPER}{TAIL}"),
    re.compile(
        rf"(?<![\w.,/])\d{{1,4}}{BIS},? (?i:rue|avenue|boulevard|chemin|impasse|"
        rf"allée) {SMALL}{{0,2}}{WORD}"
    ),
    re.compile(rf"(?<!\w){FRENCH_WAYS} {PROPER}{TAIL}"),
    re.compile(
        rf"(?<![\w.,/])\d{{1,5}}[A-D]? (?:{CAP} ){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|"
        rf"Ln|Drive|Dr|Court|Ct|Close|"
        r"Crescent|Way|Boulevard|Blvd|Square|Terrace|Place|Gardens|Grove|Hill|Row|Parkway|"
        rf"Mews|Walk|Green)\b\.?{BRITISH_TAIL}"
    ),
    re.compile(
        rf"(?<!\w)(?:{CAP} ){{1,2}}(?:Street|Road|Avenue|Lane|Drive|Crescent|Boulevard|Terrace|"
        rf"Grove)\b"
    ),
    re.compile(
        r"(?<![\w.,/])\d{1,5} [a-z]{3,20} (?:street|road|avenue|lane|crescent|boulevard)\b"
    ),
)
POST_CODES: Final = (
    re.compile(r"(?<!\w)[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLN-UW-Z]{2}(?!\w)"),
    re.compile(rf"{CAP}(?: {CAP})?,? [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?(?!\d)"),
    re.compile(r"(?i:\b(?:cp|code postal|zip|postcode)[ :]{1,3})(\d{4,5})(?!\d)"),
)
CODE_AND_TOWN: Final = re.compile(
    rf"(?<![\w.,/])(?:F-|B-|CH-)?\d{{4,5}},? ({CAP}(?:[ -](?:{SMALL}{{0,2}}){CAP}){{0,3}}|{WORD})"
)
# A school, a club or an employer tells a small circle who it is.
CIRCLES: Final = (
    re.compile(
        r"(?i:\b(?:[ée]coles?(?: primaire| maternelle)?|coll[èe]ge|lyc[ée]e|cr[èe]che|"
        r"maternelle|universit[ée]|fac|iut|gymnase|club))"
        rf" ({PROPER})"
    ),
    re.compile(
        rf"(?<!\w)((?:{CAP} ){{1,4}}(?:Primary|Secondary|Elementary|High School|Grammar|Academy|"
        rf"School|College|Nursery|Kindergarten|University|Rovers|United|FC|RFC|AFC)(?: School)?)\b"
    ),
    re.compile(
        r"(?:(?<=à l')|(?<=au )|(?<=du )|(?<=l'))(?:US|AS|ES|SC|FC|RC|AC|Racing|Olympique)"
        rf" ({PROPER})"
    ),
    re.compile(
        r"(?i:\b(?:(?:works?|working|worked|employed) (?:at|for|by|with)(?: the)?|"
        r"(?:travaill(?:e|ait|ant)|employ[ée]e?|salari[ée]e?|ouvri[èe]re?|chauffeu(?:r|se)|"
        rf"caissi[èe]re?|apprentie?|int[ée]rimaire|stagiaire|vigile|agent) (?:chez|pour)))"
        rf" ({PROPER})"
    ),
)
HOSPITALS: Final = (
    re.compile(
        r"(?<!\w)(?<!\d )(?:CHRU|CHU|CHR|CHG|CHI|CH|HIA|GHR|GHT|EHPAD|EPHAD|IUCT|CLCC|SSR|"
        r"[Hh]ôpital|[Hh]opital|HÔPITAL|HOPITAL|[Pp]olyclinique|"
        r"[Cc]entre [Hh]ospitalier(?: [Uu]niversitaire| [Rr]égional)?|[Mm]aternité|"
        r"[Ii]nstitut|[Ff]ondation|[Cc]abinet|[Uu]rgences|URGENCES|SAU|SMUR|[Mm]aison de retraite|"
        r"[Ff]oyer|[Rr]ésidence|IME|ESAT|FAM|USLD|"
        rf"(?<=[Ll]a )[Cc]linique|Clinique) ({PROPER})"
    ),
    re.compile(
        rf"(?<!\w)((?:{CAP} (?:of |and |& )?){{1,5}}(?:Hospitals?|Infirmary|Clinic|"
        rf"(?:Care|Nursing|Rest|Retirement|Residential) Home|Lodge|Manor|"
        rf"Medical Cent(?:er|re)|Health Cent(?:er|re)|NHS(?: Foundation)? Trust|Hospice|"
        rf"Surgery))\b"
    ),
    re.compile(rf"(?<!\w)(?:Hospital|Clinic|University) of {PROPER}"),
    re.compile(
        r"(?<!\w)(?:AP-?HP|AP-?HM|Mass General|NYU Langone|Mount Sinai|Cedars-Sinai|"
        r"Great Ormond Street|Charité)(?!\w)"
    ),
)
LIVES: Final = re.compile(
    r"(?i)\b(?:habit(?:e|ant|ait)|vi(?:t|vant)(?: seule?)?(?= (?:à|au|aux|en|dans|près) )|"
    r"r[ée]sid(?:e|ant)|"
    r"domicili[ée]e?s?|demeurant|n[ée]e?|"
    r"liv(?:es|ed|ing)(?: alone)?|resid(?:es|ing)|resident|born|based|from|originaire|"
    r"install[ée]e?)"
    r" (?:à |au |aux |en |d'|de |dans |in |at |near |près de |of )?"
)
# After "vit à" these are ways of living, and large parts of the world tell nobody apart.
NO_PLACE: Final = frozenset({"domicile", "campagne", "etranger", "couple", "ehpad"})


def places(text: str) -> Iterator[Passage]:
    for pattern in ADDRESSES:
        for found in pattern.finditer(text):
            if not _is_clinical_way(found.group()):
                yield Passage(*found.span(), Identifier.ADDRESS, True)
    yield from _post_codes(text)
    yield from _named_after(HOSPITALS, Identifier.HOSPITAL, text)
    yield from _named_after(CIRCLES, Identifier.PLACE, text)
    yield from _homes(text)
    for found in _long_towns().finditer(text):
        yield Passage(*found.span(), Identifier.PLACE, False)


def _is_clinical_way(address: str) -> bool:
    first, *rest = re.findall(r"[^\W\d_]+", address)
    return (
        is_clinical(rest[-1]) and first.lower() not in {"rue", "avenue", "boulevard"}
        if rest
        else True
    )


def _post_codes(text: str) -> Iterator[Passage]:
    for pattern in POST_CODES:
        for found in pattern.finditer(text):
            yield Passage(*found.span(1 if pattern.groups else 0), Identifier.PLACE, True)
    for found in CODE_AND_TOWN.finditer(text):
        town = found.group(1)
        ordinary = is_common(town) or is_clinical(town)
        if is_town(town) or (town[0].isupper() and not ordinary and _is_five(found.group())):
            yield Passage(*found.span(), Identifier.PLACE, True)


def _is_five(code: str) -> bool:
    """A French post code and a word long enough; "12500, GR" is a count."""
    return bool(
        re.match(r"\D{0,3}(?:0[1-9]|[1-8]\d|9[0-8])\d{3} (?![A-Z]{3}(?!\w))[^\W\d_]{3}", code)
    )


def _named_after(
    patterns: Iterable[re.Pattern[str]], kind: Identifier, text: str
) -> Iterator[Passage]:
    """A school or a club may be named after an eponym, so only places of care are sure."""
    for pattern in patterns:
        for found in pattern.finditer(text):
            names = re.findall(WORD, found.group(1)) if pattern.groups else ["X"]
            proper = [each for each in names if each[0].isupper() and not _says_nothing(each)]
            if proper:
                yield Passage(*found.span(), kind, kind is Identifier.HOSPITAL)


def _says_nothing(word: str) -> bool:
    return (
        is_clinical(word) or is_common(word) or fold(word) in {"hospitals", "clinic", "university"}
    )


def _homes(text: str) -> Iterator[Passage]:
    proper = re.compile(rf"{CAP}(?:[ -]{SMALL}{{0,2}}{CAP}){{0,3}}|{WORD}")
    for before in LIVES.finditer(text):
        found = proper.match(text, before.end())
        if found is None or fold(found.group()) in NO_PLACE:
            continue
        word = found.group()
        loose = before.group().lower().startswith(("from", "né", "ne", "based", "install"))
        if is_town(word) or (
            word[0].isupper() and not is_common(word) and not is_clinical(word) and not loose
        ):
            yield Passage(*found.span(), Identifier.PLACE, True)


@cache
def _long_towns() -> re.Pattern[str]:
    """Towns of several words, which the single words do not show."""
    listed = sorted((each for each in words("towns") if " " in each), key=len, reverse=True)
    spelled = "|".join(re.escape(each.title()) for each in listed)
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)")
