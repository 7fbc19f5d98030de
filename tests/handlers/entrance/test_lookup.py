"""Lookup: one person is found by what moderators know of them, and by nothing less."""

from dataclasses import replace

import pytest

from handlers.context import Services
from handlers.entrance.lookup import find_members, folded
from moderation.member import Member, Standing
from storage import applications, members
from tests.moderation.examples import AUTHOR, NOW, RPPS


@pytest.fixture
async def numbered(services: Services, author: Member) -> Member:
    """A member with an accent in their name and a number in their application."""
    named = replace(author, name="Éloïse Le Goff")
    async with services.database.transaction() as tx:
        await members.save(tx, named)
        begun = await applications.begin(tx, AUTHOR, NOW)
        await applications.swap(tx, begun, replace(begun, number=RPPS, name="Eloise Legoff"))
    return named


@pytest.mark.parametrize(
    "words",
    ["eloise", "GOFF éloïse", "le goff", "legoff", str(AUTHOR), RPPS, f" {RPPS[:5]} {RPPS[5:]}"],
)
async def test_found_by(services: Services, numbered: Member, words: str) -> None:
    """Name, name applied with, Telegram id or professional number."""
    assert await find_members(services, words) == [numbered]


@pytest.mark.parametrize("words", ["", "  ", "goffe", RPPS[:-1], "%", "_"])
async def test_not_found_by(services: Services, numbered: Member, words: str) -> None:
    """Nothing at all, more than the name, half a number, signs that SQL reads."""
    assert await find_members(services, words) == []


async def test_nobody_erased_is_found(services: Services, numbered: Member) -> None:
    """Whatever their number still says."""
    async with services.database.transaction() as tx:
        await members.save(tx, replace(numbered, standing=Standing.ERASED))
    assert await find_members(services, str(AUTHOR)) == []


def test_case_and_accents_do_not_count() -> None:
    """Whichever way the accent is written."""
    assert folded("Élo\u0308ise") == "eloise"
