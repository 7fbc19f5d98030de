"""The command line: help that names every command, and failures that are sentences."""

import asyncio
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from storage import audit
from storage.database import Database
from storage.failures import DAMAGED, NO_FOLDER
from storage.lock import held
from tests.handlers.fakes import TOKEN
from tests.house import ROOT
from tests.moderation.examples import NOW
from tests.storage.examples import KEY_TEXT

COMMANDS = (
    "run",
    "check",
    "demo",
    "anonymize",
    "inbox",
    "keys",
    "registry",
    "backup",
    "restore",
    "audit",
)
SECRET = TOKEN.split(":")[1]


def invoke(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def medpics(*words: str) -> "subprocess.CompletedProcess[str]":
    """A process of its own, as a person starts it."""
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_help_names_every_command() -> None:
    """And answers without a configuration."""
    result = invoke("--help")
    assert result.exit_code == 0
    assert [name for name in COMMANDS if f"  {name} " not in result.output] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    """In one sentence at least."""
    result = invoke(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_missing_configuration_is_a_sentence(command: str, tmp_path: Path) -> None:
    """On standard error, with what to do."""
    result = invoke(command, "--config", str(tmp_path / "none.toml"))
    assert result.exit_code == 1
    assert "copy config.example.toml and fill in the token." in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_wrong_configuration_is_told_at_once(command: str, tmp_path: Path) -> None:
    """Every wrong key, and not the token beside them."""
    path = tmp_path / "config.toml"
    path.write_text(f'language = "de"\n[telegram]\ntoken = "{TOKEN}"\ncolour = 1\n')
    result = invoke(command, "--config", str(path))
    assert result.exit_code == 1
    assert "language: " in result.stderr
    assert "telegram.colour: " in result.stderr
    assert SECRET not in result.output


def test_wrong_words_are_usage(tmp_path: Path) -> None:
    """Exit code 2, as the shell has it."""
    assert invoke("fly").exit_code == 2
    assert invoke("anonymize").exit_code == 2
    assert invoke("demo", "--port", "70000").exit_code == 2


def test_a_process_ends_without_a_traceback(tmp_path: Path) -> None:
    """One sentence is all that a person sees."""
    ended = medpics("run", "--config", str(tmp_path / "none.toml"))
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def test_a_start_without_weights_is_a_sentence(tmp_path: Path) -> None:
    """Nothing is opened, nobody is called."""
    path = tmp_path / "config.toml"
    path.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\n[storage]\nfolder = "{tmp_path / "var"}"\n'
        f'[pictures]\nweights_folder = "{tmp_path}"\n'
    )
    ended = medpics("run", "--config", str(path))
    assert ended.returncode == 1
    assert ended.stderr.startswith("Model weights are missing")
    assert not (tmp_path / "var").exists()


def test_a_start_without_a_master_key_is_a_sentence(tmp_path: Path) -> None:
    """It says what to run; no key is made in secret, and nothing is opened."""
    path, key = tmp_path / "config.toml", tmp_path / "medpics.key"
    path.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\n'
        f'[storage]\nfolder = "{tmp_path / "var"}"\nkey_file = "{key}"\n'
    )
    ended = medpics("run", "--config", str(path))
    assert ended.returncode == 1
    assert (
        ended.stderr == f"There is no master key at {key}: make one with medpics keys new {key}.\n"
    )
    assert not key.exists()
    assert not (tmp_path / "var").exists()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose store lies in `var`, and whose Telegram nobody can reach."""
    path = tmp_path / "config.toml"
    path.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "http://127.0.0.1:9"\n'
        f'[storage]\nfolder = "{tmp_path / "var"}"\nkey_file = "{tmp_path / "medpics.key"}"\n'
    )
    (tmp_path / "medpics.key").write_text(KEY_TEXT)
    (tmp_path / "medpics.key").chmod(0o600)
    return path


def test_a_second_copy_on_one_folder_is_refused(config: Path, tmp_path: Path) -> None:
    """Before it touches the database or calls anybody."""
    with held(tmp_path / "var"):
        ended = medpics("run", "--config", str(config))
    assert ended.returncode == 1
    assert ended.stderr.endswith("works on storage.folder already: stop that copy first.\n")
    assert ended.stderr.count("\n") == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["medpics.lock"]


def test_a_damaged_database_is_a_sentence(config: Path, tmp_path: Path) -> None:
    """What to do about it, exit code 1, no traceback; the file is left as it was found."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "medpics.sqlite").write_bytes(b"no database" * 999)
    ended = medpics("run", "--config", str(config))
    assert ended.returncode == 1
    assert ended.stderr == DAMAGED + "\n"
    assert (tmp_path / "var" / "medpics.sqlite").read_bytes() == b"no database" * 999


def test_files_that_cannot_be_kept_are_a_sentence(config: Path, tmp_path: Path) -> None:
    """The database can be used, but a file stands where the private files should lie."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "files").touch()
    ended = medpics("run", "--config", str(config))
    assert ended.returncode == 1
    assert ended.stderr == NO_FOLDER + "\n"


def test_the_trail_is_verified(config: Path, tmp_path: Path) -> None:
    """Exit code 0 with the head to keep, 1 with the row that does not fit or was expected."""
    asyncio.run(_recorded(tmp_path / "var" / "medpics.sqlite"))
    fits = invoke("audit", "verify", "--config", str(config))
    head = fits.stdout.split()[-1]
    assert (fits.exit_code, len(head)) == (0, 64)
    assert "3 rows, from 2026-03-01T09:30:00+00:00 to 2026-03-03" in fits.stdout
    again = invoke("audit", "verify", "--config", str(config), "--expect", head)
    assert (again.exit_code, "is row 3; 0 rows since" in again.stdout) == (0, True)
    missing = invoke("audit", "verify", "--config", str(config), "--expect", "f" * 64)
    assert (missing.exit_code, "MISSING" in missing.stdout) == (1, True)


def test_a_trail_that_was_changed_names_its_first_row(config: Path, tmp_path: Path) -> None:
    """Somebody took the guards off and put another person's number in."""
    path = tmp_path / "var" / "medpics.sqlite"
    asyncio.run(_recorded(path))
    with sqlite3.connect(path) as other:
        other.execute("DROP TRIGGER audit_never_changes")
        other.execute("UPDATE audit SET actor_id = 1 WHERE id = 2")
    other.close()
    broken = invoke("audit", "verify", "--config", str(config))
    assert broken.exit_code == 1
    assert broken.stdout.startswith("BROKEN: Row 2 does not fit")


def test_a_trail_that_is_not_there_is_a_sentence(config: Path) -> None:
    """A misspelt folder has nothing to verify."""
    ended = invoke("audit", "verify", "--config", str(config))
    assert ended.exit_code == 1
    assert ended.stderr == "There is no medpics.sqlite: is storage.folder the right one?\n"


async def _recorded(path: Path) -> None:
    database = await Database.open(path)
    async with database.transaction() as tx:
        for day in range(3):
            await audit.record(tx, NOW + timedelta(days=day), 21, "approve", "case 1", 1)
    await database.close()
