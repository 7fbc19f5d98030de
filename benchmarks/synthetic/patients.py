"""Invented patients: what French and English machines write into a picture."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Words:
    """One half's vocabulary, so that a name tuned on is never measured on."""

    surnames: tuple[str, ...]
    first_names: tuple[str, ...]
    hospitals: tuple[str, ...]


TUNING = Words(
    (
        "LEFÈVRE",
        "Dupré",
        "GARÇON",
        "Bérard",
        "MOREAU",
        "Lemaître",
        "SMITH",
        "O'Brien",
        "NÉEL",
        "Hélias",
        "WALKER",
        "Guérin",
        "ROUSSEAU",
        "Thompson",
        "Côté",
    ),
    (
        "Chloé",
        "François",
        "Élodie",
        "James",
        "Zoé",
        "Jérôme",
        "Emily",
        "Maël",
        "Anne",
        "Béatrice",
        "Oliver",
    ),
    ("CHU de Besançon", "Hôpital Saint-Éloi", "St Mary's Hospital", "Clinique du Pré"),
)
KEPT = Words(
    (
        "BÉNÉZET",
        "Fontaine",
        "CHÂTELAIN",
        "Jaurès",
        "DELAÎTRE",
        "Martel",
        "JOHNSON",
        "McCarthy",
        "Müller",
        "PÉRON",
        "Lévêque",
        "HUGHES",
        "Carré",
        "Vasseur",
        "WRIGHT",
    ),
    (
        "Hélène",
        "Théo",
        "Gaëlle",
        "Noël",
        "William",
        "Sophie",
        "Inès",
        "Joël",
        "Grace",
        "Régis",
        "Margaux",
    ),
    ("CHRU de Nîmes", "Hôtel-Dieu", "Royal Free Hospital", "Clinique Sainte-Hélène"),
)


def _pick(rng: np.random.Generator, words: tuple[str, ...]) -> str:
    return words[int(rng.integers(len(words)))]


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(str(d) for d in rng.integers(0, 10, count))


def name(rng: np.random.Generator, words: Words) -> str:
    surname, first = _pick(rng, words.surnames), _pick(rng, words.first_names)
    forms = (f"{surname} {first}", f"{surname}, {first}", f"{surname}^{first}", f"M. {surname}")
    return forms[int(rng.integers(len(forms)))]


def date(rng: np.random.Generator) -> str:
    day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(1931, 2025)
    forms = (
        f"{day:02d}/{month:02d}/{year}",
        f"{year}-{month:02d}-{day:02d}",
        f"{day:02d}.{month:02d}.{year % 100:02d}",
        f"Né le {day:02d}/{month:02d}/{year}",
        f"DOB {month:02d}/{day:02d}/{year}",
    )
    return forms[int(rng.integers(len(forms)))]


def nir(rng: np.random.Generator) -> str:
    """A French social security number with its true key, fifteen digits in groups."""
    year, month, place = rng.integers(30, 100), rng.integers(1, 13), rng.integers(1, 95)
    body = f"{rng.integers(1, 3)}{year:02d}{month:02d}{place:02d}{_digits(rng, 6)}"
    key = 97 - int(body) % 97
    return f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {key:02d}"


def number(rng: np.random.Generator) -> str:
    forms = ("IPP {}", "NDA {}", "ID: {}", "MRN {}", "N° {}", "Acc {}", "{}")
    form = forms[int(rng.integers(len(forms)))]
    return form.format(_digits(rng, int(rng.integers(7, 11))))


def line(rng: np.random.Generator, words: Words) -> str:
    """One line of identifying writing."""
    kind = rng.random()
    if kind < 0.38:
        return name(rng, words)
    if kind < 0.6:
        return date(rng)
    if kind < 0.72:
        return nir(rng)
    if kind < 0.88:
        return number(rng)
    return _pick(rng, words.hospitals)


def short(rng: np.random.Generator, words: Words) -> str:
    """A line of a few letters, for writing so large that no more would fit."""
    forms = (_pick(rng, words.surnames), _pick(rng, words.first_names), _digits(rng, 5))
    return forms[int(rng.integers(len(forms)))]
