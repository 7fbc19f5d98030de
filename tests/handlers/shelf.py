"""A registry in memory, for tests of what is done with what it says."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from moderation.numbers import Register
from moderation.registry import Answer, Edition, Professional, Source
from storage import registry_checks
from storage.database import Transaction
from storage.registry_checks import Check, CheckState
from tests.moderation.examples import NOW, RPPS

ANNE = Professional(
    Register.RPPS,
    RPPS,
    "DUPONT",
    "ANNE",
    frozenset({"10C", "SM15"}),
    ("Médecin", "Dermatologie et vénéréologie"),
)
IMPORTED = NOW - timedelta(days=9)


class Shelf:
    """What is listed now; `publish` makes another edition of it. asked: every number, in order."""

    def __init__(self, *listed: Professional, source: Source = Source.FILE) -> None:
        self.source = source
        self.asked: list[str] = []
        self.number = 0
        self.publish(*listed)

    def publish(self, *listed: Professional) -> None:
        self.rows = {one.number: one for one in listed}
        self.number += 1

    @property
    def edition(self) -> Edition:
        return Edition(Register.RPPS, f"edition{self.number}", IMPORTED, len(self.rows))

    async def by_number(self, register: Register, number: str) -> Answer:
        self.asked.append(number)
        if self.source is Source.NONE or register is not Register.RPPS:
            return Answer(Source.NONE)
        return Answer(self.source, IMPORTED, self.rows.get(number))

    async def by_name(self, register: Register, name: str) -> tuple[Professional, ...]:
        return tuple(one for one in self.rows.values() if one.surname in name.upper())

    async def editions(self) -> tuple[Edition, ...]:
        return () if self.source is Source.NONE else (self.edition,)

    async def listed(
        self, edition: Edition, numbers: Sequence[str]
    ) -> Mapping[str, Professional] | None:
        if edition != self.edition:
            return None
        return {number: self.rows[number] for number in numbers if number in self.rows}


async def ask_operators(tx: Transaction) -> None:
    """An edition of which so many members are missing that an operator has to decide."""
    await registry_checks.begin(tx, Check(Register.RPPS, "edition", CheckState.ASKED, 10, 5))
