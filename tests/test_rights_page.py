"""docs/security.md says who may do what, as the table in the code has it."""

import re

import pytest

from moderation.member import Standing
from moderation.permissions import PERMITS, Action, Duty, Identity, Permit, Where
from tests.house import ROOT

PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(
    r"^\| `(?P<action>\w+)` \| (?P<what>[^|]+) \| (?P<where>[^|]*) \| (?P<who>[^|]*) \|"
    r" ?(?P<besides>[^|]*) ?\|$",
    re.MULTILINE,
)
NAMED = re.compile(r"`(?P<path>tests/[\w/]+\.py)`")
UNNAMED = {Identity.NAMELESS: "whoever posts there", Identity.TELEGRAM: "Telegram itself"}


def written(text: str) -> dict[str, tuple[str, str, str]]:
    """Each action with its cells: where, who, besides."""
    return {
        found["action"]: (found["where"], found["who"], found["besides"].strip())
        for found in ROW.finditer(text)
    }


def cells(permit: Permit) -> tuple[str, str, str]:
    where = ", ".join(place for place in Where if place in permit.where)
    besides = [
        words
        for words, holds in (
            ("no students", not permit.students),
            ("notice accepted", permit.informed),
            ("own" if permit.subject == "own" else "others'", permit.subject is not None),
        )
        if holds
    ]
    return where, who(permit), ", ".join(besides)


def who(permit: Permit) -> str:
    if permit.identity in UNNAMED:
        return UNNAMED[permit.identity]
    missing = ", ".join(standing for standing in Standing if standing not in permit.standings)
    if permit.duty is not None:
        people = {Duty.MODERATOR: "moderators", Duty.OPERATOR: "operators"}[permit.duty]
        return f"{people}, but {missing}" if missing else people
    if not missing:
        return "everybody"
    few = [standing for standing in Standing if standing in permit.standings]
    return ", ".join(few) if len(few) <= 2 else f"everybody but {missing}"


@pytest.mark.parametrize("action", Action)
def test_a_row_of_the_page_is_a_row_of_the_table(action: Action) -> None:
    """Where, who and what else has to hold, word for word."""
    assert written(PAGE.read_text(encoding="utf-8"))[action] == cells(PERMITS[action])


def test_the_page_promises_nothing_else() -> None:
    """No row for an action that does not exist, and none twice."""
    rows = [found["action"] for found in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    assert rows == [action.value for action in Action]


def test_a_planted_right_is_noticed() -> None:
    """A word more in a row differs from the code."""
    page = PAGE.read_text(encoding="utf-8")
    changed = page.replace("| moderation | moderators, but", "| other | moderators, but", 1)
    assert written(changed) != written(page)
    assert written(changed)[Action.ADMIT] != cells(PERMITS[Action.ADMIT])


def test_the_tests_it_names_exist() -> None:
    """Whoever wants the proof finds it."""
    named = [found["path"] for found in NAMED.finditer(PAGE.read_text(encoding="utf-8"))]
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []
