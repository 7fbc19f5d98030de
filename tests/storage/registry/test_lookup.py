"""Looking up: by number, by the name as people write it, and from whichever import is newest."""

import asyncio
from pathlib import Path

import pytest

from moderation.numbers import Register
from moderation.registry import Source
from storage.registry.lookup import NAMESAKES_MAX, FileRegistry
from tests.storage.registry.files import ANNE, PAUL, registry_of, row

RPPS = Register.RPPS
# Numbers stand for themselves here; the registry does not check keys.
PEOPLE = {
    "10000000001": ("DUPONT", "ANNE"),
    "10000000002": ("DUPONT MARTIN", "ANNE"),
    "10000000003": ("DE LA FONTAINE", "JEAN-PIERRE"),
    "10000000004": ("LE GOFF", "YANN"),
    "10000000005": ("HADDAD", "LEÏLA"),
    "10000000006": ("BERNARD", "MARTIN"),
    "10000000007": ("ALEXANDRE", "MATTHIEU"),
}


@pytest.fixture
async def registry(tmp_path: Path) -> FileRegistry:
    return registry_of(tmp_path, *[row(number, *name) for number, name in PEOPLE.items()])


async def found(registry: FileRegistry, name: str) -> list[str]:
    """The last digits of those who may bear the name."""
    by_name = await registry.by_name(RPPS, name)
    await registry.close()
    return [one.number[-1] for one in by_name]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("Anne Dupont", ["1", "2"]),
        ("DUPONT Anne", ["1", "2"]),
        ("Dr Anne Dupont-Martin", ["2"]),
        ("Anne Martin", ["2"]),
        ("Jean-Pierre de La Fontaine", ["3"]),
        ("jeanpierre fontaine", ["3"]),
        ("Fontaine Jean", ["3"]),
        ("J. Fontaine", ["3"]),
        ("Yann Legoff", ["4"]),
        ("Leila Haddad", ["5"]),
        ("Martin Bernard", ["6"]),
        ("Mathieu Alexandre", ["7"]),
        ("Anne Dupond", ["1"]),
        ("Anne Upont", ["1"]),
        ("Anne Udpont", ["1"]),
        ("Yanm Le Goff", ["4"]),
        ("Eila Haddad", ["5"]),
        ("Leila Hadda", ["5"]),
        ("Anne Vernier née Dupont", ["1", "2"]),
        ("Paul Dupont", []),
        ("Anne Durand", []),
        ("Anne", []),
        ("", []),
        ("% _", []),
        ("'; DROP TABLE name; --", []),
    ],
)
async def test_names_as_people_write_them(
    registry: FileRegistry, name: str, numbers: list[str]
) -> None:
    """Accents, order, particles, parts, initials and one slip; never somebody else."""
    assert await found(registry, name) == numbers


async def test_so_common_a_name_is_cut_short(tmp_path: Path) -> None:
    """Nobody compares a hundred people by eye."""
    many = registry_of(tmp_path, *[row(f"1{n:010d}", "MARTIN", "MARIE") for n in range(150)])
    assert len(await found(many, "Marie Martin")) == NAMESAKES_MAX


async def test_a_number_that_nobody_has(registry: FileRegistry) -> None:
    """Absent from the file, which says when it was imported; another register has no file."""
    absent = await registry.by_number(RPPS, "19999999907")
    elsewhere = await registry.by_number(Register.NPI, "10000000001")
    await registry.close()
    assert (absent.source, absent.professional) == (Source.FILE, None)
    assert elsewhere.source is Source.NONE


async def test_a_newer_import_answers_at_once(tmp_path: Path) -> None:
    """A running bot needs no restart, and what it held open before is let go."""
    registry = registry_of(tmp_path, row())
    [before] = await registry.editions()
    assert (await registry.by_number(RPPS, ANNE)).professional is not None
    registry_of(tmp_path, row(PAUL, "DURAND", "PAUL"))
    assert (await registry.by_number(RPPS, ANNE)).professional is None
    [after] = await registry.editions()
    assert (after.id == before.id, after.professionals) == (False, 1)
    assert await registry.listed(before, [PAUL]) is None
    assert set(await registry.listed(after, [ANNE, PAUL]) or ()) == {PAUL}
    await registry.close()


async def test_many_numbers_are_looked_up_in_turns(tmp_path: Path) -> None:
    """More than one query takes."""
    numbers = [f"1{n:010d}" for n in range(1200)]
    registry = registry_of(tmp_path, *[row(number) for number in numbers])
    [edition] = await registry.editions()
    listed, one = await asyncio.gather(
        registry.listed(edition, [*numbers, "unknown"]), registry.by_number(RPPS, numbers[7])
    )
    assert set(listed or ()) == set(numbers)
    assert one.professional is not None
    assert await registry.listed(edition, []) == {}
    await registry.close()


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\x00" + b"\xff" * 5000])
async def test_without_a_usable_file_nobody_is_asked(
    tmp_path: Path, content: bytes | None
) -> None:
    """Admission goes on by hand; no question fails."""
    path = tmp_path / "registry.sqlite"
    if content is not None:
        path.write_bytes(content)
    registry = FileRegistry(path)
    assert (await registry.by_number(RPPS, ANNE)).source is Source.NONE
    assert await registry.by_name(RPPS, "Anne Dupont") == ()
    assert await registry.editions() == ()
    await registry.close()


async def test_a_file_that_is_taken_away_is_let_go(tmp_path: Path) -> None:
    """And one that comes back is opened."""
    registry = registry_of(tmp_path, row())
    assert await registry.editions()
    (tmp_path / "registry.sqlite").unlink()
    assert (await registry.by_number(RPPS, ANNE)).source is Source.NONE
    registry_of(tmp_path, row())
    assert (await registry.by_number(RPPS, ANNE)).professional is not None
    await registry.close()


async def test_labels_are_the_registrys_own(registry: FileRegistry) -> None:
    """The profession's without its category."""
    answer = await registry.by_number(RPPS, "10000000005")
    await registry.close()
    assert answer.professional is not None
    assert answer.professional.labels == ("Médecin", "Dermatologie et vénéréologie")
    assert answer.professional.name == "LEÏLA HADDAD"
