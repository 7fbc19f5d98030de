"""Importing: files in, a new registry in place of the old one, and an account of what was read."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from moderation.numbers import Register
from storage.registry.american import providers
from storage.registry.building import Building, building, editions
from storage.registry.french import Labels, activities, skills
from storage.registry.layout import Kind
from storage.registry.sources import RegistryFileError, Table, Tally, opened
from storage.rows import encode

REGISTERS = {
    Kind.ACTIVITIES: Register.RPPS,
    Kind.SKILLS: Register.RPPS,
    Kind.NPI: Register.NPI,
}
# Registries grow; one that lost so many from one import to the next was cut off on its way.
SHRINKS_TO_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Report:
    """What was read, table by table; professionals: how many each imported register has now, and
    how many it had before.
    """

    tables: tuple[tuple[Table, Tally], ...]
    professionals: dict[Register, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far an import is: bytes that were read, and that the reading is over."""

    advance: Callable[[int], None] = lambda _size: None
    read: Callable[[], None] = lambda: None


def import_tables(
    tables: Sequence[Table],
    target: Path,
    now: datetime,
    *,
    may_shrink: bool = False,
    watch: Watch | None = None,
) -> Report:
    """Reads the tables into a new registry, which takes the place of `target` when it is whole.

    Registers that no table is about are taken over. Raises StorageError; then the old one stays.
    """
    told = watch or Watch()
    before = editions(target)
    imported = {REGISTERS[table.layout.kind] for table in tables}
    with building(target) as made:
        if kept := before.keys() - imported:
            made.keep(target, kept)
        read = _read(made, tables, told.advance)
        told.read()
        sizes = {}
        for register in sorted(imported):
            had = before[register][2] if register in before else 0
            sizes[register] = (made.count(register), had)
            _check_size(register, *sizes[register], may_shrink=may_shrink)
            made.sign(register, secrets.token_hex(8), encode(now), sizes[register][0])
        made.index()
    return Report(tuple(read), sizes)


def _read(
    made: Building, tables: Iterable[Table], advance: Callable[[int], None]
) -> list[tuple[Table, Tally]]:
    labels: Labels = {}
    read = []
    for table in tables:
        tally = Tally()
        with opened(table) as stream:
            match table.layout.kind:
                case Kind.ACTIVITIES:
                    made.add(activities(stream, table.layout, tally, labels, advance))
                case Kind.SKILLS:
                    pairs = skills(stream, table.layout, tally, labels, advance)
                    made.add_skills(Register.RPPS, pairs)
                case Kind.NPI:
                    made.add(providers(stream, table.layout, tally, advance))
        read.append((table, tally))
    made.label(labels)
    return read


def _check_size(register: Register, now: int, before: int, *, may_shrink: bool) -> None:
    if now == 0:
        raise RegistryFileError(
            f"No professional of {register.upper()} could be read; the registry in use stays."
        )
    if now * 100 < before * SHRINKS_TO_PERCENT and not may_shrink:
        raise RegistryFileError(
            f"The file has {now:,} professionals of {register.upper()}, the registry in use "
            f"{before:,}: it looks cut off, and the one in use stays. Fetch it again, or import "
            "with --may-shrink if it is right."
        )
