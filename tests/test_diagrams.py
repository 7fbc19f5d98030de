"""docs/architecture.md draws the lifecycles as the tables have them and names real files."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from moderation.application import APPLICATION_MOVES
from moderation.case import CASE_MOVES
from moderation.member import STANDINGS
from moderation.request import REQUEST_MOVES
from tests.house import ROOT

PAGE = ROOT / "docs" / "architecture.md"
DIAGRAM = re.compile(
    r"```mermaid\nstateDiagram-v2\n\s+%% (?P<table>[^\n]+)\n(?P<lines>.*?)```", re.DOTALL
)
MOVE = re.compile(r"^\s*(?P<start>\w+) --> (?P<end>\w+) : (?P<action>\w+)$", re.MULTILINE)
TABLES: dict[str, Mapping[tuple[Any, Any], Any]] = {
    "moderation/member.py STANDINGS": STANDINGS,
    "moderation/application.py APPLICATION_MOVES": APPLICATION_MOVES,
    "moderation/case.py CASE_MOVES": CASE_MOVES,
    "moderation/request.py REQUEST_MOVES": REQUEST_MOVES,
}
NAMED = re.compile(r"`(?P<path>[\w/]+/(?:[\w.]+\.(?:py|po|toml))?)`")


def drawn(text: str) -> dict[str, Counter[tuple[str, str, str]]]:
    """Per table named in a state diagram, how often each (start, action, end) is drawn."""
    return {
        found["table"]: Counter(
            (move["start"], move["action"], move["end"]) for move in MOVE.finditer(found["lines"])
        )
        for found in DIAGRAM.finditer(text)
    }


@pytest.mark.parametrize("table", TABLES)
def test_a_diagram_draws_its_table(table: str) -> None:
    """Every move of the table is drawn once, and nothing else is."""
    moves = {(start, action, end) for (start, action), end in TABLES[table].items()}

    assert drawn(PAGE.read_text(encoding="utf-8"))[table] == Counter(moves)


def test_a_planted_move_is_noticed() -> None:
    """A line that no table holds makes the drawing differ from what it was."""
    page = PAGE.read_text(encoding="utf-8")
    changed = page.replace("draft --> submitted : submit", "draft --> published : publish")

    assert drawn(changed) != drawn(page)


def test_the_files_it_names_exist() -> None:
    """Whoever follows the page finds every file and folder that it names."""
    named = [found["path"] for found in NAMED.finditer(PAGE.read_text(encoding="utf-8"))]

    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []
