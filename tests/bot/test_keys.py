"""`medpics keys`: what an operator types, from the first key to a lost one."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.vault import open_stores
from storage.files import Purpose
from storage.master import MasterKeyError, read
from tests.bot.test_vault import storage_at
from tests.handlers.fakes import TOKEN
from tests.moderation.examples import NOW


def medpics(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A stopped bot that kept two files under the key of `medpics keys new`."""
    medpics("keys", "new", tmp_path / "medpics.key")
    path = tmp_path / "config.toml"
    path.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\n[storage]\nfolder = "{tmp_path}/var"\n'
        f'key_file = "{tmp_path}/medpics.key"\n'
    )
    asyncio.run(keep_two(tmp_path))
    return path


async def keep_two(tmp_path: Path) -> None:
    database, files = await open_stores(storage_at(tmp_path), lambda: NOW)
    for purpose in (Purpose.ORIGINAL, Purpose.MASKED):
        await files.put(b"x", purpose)
    await database.close()


def name_in(config: Path, key_file: Path) -> None:
    """The operator follows the advice."""
    text = config.read_text()
    config.write_text(text.replace("/medpics.key", f"/{key_file.name}"))


async def start(tmp_path: Path, key_file: Path) -> None:
    """What a start does first; raises StorageError."""
    database, _files = await open_stores(storage_at(tmp_path, key_file=key_file), lambda: NOW)
    await database.close()


def test_a_new_key_is_made_and_named(tmp_path: Path) -> None:
    """With its id, where it is, and what to do with it; the key itself is not shown."""
    result = medpics("keys", "new", tmp_path / "k")
    made = read(tmp_path / "k")
    assert result.exit_code == 0
    assert f"Made the master key {made.id} in {tmp_path / 'k'}" in result.stdout
    assert "storage.key_file" in result.stdout
    assert (tmp_path / "k").read_text().strip() not in result.output


def test_a_key_that_exists_stays(tmp_path: Path) -> None:
    """One sentence, and exit code 1."""
    medpics("keys", "new", tmp_path / "k")
    before = (tmp_path / "k").read_text()
    result = medpics("keys", "new", tmp_path / "k")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert (tmp_path / "k").read_text() == before


def test_a_change_of_keys_is_told(config: Path, tmp_path: Path) -> None:
    """How many, and what to change before the next start; told again, it has nothing to do."""
    old, new = tmp_path / "medpics.key", tmp_path / "new.key"
    medpics("keys", "new", new)
    result = medpics("keys", "rotate", "--new-key-file", new, "--config", config)
    assert result.exit_code == 0, result.output
    assert f"2 keys are wrapped by the master key {read(new).id} now." in result.stdout
    assert f"Name {new} in storage.key_file" in result.stdout
    again = medpics("keys", "rotate", "--new-key-file", new, "--config", config)
    assert "0 keys" in again.stdout
    assert "(2 were already)" in again.stdout
    assert not [line for line in result.output.split() if line == old.read_text().strip()]


def test_after_a_change_the_old_key_is_refused(config: Path, tmp_path: Path) -> None:
    """The start names the key that it needs; with that it opens."""
    new = tmp_path / "new.key"
    medpics("keys", "new", new)
    medpics("keys", "rotate", "--new-key-file", new, "--config", config)
    with pytest.raises(MasterKeyError, match=read(new).id):
        asyncio.run(start(tmp_path, tmp_path / "medpics.key"))
    asyncio.run(start(tmp_path, new))


@pytest.mark.parametrize("words", [("rotate", "--new-key-file", "none"), ("abandon", "0" * 16)])
def test_what_cannot_be_done_is_one_sentence(config: Path, words: tuple[str, ...]) -> None:
    """On standard error, with exit code 1."""
    result = medpics("keys", *words, "--config", config)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_lost_key_is_given_up(config: Path, tmp_path: Path) -> None:
    """By its id, with another key in its place; then the bot starts again, without the files."""
    old, new = tmp_path / "medpics.key", tmp_path / "new.key"
    lost = read(old).id
    old.unlink()
    medpics("keys", "new", new)
    name_in(config, new)
    result = medpics("keys", "abandon", lost, "--config", config)
    assert result.exit_code == 0, result.output
    assert "2 private files are given up" in result.stdout
    asyncio.run(start(tmp_path, new))
