"""Registries: who is listed under a number, and whom to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from moderation.numbers import Register


@dataclass(frozen=True, slots=True)
class Professional:
    """One row of a registry.

    surname, given: as used in practice; codes: professions, each with its category ("10C": a
    physician, civil), and specialties ("SM15"; in the NPI, taxonomy codes); labels: the same in
    the registry's own words, as far as it gives any.
    """

    register: Register
    number: str
    surname: str
    given: str
    codes: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given} {self.surname}".strip()


class Source(StrEnum):
    """Where an answer comes from; NONE: nobody could be asked."""

    FILE = "file"
    ONLINE = "online"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a registry said about a number.

    as_of: when that was true; professional: None when nobody has the number, or nobody was asked;
    namesakes: listed there under the claimed name, when the number is not enough.
    """

    source: Source
    as_of: datetime | None = None
    professional: Professional | None = None
    namesakes: tuple[Professional, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One import of a registry's file; id: another for each import."""

    register: Register
    id: str
    imported_at: datetime
    professionals: int


class Registry(Protocol):
    """Whoever can be asked; an answer never raises for want of a network or of a file."""

    async def by_number(self, register: Register, number: str) -> Answer: ...

    async def by_name(self, register: Register, name: str) -> tuple[Professional, ...]:
        """Those whose name may be this one; whoever asked compares them."""
        ...

    async def editions(self) -> tuple[Edition, ...]:
        """What was imported; nothing for who is asked on-line."""
        ...

    async def listed(
        self, edition: Edition, numbers: Sequence[str]
    ) -> Mapping[str, Professional] | None:
        """Those of the numbers that this edition has; None once another took its place."""
        ...


class NoRegistry:
    """Nobody to ask: moderators look numbers up themselves."""

    async def by_number(self, register: Register, number: str) -> Answer:  # noqa: ARG002 - the protocol's
        return Answer(Source.NONE)

    async def by_name(self, register: Register, name: str) -> tuple[Professional, ...]:  # noqa: ARG002 - the protocol's
        return ()

    async def editions(self) -> tuple[Edition, ...]:
        return ()

    async def listed(
        self,
        edition: Edition,  # noqa: ARG002 - the protocol's
        numbers: Sequence[str],  # noqa: ARG002 - the protocol's
    ) -> Mapping[str, Professional] | None:
        return None


# Physicians and dental surgeons; others are "other health professionals" here.
DOCTORS = frozenset({"10", "40"})
STUDENT_CATEGORY = "E"
# Taxonomy of the NPI: allopathic and osteopathic physicians, dentists; trainees.
NPI_DOCTORS = ("20", "1223")
NPI_STUDENT = "390200000X"


def professions(professional: Professional) -> frozenset[str]:
    """What the person practises: two digits in the RPPS, the kind of the taxonomy in the NPI."""
    if professional.register is Register.NPI:
        return frozenset(code[:4] for code in professional.codes)
    return frozenset(code[:2] for code in professional.codes if code[:2].isdigit())


def is_doctor(professional: Professional) -> bool | None:
    """None where the registry does not say what the person practises."""
    if professional.register is Register.NPI:
        known = professional.codes - {NPI_STUDENT}
        return any(code.startswith(NPI_DOCTORS) for code in known) if known else None
    known = professions(professional)
    return bool(known & DOCTORS) if known else None


def is_student(professional: Professional) -> bool:
    if professional.register is Register.NPI:
        return professional.codes == {NPI_STUDENT}
    practised = [code for code in professional.codes if code[:2].isdigit()]
    return bool(practised) and all(code[2:] == STUDENT_CATEGORY for code in practised)
