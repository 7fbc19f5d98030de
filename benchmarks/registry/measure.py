"""One import by the command that operators type, in a process of its own; then look-ups, timed."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from subprocess import DEVNULL, Popen
from typing import Any, Final

from benchmarks.registry.files import Recipe, activities, pack, skills, write
from moderation.numbers import Register
from storage.registry.building import readable
from storage.registry.lookup import FileRegistry

# Shaped like one; nobody is called with it.
TOKEN: Final = "1:" + "A" * 35
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Ask = Callable[[FileRegistry], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Plan:
    """rows: lines of activities; look_ups: of each kind; packed: files in an archive, with the
    file of specialties; shuffled: people in no order.
    """

    rows: int = 2_000_000
    look_ups: int = 300
    packed: bool = False
    shuffled: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Import:
    """times in seconds, sizes in MB; memory: the most that the process ever held."""

    seconds: float
    memory: float
    files: float
    disk: float
    professionals: int


@dataclass(frozen=True, slots=True)
class LookUps:
    """Times in milliseconds of one kind of look-up; found: how many found somebody."""

    kind: str
    found: int
    times: tuple[float, ...]

    @property
    def p95(self) -> float:
        return quantiles(self.times, n=20)[-1]

    def figures(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "found": self.found,
            "p50": median(self.times),
            "p95": self.p95,
            "max": max(self.times),
        }


def run(plan: Plan) -> tuple[Import, list[LookUps]]:
    """Raises RuntimeError when the import fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _written(plan, folder)
        print(f"{sum(file.stat().st_size for file in files) / 1e6:,.0f} MB written", flush=True)
        imported = _import(files, folder / "var")
        return imported, asyncio.run(_look_ups(plan, folder / "var" / "registry.sqlite"))


def _written(plan: Plan, folder: Path) -> list[Path]:
    recipe = Recipe(plan.rows, plan.seed, shuffled=plan.shuffled)
    path = folder / ("PS_LibreAcces.zip" if plan.packed else "PS_LibreAcces_Personne_activite.txt")
    if plan.packed:
        people = ("PS_LibreAcces_Personne_activite.txt", activities(recipe))
        pack(path, people, ("PS_LibreAcces_SavoirFaire.txt", skills(recipe)))
    else:
        write(path, activities(recipe))
    return [path]


def _import(files: Sequence[Path], storage: Path) -> Import:
    environment = os.environ | {
        "MEDPICS_TELEGRAM__TOKEN": TOKEN,
        "MEDPICS_STORAGE__FOLDER": str(storage),
    }
    words = [sys.executable, "-m", "bot", "registry", "import", *map(str, files)]
    begun = time.perf_counter()
    with Popen(words, env=environment, stderr=DEVNULL) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the import ended with exit code {process.returncode}")
    seconds = time.perf_counter() - begun
    target = storage / "registry.sqlite"
    return Import(
        seconds,
        # Linux counts in KiB.
        used.ru_maxrss * 1024 / 1e6,
        sum(file.stat().st_size for file in files) / 1e6,
        target.stat().st_size / 1e6,
        asyncio.run(_professionals(target)),
    )


async def _professionals(target: Path) -> int:
    registry = FileRegistry(target)
    [edition] = await registry.editions()
    await registry.close()
    return edition.professionals


async def _look_ups(plan: Plan, target: Path) -> list[LookUps]:
    chance = random.Random(plan.seed)
    people = _drawn(target, plan.look_ups, chance)
    _forget(target)
    registry = FileRegistry(target)
    try:
        return [
            await _timed(registry, kind, [ask(chance, *person) for person in people])
            for kind, ask in KINDS.items()
        ]
    finally:
        await registry.close()


def _drawn(target: Path, count: int, chance: random.Random) -> list[tuple[str, str, str]]:
    """Number, surname and given name of people from all over the registry."""
    connection = sqlite3.connect(readable(target), uri=True)
    try:
        edge = "SELECT min(number), max(number) FROM professional"
        first, last = map(int, connection.execute(edge).fetchone())
        sql = "SELECT number, surname, given FROM professional WHERE number >= ? LIMIT 1"
        sql = sql.replace("WHERE", "WHERE register = 'rpps' AND")
        numbers = [f"{chance.randint(first, last):011d}" for _n in range(count)]
        return [connection.execute(sql, (number,)).fetchone() for number in numbers]
    finally:
        connection.close()


def _forget(target: Path) -> None:
    """What is read first comes from the disk, as after a night."""
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


async def _timed(registry: FileRegistry, kind: str, asked: Sequence[Ask]) -> LookUps:
    times, found = [], 0
    for ask in asked:
        begun = time.perf_counter()
        answer = await ask(registry)
        times.append(1000 * (time.perf_counter() - begun))
        found += bool(answer)
    return LookUps(kind, found, tuple(times))


def _number(number: str) -> Ask:
    async def ask(registry: FileRegistry) -> object:
        return (await registry.by_number(Register.RPPS, number)).professional

    return ask


def _name(name: str) -> Ask:
    return lambda registry: registry.by_name(Register.RPPS, name)


def _slipped(chance: random.Random, word: str) -> str:
    """One letter taken for another; never where it would stay the same."""
    at = chance.randrange(len(word))
    other = chance.choice(LETTERS.replace(word[at], ""))
    return word[:at] + other + word[at + 1 :]


KINDS: Final[dict[str, Callable[[random.Random, str, str, str], Ask]]] = {
    "number": lambda _chance, number, _surname, _given: _number(number),
    "number of nobody": lambda chance, *_: _number(f"9{chance.randrange(10**10):010d}"),
    "name": lambda _chance, _number, surname, given: _name(f"{given} {surname}"),
    "surname first": lambda _chance, _number, surname, given: _name(f"{surname} {given}"),
    "slip in surname": lambda chance, _n, last, first: _name(f"{first} {_slipped(chance, last)}"),
    "slip in given": lambda chance, _n, last, first: _name(f"{_slipped(chance, first)} {last}"),
    "initial": lambda _chance, _number, surname, given: _name(f"{given[0]}. {surname}"),
    "surname that is frequent": lambda _chance, _n, _s, given: _name(f"{given} Martin"),
    "name of nobody": lambda _chance, _number, surname, _given: _name(f"Xqwzk {surname}vw"),
}
