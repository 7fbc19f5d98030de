"""Invented professionals: names with accents, particles and several parts, numbers with a key."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent

SURNAMES: Final = tuple((HERE / "surnames.txt").read_text("utf-8").split())
GIVEN: Final = tuple((HERE / "given.txt").read_text("utf-8").split())
ACCENTED: Final = {"HELENE": "HÉLÈNE", "FRANCOIS": "FRANÇOIS", "LEA": "LÉA", "ANDRE": "ANDRÉ"}
PARTICLES: Final = ("DE", "DE LA", "DU", "LE", "D'", "EL", "VAN DER", "DOS", "BEN", "VON")
SYLLABLES: Final = (
    *("BA", "BER", "BOU", "CHA", "CHE", "COR", "DA", "DEL", "DOU", "FA", "FER", "GAL"),
    *("GAR", "GUE", "HAR", "JAC", "KER", "LAN", "LE", "LOU", "MAR", "MEN", "MON", "NAV"),
    *("PEL", "PLO", "POU", "QUE", "RA", "RI", "ROC", "SAR", "SAU", "TAN", "TER", "TRE"),
    *("VAL", "VAR", "VIL"),
)
ENDS: Final = ("ARD", "AUD", "AULT", "EAU", "ELLE", "ER", "EZ", "IER", "IN", "OT", "OUX", "IC")

# Code, label, share in a hundred.
PROFESSIONS: Final = (
    ("60", "Infirmier", 46),
    ("10", "Médecin", 24),
    ("70", "Masseur-Kinésithérapeute", 9),
    ("21", "Pharmacien", 7),
    ("40", "Chirurgien-Dentiste", 5),
    ("50", "Sage-Femme", 3),
    ("91", "Orthophoniste", 3),
    ("28", "Opticien-Lunetier", 3),
)
SKILLS: Final = (
    ("SM54", "Médecine Générale"),
    ("SM26", "Qualifié en Médecine Générale"),
    ("SM15", "Dermatologie et vénéréologie"),
    ("SM04", "Cardiologie et maladies vasculaires"),
    ("SM38", "Ophtalmologie"),
    ("SM40", "Pédiatrie"),
    ("SM42", "Psychiatrie"),
    ("SM44", "Radio-diagnostic"),
    ("SM59", "Médecine d'urgence"),
    ("SM02", "Anesthésie-réanimation"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Names as the directory writes them; activities: how many lines it has."""

    number: str
    surname: str
    given: str
    profession: tuple[str, str]
    category: str
    skill: tuple[str, str]
    activities: int


def with_key(body: int) -> str:
    """Ten digits and the Luhn digit that makes them an RPPS number."""
    digits = f"{body:010d}"
    total = sum(sum(divmod(2 * int(d), 10)) for d in digits[::-2]) + sum(map(int, digits[-2::-2]))
    return f"{digits}{-total % 10}"


def people(chance: random.Random, shuffled: bool = False) -> Iterator[Person]:
    """Without end, each with a number of their own; in its order unless shuffled."""
    body, n = 1_000_000_000, 0
    while True:
        # A prime that has no divisor in common with the range visits each number once.
        n += 1
        body = 1_000_000_000 + n * 61_583_303 % 100_000_007 if shuffled else body + 1 + n % 3
        yield person(chance, with_key(body))


def person(chance: random.Random, number: str) -> Person:
    code, label = chance.choices(*_shares())[0]
    is_doctor = code == "10"
    return Person(
        number=number,
        surname=surname(chance),
        given=given(chance),
        profession=(code, label),
        category=chance.choices(("C", "M", "E"), (96, 1, 3))[0],
        skill=SKILLS[int(len(SKILLS) * chance.random() ** 2)] if is_doctor else ("", ""),
        activities=chance.choices((1, 2, 3, 5), (62, 24, 10, 4))[0],
    )


@cache
def _shares() -> tuple[list[tuple[str, str]], list[int]]:
    return [(code, label) for code, label, _share in PROFESSIONS], [p[2] for p in PROFESSIONS]


def surname(chance: random.Random) -> str:
    """A third are frequent ones, the more frequent the earlier; every seventh is not simple."""
    drawn = chance.random()
    one = _surname(chance)
    if drawn < 0.06:
        return f"{one}{'-' if drawn < 0.04 else ' '}{_surname(chance)}"
    if drawn < 0.13:
        particle = chance.choice(PARTICLES)
        return f"{particle}{'' if particle.endswith(chr(39)) else ' '}{one}"
    return ACCENTED.get(one, one) if drawn < 0.2 else one


def _surname(chance: random.Random) -> str:
    if chance.random() < 0.35:
        return chance.choices(SURNAMES, cum_weights=_falling(len(SURNAMES)))[0]
    size = 1 if chance.random() < 0.4 else 2
    return "".join(chance.choices(SYLLABLES, k=size)) + chance.choice(ENDS)


def given(chance: random.Random) -> str:
    drawn = chance.random()
    one = _given(chance)
    if drawn < 0.09:
        return f"{one}{'-' if drawn < 0.06 else ' '}{_given(chance)}"
    return ACCENTED.get(one, one) if drawn < 0.2 else one


def _given(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return chance.choices(GIVEN, cum_weights=_falling(len(GIVEN)))[0]
    return "".join(chance.choices(SYLLABLES, k=2)) + chance.choice(("A", "E", "INE", "O", "AN"))


@cache
def _falling(size: int) -> list[float]:
    """The first is borne by one or two in a hundred, as in France, or by a few more."""
    return list(accumulate(1 / (rank + 25) for rank in range(size)))
