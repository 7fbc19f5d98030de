"""Reads what the documents promise: commands, settings and links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel
from typer import Typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

SECTION = re.compile(r"^#?\s?\[\[?(?P<name>[\w.]+)\]?\]\s*(#.*)?$")
KEY = re.compile(r"^#?\s?(?P<name>\w+)\s*=")
TEST = re.compile(r"`(?P<path>tests/[\w/]+\.py)`")
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def commands(app: Typer) -> dict[str, TyperCommand]:
    """Each command by the words that start it, `registry import` for a nested one."""
    return dict(below(get_command(app), ""))


def below(command: object, words: str) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from below(inner, f"{words} {name}")
    elif isinstance(command, TyperCommand):
        yield words.strip(), command


def documented_keys(example: str) -> set[str]:
    """The dotted settings and sections of a TOML example; those in comments count as well."""
    section, keys = "", set()
    for line in example.splitlines():
        if found := SECTION.match(line):
            section = found["name"] + "."
            keys.add(found["name"])
        elif found := KEY.match(line):
            keys.add(section + found["name"])
    return keys


def setting_keys(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """The dotted names of all settings; a section that is a model stands for its fields."""
    for name, field in model.model_fields.items():
        section = section_of(field.annotation)
        if section is not None:
            yield from setting_keys(section, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def section_of(annotation: object) -> type[BaseModel] | None:
    """The model of a section, be it one that may be left out; None for a plain setting."""
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def broken_links(page: Path) -> list[str]:
    """The relative links of a Markdown page that lead to no file."""
    targets = (found["target"] for found in LINK.finditer(page.read_text(encoding="utf-8")))
    relative = (target for target in targets if not re.match(r"\w+:|#", target))
    return [target for target in relative if not (page.parent / target.partition("#")[0]).exists()]


def missing_tests(page: str, root: Path) -> list[str]:
    """The files of tests that a page names and that hold no test, or are not there."""
    named = dict.fromkeys(found["path"] for found in TEST.finditer(page))
    return [name for name in named if not _holds_a_test(root / name)]


def _holds_a_test(path: Path) -> bool:
    # A page may also name what tests are made of.
    is_test = path.name.startswith("test_")
    return path.is_file() and (not is_test or "def test_" in path.read_text(encoding="utf-8"))


def untested_rows(page: str, heading: str) -> list[str]:
    """The rows of the table under a heading whose last column names no file of tests."""
    section = page.partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    _head, _line, *rows = [line for line in section.splitlines() if line.startswith("|")]
    return [row for row in rows if not TEST.search(row.rstrip("| ").rpartition("|")[2])]
