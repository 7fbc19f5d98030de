"""Imports: whole or not at all, beside what does not concern them, and never one cut short."""

import random
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.registry.files import Recipe, activities, pack, providers, skills, write
from moderation.numbers import Register
from moderation.registry import Source
from storage.failures import StorageError
from storage.registry.building import VERSION, building, editions
from storage.registry.importing import Watch, import_tables
from storage.registry.lookup import FileRegistry
from storage.registry.sources import RegistryFileError, tables
from tests.storage.registry.files import (
    ANNE,
    HEADER,
    PAUL,
    SKILL_HEADER,
    WHEN,
    archive,
    row,
    table,
    take_in,
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "var" / "registry.sqlite"


@pytest.fixture
def filled(tmp_path: Path, target: Path) -> Path:
    """A registry in use: Anne alone."""
    take_in(target, table(tmp_path / "old.txt", row()))
    return target


async def names(target: Path, register: Register = Register.RPPS) -> dict[str, str]:
    """Everybody in the registry, by number."""
    registry = FileRegistry(target)
    found = {}
    with sqlite3.connect(target) as connection:
        numbers = connection.execute(
            "SELECT number FROM professional WHERE register = ?", (register.value,)
        ).fetchall()
    connection.close()
    for (number,) in numbers:
        answer = await registry.by_number(register, number)
        assert answer.professional is not None
        found[number] = answer.professional.name
    await registry.close()
    return found


async def test_an_import_is_found_again(tmp_path: Path, target: Path) -> None:
    """By number, with everything that activities and specialties say."""
    packed = archive(
        tmp_path / "all.zip",
        skills=f"{SKILL_HEADER}\n8{ANNE}|SM54|Médecine générale|\n8{PAUL}|SM1|nobody's|\n",
        people=f"{HEADER}\n{row()}\n{row(profession='60', skill='')}\n",
    )
    report = take_in(target, packed)
    registry = FileRegistry(target)
    answer = await registry.by_number(Register.RPPS, ANNE)
    await registry.close()
    assert report.professionals == {Register.RPPS: (1, 0)}
    assert (answer.source, answer.as_of) == (Source.FILE, WHEN)
    assert answer.professional is not None
    assert answer.professional.codes == {"10C", "60C", "SM15", "SM54"}
    assert set(answer.professional.labels) == {
        "Médecin",
        "Infirmier",
        "Dermatologie et vénéréologie",
        "Médecine générale",
    }


async def test_lines_of_a_person_may_lie_apart(tmp_path: Path, target: Path) -> None:
    """What the later ones add is added, what they repeat is not."""
    lines = [row(), row(PAUL, "DURAND", "PAUL"), row(skill="SM54"), row(PAUL), row()]
    take_in(target, table(tmp_path / "a.txt", *lines))
    registry = FileRegistry(target)
    found = (await registry.by_number(Register.RPPS, ANNE)).professional
    await registry.close()
    assert found is not None
    assert found.codes == {"10C", "SM15", "SM54"}
    assert (await names(target))[PAUL] == "PAUL DURAND"


async def test_a_new_import_takes_the_place_of_the_old(tmp_path: Path, filled: Path) -> None:
    """Who vanished from the file is gone, as the licence asks; the edition is another one."""
    before = editions(filled)
    take_in(filled, table(tmp_path / "new.txt", row(PAUL, "DURAND", "PAUL")))
    after = editions(filled)
    assert await names(filled) == {PAUL: "PAUL DURAND"}
    assert before[Register.RPPS][0] != after[Register.RPPS][0]


async def test_the_registry_of_another_country_stays(tmp_path: Path, filled: Path) -> None:
    """With its edition, so that nobody is checked against it anew."""
    before = editions(filled)
    write(tmp_path / "npi.csv", providers(20))
    take_in(filled, tmp_path / "npi.csv", now=WHEN + timedelta(days=1))
    assert await names(filled) == {ANNE: "ANNE DUPONT"}
    assert len(await names(filled, Register.NPI)) == 17
    assert editions(filled)[Register.RPPS] == before[Register.RPPS]
    registry = FileRegistry(filled)
    assert [one.number for one in await registry.by_name(Register.RPPS, "Anne Dupont")] == [ANNE]
    assert (await registry.by_number(Register.RPPS, ANNE)).as_of == WHEN
    await registry.close()


def everything(target: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(target) as connection:
        rows = connection.execute("SELECT * FROM professional").fetchall()
    connection.close()
    return rows


def spoil(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)


def stops() -> Iterator[None]:
    raise KeyboardInterrupt


@pytest.mark.parametrize("at", ["advance", "read"])
def test_an_import_that_is_interrupted_leaves_the_old_one(
    tmp_path: Path, filled: Path, at: str
) -> None:
    """At any point, and nothing of the new one beside it."""
    before = filled.read_bytes()
    path = table(tmp_path / "new.txt", *[row(PAUL)] * 30_000)
    watch = Watch(**{at: lambda *_: next(stops())})
    with pytest.raises(KeyboardInterrupt):
        import_tables(tables([path]), filled, WHEN, watch=watch)
    assert filled.read_bytes() == before
    assert {each.name for each in filled.parent.iterdir()} == {
        "registry.sqlite",
        "registry.sqlite.lock",
    }


async def test_what_a_killed_import_left_is_swept_away(tmp_path: Path, filled: Path) -> None:
    """The next one begins anew."""
    part = filled.with_name("registry.sqlite.part")
    part.write_bytes(b"half a registry")
    take_in(filled, table(tmp_path / "new.txt", row(PAUL, "DURAND", "PAUL")))
    assert not part.exists()
    assert await names(filled) == {PAUL: "PAUL DURAND"}


async def test_an_archive_that_breaks_off_changes_nothing(tmp_path: Path, filled: Path) -> None:
    """However much of it could be read."""
    path = tmp_path / "a.zip"
    pack(path, ("people.txt", activities(Recipe(5000))))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(RegistryFileError, match="damaged"):
        take_in(filled, path, may_shrink=True)
    assert await names(filled) == {ANNE: "ANNE DUPONT"}


async def test_two_imports_do_not_run_at_once(tmp_path: Path, filled: Path) -> None:
    """The second is told to wait, and takes nothing away from the first."""
    path = table(tmp_path / "new.txt", row(PAUL, "DURAND", "PAUL"))
    with building(filled) as first:
        with pytest.raises(StorageError, match="under way"):
            take_in(filled, path)
        first.index()
    assert editions(filled) == {}


async def test_a_registry_that_shrinks_is_refused(tmp_path: Path, target: Path) -> None:
    """Unless the operator says that it is right."""
    write(tmp_path / "full.txt", activities(Recipe(1000, bad=0)))
    full = take_in(target, tmp_path / "full.txt").professionals[Register.RPPS][0]
    write(tmp_path / "cut.txt", activities(Recipe(700, bad=0)))
    with pytest.raises(RegistryFileError, match="looks cut off"):
        take_in(target, tmp_path / "cut.txt")
    assert editions(target)[Register.RPPS][2] == full
    report = take_in(target, tmp_path / "cut.txt", may_shrink=True)
    assert report.professionals[Register.RPPS] == (editions(target)[Register.RPPS][2], full)


@pytest.mark.parametrize("lines", [(), (row(id="x"), "y")])
async def test_an_empty_registry_is_refused(
    tmp_path: Path, filled: Path, lines: tuple[str, ...]
) -> None:
    """Without a line, or with bad ones alone; saying that it is right does not help."""
    with pytest.raises(RegistryFileError, match="No professional"):
        take_in(filled, table(tmp_path / "new.txt", *lines), may_shrink=True)
    assert await names(filled) == {ANNE: "ANNE DUPONT"}


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\x00" + b"\xff" * 5000, b"not at all"])
async def test_a_damaged_registry_is_replaced(tmp_path: Path, filled: Path, damage: bytes) -> None:
    """It counts as none, and stands in nobody's way."""
    spoil(filled, damage)
    assert editions(filled) == {}
    take_in(filled, table(tmp_path / "new.txt", row()))
    assert await names(filled) == {ANNE: "ANNE DUPONT"}


def test_a_registry_of_another_version_counts_as_none(filled: Path) -> None:
    """After an update of the program it is imported anew."""
    with sqlite3.connect(filled) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    assert editions(filled) == {}


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    """Without the path in it."""
    path = table(tmp_path / "new.txt", row())
    target = tmp_path / "var" / "registry.sqlite"
    target.with_name("registry.sqlite.part").mkdir(parents=True)
    with pytest.raises(StorageError, match="could not be built") as refused:
        take_in(target, path)
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.usefixtures("open_umask")
def test_the_registry_is_its_owners_alone(filled: Path) -> None:
    """As everything in the storage folder."""
    take_in(filled, table(filled.parent.parent / "again.txt", row()))
    assert oct(filled.stat().st_mode)[-3:] == "600"


def test_bad_lines_are_never_fatal(tmp_path: Path, target: Path) -> None:
    """A file full of them still gives everybody whose lines are right."""
    write(tmp_path / "a.txt", activities(Recipe(3000, bad=0.3)))
    report = take_in(target, tmp_path / "a.txt")
    [(_table, tally)] = report.tables
    assert tally.rows == 3000
    assert 700 < tally.flaws.total() < 1100
    assert report.professionals[Register.RPPS][0] > 1000


@pytest.mark.parametrize("year", [2021, 2030])
def test_drifting_headers_read_the_same(tmp_path: Path, year: int) -> None:
    """Another year's spelling, and another order of people, change nobody's row."""
    content = []
    for recipe in (Recipe(2000, bad=0, late=0), Recipe(2000, bad=0, late=0, year=year)):
        write(tmp_path / "a.txt", activities(recipe))
        write(tmp_path / "s.txt", skills(recipe))
        target = tmp_path / f"{recipe.year}" / "registry.sqlite"
        take_in(target, tmp_path / "a.txt", tmp_path / "s.txt")
        content.append(everything(target))
    assert content[0] == content[1]
    assert len(content[0]) > 1000


async def test_the_order_of_lines_does_not_matter(tmp_path: Path, target: Path) -> None:
    """The file may be sorted or not."""
    recipe = Recipe(2000, bad=0.01)
    lines = list(activities(recipe))
    write(tmp_path / "a.txt", lines)
    take_in(target, tmp_path / "a.txt")
    sorted_codes = {each[1]: set(each[4].split()) for each in everything(target)}
    write(tmp_path / "b.txt", [lines[0], *random.Random(3).sample(lines[1:], len(lines) - 1)])
    take_in(target, tmp_path / "b.txt")
    assert {each[1]: set(each[4].split()) for each in everything(target)} == sorted_codes


def test_nothing_private_is_read(tmp_path: Path, filled: Path) -> None:
    """Addresses, telephones and mails of the file do not get into the registry."""
    write(tmp_path / "a.txt", activities(Recipe(50, bad=0)))
    take_in(filled, tmp_path / "a.txt")
    kept = filled.read_bytes()
    assert b"CABINET" not in kept
    assert b"example.invalid" not in kept
    assert b"VILLE-" not in kept
