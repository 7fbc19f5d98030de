"""Names as they can be compared: without accents, case, hyphens, particles and titles."""

import re
import unicodedata
from functools import lru_cache

# What decomposition leaves as it is.
LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
    }
)
NOT_A_WORD = re.compile(r"[\W_]+")
SAINTS = {"st": "saint", "ste": "sainte"}

PARTICLES = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "von",
        "van",
        "der",
        "den",
        "ter",
        "ten",
        "zu",
        "zur",
        "di",
        "da",
        "das",
        "dos",
        "do",
        "del",
        "della",
        "dello",
        "el",
        "al",
        "y",
        "e",
        "et",
        "und",
        "of",
    ]
)
TITLES = frozenset(
    [
        "dr",
        "dre",
        "docteur",
        "docteure",
        "doctor",
        "pr",
        "prof",
        "professeur",
        "professeure",
        "professor",
        "m",
        "mr",
        "mme",
        "mlle",
        "mrs",
        "ms",
        "miss",
        "monsieur",
        "madame",
        "mademoiselle",
    ]
)
CREDENTIALS = frozenset(["md", "phd", "mbbs", "dds", "frcs"])
# What announces another name of the same person.
MARKERS = frozenset(
    ["nee", "ne", "epouse", "epoux", "ep", "epse", "veuve", "vve", "alias", "dit", "dite", "born"]
)

# A card holds two or three; whoever types more is compared by the first of them.
WORDS_MAX = 8


@lru_cache(maxsize=1 << 15)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in small letters without accents; hyphens and apostrophes part them."""
    if name.isascii():
        plain = name.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
        plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return tuple(SAINTS.get(word, word) for word in NOT_A_WORD.sub(" ", plain).split())


def bare(name: tuple[str, ...]) -> tuple[str, ...]:
    """Without particles; a name that consists of them, such as Lê, keeps them."""
    return tuple(word for word in name if word not in PARTICLES) or name


@lru_cache(maxsize=1 << 14)
def spellings(name: tuple[str, ...]) -> frozenset[str]:
    """In one word, with particles and without: "Le Goff" is "legoff" and "goff"."""
    return frozenset(("".join(name), "".join(bare(name))))


def claimed(name: str) -> tuple[tuple[str, ...], ...]:
    """What a person typed as their name, in the ways it may be meant, the plainest first.

    "Anne Martin née Dupont" may be known as Anne Martin, Anne Dupont or by both surnames.
    """
    all_words = _untitled(words(name.replace("(", " alias ")))[:WORDS_MAX]
    at = next((n for n, word in enumerate(all_words) if word in MARKERS), None)
    before, after = (all_words, ()) if at is None else (all_words[:at], all_words[at + 1 :])
    if not before or not after:
        return (tuple(word for word in all_words if word not in MARKERS) or all_words,)
    after = tuple(word for word in after if word not in MARKERS)
    swapped = [(*before[:n], *after, *before[n + 1 :]) for n in range(len(before))]
    return (before, *reversed(swapped), (*before, *after), (*before[:1], *after, *before[1:]))


def _untitled(name: tuple[str, ...]) -> tuple[str, ...]:
    left = name
    while len(left) > 1 and not _may_be_initial(left):
        if left[0] not in TITLES and not (left[0] in PARTICLES and left[1] in TITLES):
            break
        left = left[1:]
    while len(left) > 1 and left[-1] in CREDENTIALS:
        left = left[:-1]
    return left


def _may_be_initial(name: tuple[str, ...]) -> bool:
    """ "M. Le Goff" may be Maryam; "M. Yann Le Goff" is a gentleman."""
    return name[0] == "m" and len(bare(name)) == 2


def surname_keys(surname: str) -> frozenset[str]:
    """Under what a surname is found: its spellings, and each part of a compound one."""
    all_words = words(surname)
    parts = bare(all_words)
    return spellings(all_words) | (frozenset(parts) if len(parts) > 1 else frozenset())


def given_key(given: str) -> str:
    return "".join(bare(words(given)))
