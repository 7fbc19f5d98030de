"""The files of an invented registry: as the French directory and the NPI publish theirs."""

from __future__ import annotations

import random
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from benchmarks.registry.people import HERE, SKILLS, Person, given, people, surname

COLUMNS_2026: Final = (HERE / "columns.txt").read_text("utf-8").splitlines()
# How an earlier year spelt them, and how another one might.
DRIFTS: Final = {
    2026: COLUMNS_2026,
    2021: [
        name.replace("Libellé civilité exercice", "Libellé civilité d'exercice")
        .replace("(coord. Structure)", "(coord. structure)")
        .replace("département (coord. structure)", "Département (structure)")
        for name in COLUMNS_2026[:52]
    ],
    2030: [name.upper().replace("É", "E").replace("'", "’") for name in COLUMNS_2026],
}
SKILL_COLUMNS: Final = (*COLUMNS_2026[:3], *COLUMNS_2026[7:17])


@dataclass(frozen=True, slots=True)
class Recipe:
    """rows: lines of activities; bad: share of lines that are damaged; late: share of a person's
    further lines that stand far below the first; shuffled: numbers in no order.
    """

    rows: int
    seed: int = 1
    year: int = 2026
    bad: float = 0.0001
    late: float = 0.02
    shuffled: bool = False


def activities(recipe: Recipe) -> Iterator[bytes]:
    """The lines of the file of activities, header first."""
    # People and lines have a dice each, so that other files tell of the same people.
    chance = random.Random(recipe.seed + 1)
    header = DRIFTS[recipe.year]
    yield ("\ufeff" + "|".join(header) + "|\n").encode()
    written, waiting = 0, deque[bytes]()
    for person in people(random.Random(recipe.seed), recipe.shuffled):
        for n in range(person.activities):
            line = _activity(person, n, len(header), chance)
            if n and chance.random() < recipe.late:
                waiting.append(line)
                continue
            yield _damaged(line, chance) if chance.random() < recipe.bad else line
            written += 1
            if len(waiting) > 1000:
                yield waiting.popleft()
                written += 1
            if written >= recipe.rows:
                return


def _activity(person: Person, n: int, width: int, chance: random.Random) -> bytes:
    code, label = person.profession
    skill, skill_label = person.skill
    number = chance.randrange(10**9)
    place = f"{number % 95 + 1:02d}"
    cells = (
        f"8|{person.number}|8{person.number}|DR|Docteur|M|Monsieur|{person.surname}|{person.given}|"
        f"{code}|{label}|{person.category}|Civil|{'S' if skill else ''}|"
        f"{'Spécialité ordinale' if skill else ''}|{skill}|{skill_label}|L|Libéral|"
        f"{number:09d}00017|{number:09d}|||R101000{number:08d}|CABINET DU DR {person.surname}|"
        f"CABINET MEDICAL {n + 1}|CABINET DU DR {person.surname}||{number % 200}||RUE|Rue|"
        f"DE L'ÉGLISE SAINT-{person.given}||{place}{number % 1000:03d} VILLE-{number % 997}|"
        f"{place}{number % 1000:03d}|{place}{number % 1000:03d}|Ville-{number % 997}|99100|France|"
        f"0{number:09d}||0{number:09d}|contact{number}@example.invalid|{place}|"
        f"Département {place}|"
        f"4{number:09d}00017|CNOM/CNOM/CNOM|SA07|Cabinet individuel|||"
    )
    function = "FON-01|Titulaire|GENR01|Activité standard|" if width > 52 else ""
    return f"{cells}{function}\n".encode()


def _damaged(line: bytes, chance: random.Random) -> bytes:
    cells = line.split(b"|")
    match chance.randrange(6):
        case 0:
            return b"|".join(cells[:-3]) + b"\n"
        case 1:
            return line.replace(b"CABINET", b"CABINET|", 1)
        case 2:
            cells[7] += b"\xe9"
        case 3:
            cells[7] = b""
        case 4:
            cells[2] = b"8x"
        case _:
            return b"\x00\x01\n"
    return b"|".join(cells)


def skills(recipe: Recipe) -> Iterator[bytes]:
    """The lines of the file of specialties: each physician's, and a second for every third."""
    chance = random.Random(recipe.seed + 2)
    yield ("|".join(SKILL_COLUMNS) + "|\n").encode()
    rows = 0
    for person in people(random.Random(recipe.seed), recipe.shuffled):
        rows += person.activities
        if rows > recipe.rows:
            return
        if person.profession[0] != "10":
            continue
        known = [person.skill]
        if chance.random() < 0.33:
            known.append(chance.choice(SKILLS))
        for code, label in known:
            yield (
                f"8|{person.number}|8{person.number}|{person.surname}|{person.given}|10|Médecin|C|"
                f"Civil|S|Spécialité ordinale|{code}|{label}|\n"
            ).encode()


TAXONOMIES: Final = ("207N00000X", "208D00000X", "207Q00000X", "163W00000X", "122300000X")
NPI_COLUMNS: Final = (
    *("NPI", "Entity Type Code", "Replacement NPI", "Employer Identification Number (EIN)"),
    *("Provider Organization Name (Legal Business Name)", "Provider Last Name (Legal Name)"),
    *("Provider First Name", "Provider Middle Name", "NPI Deactivation Date"),
    "NPI Reactivation Date",
    *chain.from_iterable(
        (f"Healthcare Provider Taxonomy Code_{n}", f"Provider License Number_{n}")
        for n in range(1, 16)
    ),
    *(f"Other Provider Identifier_{n}" for n in range(1, 291)),
)


def providers(rows: int, seed: int = 1) -> Iterator[bytes]:
    """The lines of the NPI's monthly file: every tenth an organisation, every fiftieth gone."""
    chance = random.Random(seed)
    yield (",".join(f'"{name}"' for name in NPI_COLUMNS) + "\n").encode()
    rest = ',""' * (len(NPI_COLUMNS) - 11)
    for n in range(rows):
        number = npi(1_000_000_00 + n)
        kind = "2" if n % 10 == 9 else "1"
        gone = "01/31/2020" if n % 50 == 7 else ""
        names = f'"{surname(chance)}","{given(chance)}"'
        code = chance.choice(TAXONOMIES)
        yield f'"{number}","{kind}","","","",{names},"","{gone}","","{code}"{rest}\n'.encode()


def npi(body: int) -> str:
    """Nine digits and their Luhn digit under the prefix of health cards."""
    digits = f"80840{body:09d}"
    total = sum(sum(divmod(2 * int(d), 10)) for d in digits[::-2]) + sum(map(int, digits[-2::-2]))
    return f"{body:09d}{-total % 10}"


def write(path: Path, lines: Iterable[bytes]) -> int:
    """As text; returns the size in bytes."""
    with path.open("wb", 1 << 20) as stream:
        stream.writelines(lines)
    return path.stat().st_size


def pack(path: Path, *parts: tuple[str, Iterable[bytes]]) -> int:
    """As an archive of several tables, the way they are downloaded."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, lines in parts:
            with archive.open(name, "w", force_zip64=True) as stream:
                for line in lines:
                    stream.write(line)
    return path.stat().st_size
