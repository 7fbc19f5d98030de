"""What a table of a registry holds, read from its first line; the spelling of columns drifts."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from moderation.names import bare, words

BAR = b"|"
# The header of the largest of them (NPPES) has some 330 columns.
TAXONOMIES_MAX = 15


class Kind(StrEnum):
    """Tables that are read: activities and specialties of the French directory; the NPI."""

    ACTIVITIES = "activities"
    SKILLS = "skills"
    NPI = "npi"


# The official spelling of each column that is used, as of 2026.
FRENCH: dict[str, str] = {
    "national": "Identification nationale PP",
    "surname": "Nom d'exercice",
    "given": "Prénom d'exercice",
    "profession": "Code profession",
    "profession_label": "Libellé profession",
    "category": "Code catégorie professionnelle",
    "skill": "Code savoir-faire",
    "skill_label": "Libellé savoir-faire",
    "mode": "Code mode exercice",
    "structure": "Identifiant technique de la structure",
}
AMERICAN: dict[str, str] = {
    "national": "NPI",
    "entity": "Entity Type Code",
    "surname": "Provider Last Name (Legal Name)",
    "given": "Provider First Name",
    "gone": "NPI Deactivation Date",
    "back": "NPI Reactivation Date",
} | {
    f"taxonomy_{n}": f"Healthcare Provider Taxonomy Code_{n}" for n in range(1, TAXONOMIES_MAX + 1)
}
NEEDED = {
    Kind.ACTIVITIES: ("national", "surname", "given", "profession"),
    Kind.SKILLS: ("national", "skill"),
    Kind.NPI: ("national", "entity", "surname", "given"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """columns: where each used column stands, from 0, without those that the table lacks;
    width: how many columns it has; trailing: whether a delimiter follows the last.
    """

    kind: Kind
    columns: Mapping[str, int]
    width: int
    trailing: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The official names of needed columns that are not there."""
        names = AMERICAN if self.kind is Kind.NPI else FRENCH
        return tuple(names[name] for name in NEEDED[self.kind] if name not in self.columns)


def recognise(first: bytes) -> Layout | None:
    """The layout behind a header line; None for a table that is not used.

    What is recognised may still lack columns that are needed.
    """
    line = _text(first).lstrip("\ufeff").rstrip("\r\n")
    if BAR in first:
        trailing = line.endswith("|")
        header = line.removesuffix("|").split("|")
        columns = _columns(header, FRENCH)
        kind = _french_kind(columns)
        return Layout(kind, columns, len(header), trailing) if kind else None
    header = next(csv.reader([line]), [])
    columns = _columns(header, AMERICAN)
    if {"national", "taxonomy_1"} <= columns.keys():
        return Layout(Kind.NPI, columns, len(header))
    return None


def _french_kind(columns: Mapping[str, int]) -> Kind | None:
    if "national" not in columns:
        return None
    if columns.keys() & {"mode", "structure"}:
        return Kind.ACTIVITIES
    return Kind.SKILLS if "skill" in columns else None


def _columns(header: list[str], wanted: Mapping[str, str]) -> dict[str, int]:
    """By the exact name first, then without accents, case, punctuation and articles."""
    exact = {name: at for at, name in reversed(list(enumerate(header)))}
    plain = {normalised(name): at for at, name in reversed(list(enumerate(header)))}
    found = {field: exact.get(name, plain.get(normalised(name))) for field, name in wanted.items()}
    return {field: at for field, at in found.items() if at is not None}


def normalised(name: str) -> str:
    return "".join(bare(words(name)))


def _text(line: bytes) -> str:
    """Headers in another encoding than the rest have been seen."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def taxonomies(layout: Layout) -> Iterator[int]:
    """Where the taxonomy codes of the NPI stand."""
    names = (f"taxonomy_{n}" for n in range(1, TAXONOMIES_MAX + 1))
    return (layout.columns[name] for name in names if name in layout.columns)
