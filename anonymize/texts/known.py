"""Words that are known: names and towns on one side, everyday and clinical words on the other."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from anonymize.texts.plain import fold

LEXICON: Final = Path(__file__).with_name("lexicon")
# Endings of clinical words and drug names in both languages; names rarely end so.
ENDINGS: Final = (
    "ite ites itis ose oses osis ome omes oma omas omata pathie pathy pathies emie emies emia "
    "algie algies algia ectomie ectomy otomie otomy ostomie ostomy plastie plasty scopie scopy "
    "graphie graphies graphy gramme gram trophie trophy plegie plegia paresie paresis urie uria "
    "ologie ologue ologiste ologist ology tion tions sion sions isme ism iaque ique iques eux "
    "euse able ible ement ements ment oide oid ogene genic lyse lysis rragie rrhagia rrhage "
    "rrhee rrhea cele iasis phagie phagia phasie phasia pnee pnea pnoea cardie cardia penie "
    "penia cytose cytosis oedeme edema chirurgie surgery therapie therapy thorax naire aire "
    "ity ite ness iae "
    "mab nib pril sartan olol statine statin azole cilline cillin mycine mycin floxacine "
    "floxacin oxaban gliptine gliptin gliflozine gliflozin prazole tidine navir tegravir caine "
    "solone sone asone zepam zolam parine parin dipine setron triptan cycline cept"
)
CLINICAL_ENDINGS: Final = tuple(ENDINGS.split())
CLINICAL_BEFORE: Final = re.compile(
    r"(?i)(?:maladies?|syndromes?|signes?|tests?|scores?|classification|manoeuvre|manœuvre|"
    r"fractures?|tumeurs?|kystes?|ad[ée]nopathie|cellules?|corps|angle|stade|grade|pied|bulbe|"
    r"lymphomes?|sarcomes?|th?yro[iï]dite|glande|canal|ligament|point|triade|loi|n[ée]vrome|"
    r"d[ée]mence|purpura|oed[eè]me|œd[eè]me|encéphalopathie|chor[ée]e|r[ée]seau|anneau|"
    r"disease|syndrome|sign|test|score|lymphoma|sarcoma|cyst|palsy|node|type|"
    r"op[ée]ration|incision|sonde|proc[ée]dure|sdr?|sdme|synd|fract?|fx|mal|vs\.?|versus)\s(?:de\sla\s|de\s|du\s|d'|of\s|des\s)?(?:von\s)?$"
)
CLINICAL_AFTER: Final = re.compile(
    r"(?i)'s?(?=[,.;:?)]| (?:or|vs?|versus|and)\b|$)|(?:'s?)?[ -](?:disease|syndrome|sign|test|"
    r"score|fracture|lymphoma|sarcoma|cyst|palsy|node|nodes|cells?|phenomenon|edema|"
    r"oedema|classification|criteria|bodies|abscess|catheter|"
    r"tumou?r|contracture|foot|procedure|disorder|ulcer|duct|gland|tube|point|thyroiditis|"
    r"to\b|(?:à )?(?:droite|gauche)|left|right|positi[fv]e?|n[ée]gati[fv]e?|anemia|"
    r"anaemia|esophagus|oesophagus|lines?|stage|grade|stade|rompue?|ruptured|infect(?:[ée]e?|ed)|"
    r"(?:in)?complete?t?|a?typi(?:que|cal)|suspect(?:[ée]e?|ed)|d[ée]butante?|"
    r"[IVX]{1,4}[abcABC]?\b|\d|\+|[ABC]\b)"
)


SPECIES: Final = re.compile(
    r"(?<!\w)[A-Z]\. ?[a-z]{4,20}(?:us|is|ae|um|ii|ans|es|er|ea|i|a|ia|on)\b"
)

# Said of signs and hardly of people, so an unknown word there is an eponym this project lacks.
SIGN_BEFORE: Final = re.compile(
    r"(?i)(?:(?:syndromes?|signes?|tests?|scores?|classification|man(?:oe|œ)uvre) (?:de |du |d')|"
    r"\b(?:sous|started on|switched to|treated with|trait[ée]e? par) )$"
)
SIGN_AFTER: Final = re.compile(
    r"(?i)(?:'s?)? (?:disease|syndrome|sign|score|classification|criteria|nodules|nails|"
    r"protocol|complex|harness)\b"
)


@cache
def words(name: str) -> frozenset[str]:
    """The folded words of one list in `lexicon/`; blanks inside a word are blanks here."""
    lines = (LEXICON / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    listed = (each for line in lines if not line.startswith("#") for each in line.split())
    return frozenset(fold(each).replace("_", " ") for each in listed)


def is_common(word: str) -> bool:
    """Also a plural or feminine, unless that is a name: "Jane" is no form of "Jan"."""
    folded = fold(word)
    listed = words("common")
    inflected = folded[-1:] in {"s", "e", "x"} and folded[:-1] in listed
    return folded in listed or (inflected and not is_listed(word))


def is_first_name(word: str) -> bool:
    """Also "Jean-Baptiste", every part of which is one; never an everyday word."""
    folded = fold(word)
    listed = words("firstnames")
    return not is_common(word) and all(each in listed for each in folded.split("-"))


def is_name(word: str) -> bool:
    return is_first_name(word) or (not is_common(word) and fold(word) in words("surnames"))


def is_listed(word: str) -> bool:
    """A name of the lists even where it is an everyday word too ("Petit"): for after a title."""
    folded = fold(word)
    return folded in words("surnames") or folded in words("firstnames")


def is_town(word: str) -> bool:
    return fold(word) in words("towns") and not is_common(word)


def is_eponym(word: str) -> bool:
    folded = fold(word).removesuffix("'s").removesuffix("'")
    return folded in words("eponyms")


def is_clinical(word: str) -> bool:
    """A known abbreviation, drug or microbe, or the ending of a clinical word."""
    folded = fold(word).removesuffix("'s")
    lists = ("abbreviations", "drugs", "genera")
    if any(folded in words(each) for each in lists):
        return True
    singular = folded.removesuffix("s")
    return len(folded) > 5 and (folded.endswith(CLINICAL_ENDINGS) or singular in words("genera"))


def is_drug(word: str) -> bool:
    """A listed drug, or an ending as drugs have it rather than names."""
    return fold(word) in words("drugs") or (len(word) > 5 and is_clinical(word))


def is_ordinary(word: str) -> bool:
    """No reason to ask: an everyday or clinical word, or several joined by hyphens."""
    if is_common(word) or is_clinical(word):
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(is_common(each) or is_clinical(each) for each in parts if each)


def in_clinical_context(text: str, start: int, end: int) -> bool:
    """The word stands where an eponym stands: "maladie de ...", "... disease", "... +"."""
    before = text[max(0, start - 40) : start]
    return bool(CLINICAL_BEFORE.search(before) or CLINICAL_AFTER.match(text, end))


def names_a_sign(text: str, start: int, end: int) -> bool:
    """ "test de ...", "... criteria": true of unknown words too."""
    before = text[max(0, start - 24) : start]
    return bool(SIGN_BEFORE.search(before) or SIGN_AFTER.match(text, end))


def clinical_phrases(text: str) -> tuple[tuple[int, int], ...]:
    """Where eponyms of several words stand, and species with a shortened genus: half-open."""
    patterns = (_long_eponyms(), SPECIES)
    return tuple(found.span() for pattern in patterns for found in pattern.finditer(text))


@cache
def _long_eponyms() -> re.Pattern[str]:
    listed = sorted((each for each in words("eponyms") if " " in each), key=len, reverse=True)
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")
