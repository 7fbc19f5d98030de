"""The command line: help that names every command, and failures that are sentences."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from tests.handlers.fakes import TOKEN
from tests.house import ROOT

COMMANDS = ("run", "check", "demo", "anonymize", "inbox", "keys")
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
