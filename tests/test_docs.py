"""The documents say what the program does: every command, every setting, every link."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from tests.docs import (
    broken_links,
    commands,
    documented_keys,
    missing_tests,
    setting_keys,
    untested_rows,
)
from tests.house import ROOT

EXAMPLE = ROOT / "config.example.toml"
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def medpics() -> typer.Typer:
    """The command line behind `medpics`."""
    from bot.__main__ import cli

    return cli


def settings() -> type[BaseModel]:
    from bot.settings import Settings

    return Settings


def leaves(tree: dict[str, Any], above: str = "") -> list[str]:
    """The dotted keys of everything in a TOML document that is no table."""
    found = []
    for key, value in tree.items():
        found += leaves(value, f"{above}{key}.") if isinstance(value, dict) else [above + key]
    return found


def test_every_command_is_documented() -> None:
    """README or a page in docs/ shows each command with its words."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

    assert [words for words in commands(medpics()) if f"medpics {words}" not in text] == []


def test_every_command_has_help() -> None:
    """`--help` says of each command what it is for."""
    assert [words for words, command in commands(medpics()).items() if not command.help] == []


def test_every_setting_is_in_the_example() -> None:
    """config.example.toml documents every setting, in use or as a comment."""
    assert set(setting_keys(settings())) - documented_keys(EXAMPLE.read_text("utf-8")) == set()


def test_the_example_has_no_unknown_setting() -> None:
    """What the example sets exists; a table of names, such as channels, counts as one setting."""
    known = tuple(setting_keys(settings()))
    used = leaves(tomllib.loads(EXAMPLE.read_text("utf-8")))

    assert [key for key in used if not any(f"{key}.".startswith(f"{k}.") for k in known)] == []


@pytest.mark.parametrize("command", ["./run demo", "./run test"])
def test_the_readme_names_the_two_commands(command: str) -> None:
    """Someone with five minutes finds the two commands."""
    assert command in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    """No page points at a file that is not there."""
    assert broken_links(page) == []


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    """Only the link to a missing file is reported, anchors and addresses are not."""
    page = tmp_path / "page.md"
    page.write_text("[a](#b) [c](page.md#d) ![e](gone.png) [f](https://example.org/)\n")

    assert broken_links(page) == ["gone.png"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_exists(page: Path) -> None:
    """A promise that points at a test points at one that is there, with something in it."""
    assert missing_tests(page.read_text(encoding="utf-8"), ROOT) == []


def test_every_threat_names_its_test() -> None:
    """Each row of the threat model says which test fails without its countermeasure."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert page.count("| `tests/") > 20
    assert untested_rows(page, "## Threats") == []


def test_a_threat_without_a_test_is_named(tmp_path: Path) -> None:
    """An empty last column, a file that is gone, and one that holds no test."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_b.py").write_text('"""Nothing yet."""\n')
    rows = ["| a | test |", "|---|---|", "| x | `tests/test_a.py` |", "| y | `tests/test_b.py` |"]
    page = "\n".join(["", "## Threats", *rows, "| z | |", "", "## More", "| w | |"])

    assert untested_rows(page, "## Threats") == ["| z | |"]
    assert missing_tests(page, tmp_path) == ["tests/test_a.py", "tests/test_b.py"]


def test_settings_in_comments_count_as_documented() -> None:
    """An example may show a setting without setting it."""
    text = "[telegram]\ntoken = 'x'\n# proxy = 'y'\n# [channels]\n# A remark = no key\n"

    assert documented_keys(text) == {"telegram", "telegram.token", "telegram.proxy", "channels"}


def test_a_nested_setting_is_found() -> None:
    """A section inside the settings is walked down to its fields."""

    class Section(BaseModel):
        token: str

    class Whole(BaseModel):
        telegram: Section
        channels: dict[str, int]

    assert list(setting_keys(Whole)) == ["telegram.token", "channels"]


def test_a_nested_command_is_found() -> None:
    """`registry import` is a command of its own."""
    inner, outer = typer.Typer(), typer.Typer()
    inner.command("import")(settings)
    inner.command("list")(settings)
    outer.command("run")(settings)
    outer.add_typer(inner, name="registry")

    assert set(commands(outer)) == {"run", "registry import", "registry list"}
