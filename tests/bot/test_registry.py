"""`medpics registry`: what an operator types, and what they read when a file is not right."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from benchmarks.registry.files import Recipe, activities, write
from bot.__main__ import cli
from storage.registry.lookup import FileRegistry
from tests.handlers.fakes import TOKEN
from tests.storage.registry.files import ANNE, HEADER, PAUL, archive, row, table


def medpics(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f'[telegram]\ntoken = "{TOKEN}"\n[storage]\nfolder = "{tmp_path}/var"\n')
    return path


def import_(config: Path, *words: str | Path) -> Result:
    return medpics("registry", "import", *words, "--config", config)


async def test_an_import_is_told_and_in_use(tmp_path: Path, config: Path) -> None:
    """Rows, people, the size on the disk; the folder is made if it has to be."""
    result = import_(config, table(tmp_path / "a.txt", row(), row(skill="SM54")))
    assert result.exit_code == 0, result.output
    assert "a.txt: 2 rows read\nRPPS: 1 professionals, 0 before\n" in result.stdout
    assert "The new registry is in use (" in result.stdout
    assert "Reading" in result.stderr
    registry = FileRegistry(tmp_path / "var" / "registry.sqlite")
    [edition] = await registry.editions()
    await registry.close()
    assert edition.professionals == 1


def test_bad_lines_are_named_by_number_alone(tmp_path: Path, config: Path) -> None:
    """Nothing of what stands in them is shown; the exit code is that of success."""
    lines = [row(), *["SECRET" for _n in range(12)], row(PAUL, surname=""), row(id="36001")]
    result = import_(config, table(tmp_path / "a.txt", *lines))
    assert result.exit_code == 0
    assert "15 rows read, 1 of them without a number in the register" in result.stdout
    first = ", ".join(str(n) for n in range(3, 13))
    told = "12 left out, another number of columns than the header"
    assert f"  {told}: line {first}, …\n" in result.stdout
    assert "  1 left out, no surname: line 15\n" in result.stdout
    assert "SECRET" not in result.output


def test_an_archive_and_its_tables_are_told(tmp_path: Path, config: Path) -> None:
    """Each by its own name."""
    packed = archive(tmp_path / "all.zip", people=f"{HEADER}\n{row()}\n", diplomas="x|y\n")
    result = import_(config, packed)
    assert "people.txt: 1 rows read" in result.stdout
    assert "diplomas" not in result.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("cats,dogs\n", "a.txt is no registry file that is known"),
        (HEADER.replace("Prénom", "X") + "\n", "a.txt lacks the column “Prénom d'exercice”"),
        (HEADER + "\n", "No professional of RPPS could be read; the registry in use stays."),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    tmp_path: Path, config: Path, content: str, sentence: str
) -> None:
    """On standard error, with exit code 1, and without a path."""
    (tmp_path / "a.txt").write_text(content)
    result = import_(config, tmp_path / "a.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert str(tmp_path) not in result.stderr


def test_a_file_that_was_cut_off_is_refused_until_said_to_be_right(
    tmp_path: Path, config: Path
) -> None:
    """The sentence names the option."""
    write(tmp_path / "full.txt", activities(Recipe(1000)))
    write(tmp_path / "cut.txt", activities(Recipe(100)))
    assert import_(config, tmp_path / "full.txt").exit_code == 0
    refused = import_(config, tmp_path / "cut.txt")
    assert refused.exit_code == 1
    assert "--may-shrink" in refused.stderr
    assert import_(config, tmp_path / "cut.txt", "--may-shrink").exit_code == 0


def test_a_missing_file_is_a_sentence(tmp_path: Path, config: Path) -> None:
    """And no registry is made."""
    result = import_(config, tmp_path / "none.txt")
    assert result.exit_code == 1
    assert "none.txt cannot be read" in result.stderr
    assert not (tmp_path / "var").exists()


def test_without_a_file_it_is_usage(config: Path) -> None:
    """Exit code 2, as the shell has it."""
    assert import_(config).exit_code == 2


def test_status_tells_what_is_in_use(tmp_path: Path, config: Path) -> None:
    """Before an import, and after it with people and age."""
    status = ("registry", "status", "--config", config)
    assert "No registry is imported" in medpics(*status).stdout
    import_(config, table(tmp_path / "a.txt", row(), row(PAUL)))
    told = medpics(*status).stdout
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert f"RPPS: 2 professionals, imported on {today} (0 days ago)" in told
    assert ANNE not in told
