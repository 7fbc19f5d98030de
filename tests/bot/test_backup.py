"""`medpics backup` and `medpics restore`: sentences, exit codes, letters to whom it concerns."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from moderation.case import CaseState
from moderation.post import MODERATION, Place
from storage import members, places
from storage.database import Database
from storage.rows import fetch
from tests.handlers.fakes import TOKEN
from tests.moderation.examples import NOW, make_member
from tests.storage.houses import APPLICANT, AUTHORS, GROUP, furnished


def configured(folder: Path, name: str) -> Path:
    """A configuration whose storage folder has this name."""
    path = folder / f"{name}.toml"
    path.write_text(
        f'language = "fr"\n[telegram]\ntoken = "{TOKEN}"\n[storage]\nfolder = "{folder / name}"\n'
    )
    return path


def invoke(command: str, file: Path, config: Path) -> Result:
    return CliRunner().invoke(cli, [command, str(file), "--config", str(config)])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The configuration of a furnished house whose moderators' group is bound, in a topic."""

    async def furnish() -> None:
        async with furnished(tmp_path / "old") as house, house.database.transaction() as tx:
            await places.bind(tx, Place(MODERATION, GROUP, "Moderators", 1, NOW, thread_id=3))
            await members.save(tx, make_member(id=APPLICANT, language="en"))
            draft = make_member(id=AUTHORS[CaseState.DRAFT], language="en")
            await members.save(tx, replace(draft, name="Claude"))

    asyncio.run(furnish())
    return configured(tmp_path, "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return configured(tmp_path, "new")


def test_there_and_back(old: Path, new: Path, tmp_path: Path) -> None:
    """Both say what they did, and the house is there."""
    saved = invoke("backup", tmp_path / "a.backup", old)
    assert (saved.exit_code, "10 cases" in saved.stdout) == (0, True)
    assert "Head of the audit trail: " in saved.stdout
    back = invoke("restore", tmp_path / "a.backup", new)
    assert (back.exit_code, "1 cases wait, 1 applicants" in back.stdout) == (0, True)
    verified = CliRunner().invoke(cli, ["audit", "verify", "--config", str(new)])
    assert "The audit trail fits: 12 rows" in verified.stdout


def letters(database: Path) -> dict[int, str]:
    """What waits to be said, by chat."""

    async def read() -> dict[int, str]:
        opened = await Database.open(database)
        rows = await fetch(opened.reader, "SELECT chat_id, content FROM outbox ORDER BY id")
        await opened.close()
        return {row["chat_id"]: json.loads(row["content"])["text"] for row in rows}

    return asyncio.run(read())


def test_people_are_told_in_their_language(old: Path, new: Path, tmp_path: Path) -> None:
    """Moderators in the operator's, in their topic; applicants and authors in their own."""
    invoke("backup", tmp_path / "a.backup", old)
    invoke("restore", tmp_path / "a.backup", new)
    said = letters(tmp_path / "new" / "medpics.sqlite")
    assert "restauré à partir d’une sauvegarde" in said[GROUP]
    assert "photo of your card was lost" in said[APPLICANT]
    assert "MP-00001 was lost on my side" in said[AUTHORS[CaseState.DRAFT]]


def test_a_file_that_exists_is_kept(old: Path, tmp_path: Path) -> None:
    """One sentence, exit code 1."""
    (tmp_path / "a.backup").write_text("yesterday")
    refused = invoke("backup", tmp_path / "a.backup", old)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == f"{tmp_path / 'a.backup'} exists already: name another file.\n"
    assert (tmp_path / "a.backup").read_text() == "yesterday"


def test_a_folder_without_a_house_is_a_sentence(new: Path, tmp_path: Path) -> None:
    """A misspelt folder is not backed up as an empty one."""
    refused = invoke("backup", tmp_path / "a.backup", new)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("There is no medpics.sqlite")


def test_a_lived_in_folder_is_refused(old: Path, tmp_path: Path) -> None:
    """Restoring over a house would mix two."""
    invoke("backup", tmp_path / "a.backup", old)
    refused = invoke("restore", tmp_path / "a.backup", old)
    assert refused.exit_code == 1
    assert "into an empty folder only" in refused.stderr


@pytest.mark.parametrize("content", [None, b"", b"no backup" * 99])
def test_what_is_no_backup_is_refused(new: Path, tmp_path: Path, content: bytes | None) -> None:
    """Not there, empty, or something else; no folder is made."""
    if content is not None:
        (tmp_path / "a.backup").write_bytes(content)
    refused = invoke("restore", tmp_path / "a.backup", new)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "new").exists()
