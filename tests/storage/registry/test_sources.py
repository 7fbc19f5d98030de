"""Files that hold tables, and what is said about those that do not."""

import zipfile
from pathlib import Path

import pytest

from storage.registry.layout import Kind
from storage.registry.sources import BUFFER_BYTES, RegistryFileError, Tally, lines, opened, tables
from tests.storage.registry.files import HEADER, SKILL_HEADER, archive, row, table

SKILLS = f"{SKILL_HEADER}\n"
ACTIVITIES = f"{HEADER}\n{row()}\n"


def problem(*paths: Path) -> str:
    with pytest.raises(RegistryFileError) as refused:
        tables(paths)
    assert str(refused.value).count("\n") == 0
    return str(refused.value)


def test_specialties_are_read_after_people(tmp_path: Path) -> None:
    """In whichever order they are named."""
    skills = table(tmp_path / "s.txt", header=SKILL_HEADER)
    found = tables([skills, table(tmp_path / "a.txt", row())])
    assert [each.layout.kind for each in found] == [Kind.ACTIVITIES, Kind.SKILLS]
    assert found[0].size == (tmp_path / "a.txt").stat().st_size


def test_an_archive_holds_several(tmp_path: Path) -> None:
    """Those that are not used are passed over."""
    packed = archive(
        tmp_path / "all.zip", diplomas="x|y|\n", skills=SKILLS, people=ACTIVITIES, empty=""
    )
    found = tables([packed])
    assert [each.name for each in found] == ["people.txt", "skills.txt"]
    with opened(found[0]) as stream:
        assert stream.read() == ACTIVITIES.encode()


def test_the_npis_empty_header_file_is_passed_over(tmp_path: Path) -> None:
    """It looks like the table itself."""
    path = tmp_path / "npi.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("npidata_pfile_fileheader.csv", ACTIVITIES)
        packed.writestr("npidata_pfile.csv", ACTIVITIES)
    assert [each.name for each in tables([path])] == ["npidata_pfile.csv"]


def test_specialties_alone_are_refused(tmp_path: Path) -> None:
    """They would be nobody's."""
    assert "Personne_activite" in problem(table(tmp_path / "s.txt", header=SKILL_HEADER))


def test_another_file_is_refused(tmp_path: Path) -> None:
    """By its name, never by its path."""
    said = problem(table(tmp_path / "cats.csv", header="a,b"))
    assert said.startswith("cats.csv is no registry file")
    assert str(tmp_path) not in said


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """And which file lacks it."""
    path = table(tmp_path / "a.txt", header=HEADER.replace("Nom d'exercice", "Nom inconnu"))
    assert "a.txt lacks the column “Nom d'exercice”" in problem(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    """With the system's own reason."""
    assert problem(tmp_path / "none.txt") == "none.txt cannot be read (No such file or directory)."


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    """At whatever byte it is cut or changed: when it is opened, or when it is read to its end."""
    path = archive(tmp_path / "a.zip", people=HEADER + "\n" + (row() + "\n") * 500)
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + bytes([whole[60] ^ 0xFF]) + whole[61:])
    with pytest.raises(RegistryFileError, match=r"a\.zip is damaged"):  # noqa: PT012 - either may raise
        for each in tables([path]):
            with opened(each) as stream:
                stream.read()


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    """Marked as encrypted."""
    path = archive(tmp_path / "a.zip", people=ACTIVITIES)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    assert "a.zip is damaged or locked" in problem(path)


def test_progress_adds_up_to_the_file(tmp_path: Path) -> None:
    """In steps of a buffer, with what is left in the end."""
    path = table(tmp_path / "a.txt", *[row()] * 20_000)
    told: list[int] = []
    with opened(tables([path])[0]) as stream:
        count = sum(1 for _line in lines(stream, Tally(), told.append))
    assert count == 20_000
    assert sum(told) == path.stat().st_size - len(HEADER.encode()) - 1
    assert all(step >= BUFFER_BYTES for step in told[:-1])
