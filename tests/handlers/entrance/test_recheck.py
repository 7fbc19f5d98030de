"""A new edition: who vanished lapses once, hears why, and moderators get one summary."""

from dataclasses import replace

import pytest

from handlers.buttons import Act
from handlers.context import Services
from handlers.entrance.lapses import why_lapsed
from handlers.entrance.recheck import compare_all
from handlers.texts import Texts
from moderation.member import Standing
from moderation.registry import NoRegistry, Professional
from storage import audit, farewells, members
from storage.registry_checks import CheckState
from tests.handlers.registered import (
    EVERYBODY,
    FIRST,
    LAST,
    accept,
    buttons,
    lapsed,
    listed,
    said,
    standing,
    state,
)
from tests.handlers.scenes import CHANNEL, ELSEWHERE, GROUP, MODERATORS
from tests.handlers.shelf import ANNE, Shelf


async def test_who_vanished_lapses_and_hears_why(services: Services, shelf: Shelf) -> None:
    """With a button to answer; everybody else stays and hears nothing."""
    shelf.publish(*EVERYBODY[1:])
    await compare_all(services)
    assert await lapsed(services) == [FIRST]
    [letter] = await said(services, FIRST)
    assert "<code>10000000101</code> is no longer listed in the register RPPS" in letter
    assert [tap.act for tap in await buttons(services, FIRST)] == [Act.START_AGAIN]
    assert await said(services, FIRST + 1) == []
    [row] = await audit.trail(services.database.reader, f"member {FIRST}")
    assert (row["action"], row["actor_id"]) == ("lapse", None)


async def test_who_lapses_leaves_the_channels(services: Services, shelf: Shelf) -> None:
    """Channels and discussions, not the moderators' group."""
    shelf.publish(*EVERYBODY[1:])
    await compare_all(services)
    removals = await farewells.removals(services.database.reader)
    assert {(each.user_id, each.chat_id) for each in removals} == {
        (FIRST, CHANNEL),
        (FIRST, GROUP),
        (FIRST, ELSEWHERE),
    }


async def test_moderators_get_one_summary(services: Services, shelf: Shelf) -> None:
    """However often the sweep comes by; nobody hears anything twice."""
    shelf.publish(*EVERYBODY[1:])
    for _time in range(3):
        await compare_all(services)
    [told] = await said(services, MODERATORS)
    assert told.splitlines() == [
        "📋 New edition of the register RPPS (2026-02-20). Members compared: 40. Lapsed: 1.",
        "• Anne Dupont · <code>10000000101</code> · no longer listed",
    ]
    assert len(await said(services, FIRST)) == 1
    assert await state(services) is CheckState.DONE


async def test_an_edition_that_changes_nothing_is_told_too(
    services: Services, shelf: Shelf
) -> None:
    """So that moderators know that there was one."""
    await compare_all(services)
    [told] = await said(services, MODERATORS)
    assert told.endswith("Members compared: 40. Lapsed: 0.")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (listed(FIRST, surname="DURAND", given="PAUL"), "under another name"),
        (listed(FIRST, codes=frozenset({"60C"})), "with another profession"),
    ],
)
async def test_who_is_somebody_else_now_lapses(
    services: Services, shelf: Shelf, row: Professional, words: str
) -> None:
    """Another person or another profession under the same number."""
    shelf.publish(row, *EVERYBODY[1:])
    await compare_all(services)
    assert await lapsed(services) == [FIRST]
    assert words in (await said(services, FIRST))[0]


async def test_who_marries_stays_and_is_told_of(services: Services, shelf: Shelf) -> None:
    """The new name is what the next edition is compared with."""
    married = listed(FIRST, surname="MARTIN")
    shelf.publish(married, *EVERYBODY[1:])
    await compare_all(services)
    assert await lapsed(services) == []
    [told] = await said(services, MODERATORS)
    assert "Listed under a new name, and still members\n• Anne Dupont" in told
    shelf.publish(married, *EVERYBODY[1:])
    await compare_all(services)
    assert "new name" not in (await said(services, MODERATORS))[1]


async def test_who_never_was_listed_stays(services: Services, shelf: Shelf) -> None:
    """They may have asked not to be published; the summary counts them."""
    await accept(services, LAST + 1, seen=None)
    await compare_all(services)
    assert await standing(services, LAST + 1) is Standing.VERIFIED
    assert "Never listed, and still members: 1" in (await said(services, MODERATORS))[0]


async def test_who_is_found_later_can_vanish_later(services: Services, shelf: Shelf) -> None:
    """From the first edition that has them on."""
    await accept(services, LAST + 1, seen=None)
    shelf.publish(*EVERYBODY, listed(LAST + 1))
    await compare_all(services)
    shelf.publish(*EVERYBODY)
    await compare_all(services)
    assert await lapsed(services) == [LAST + 1]


async def test_a_number_that_turns_out_to_be_anothers_is_pointed_out(
    services: Services, shelf: Shelf
) -> None:
    """Never seen before, it ends nothing by itself: moderators look."""
    await accept(services, LAST + 1, seen=None)
    shelf.publish(*EVERYBODY, listed(LAST + 1, surname="DURAND", given="PAUL"))
    await compare_all(services)
    assert await lapsed(services) == []
    assert "⚠️ Their number is listed under another name" in (await said(services, MODERATORS))[0]


async def test_only_the_verified_are_compared(services: Services, shelf: Shelf) -> None:
    """Who is suspended or lapsed already hears nothing."""
    for number, other in ((FIRST, Standing.SUSPENDED), (FIRST + 1, Standing.LAPSED)):
        member = await members.load(services.database.reader, number)
        assert member is not None
        async with services.database.transaction() as tx:
            await members.save(tx, replace(member, standing=other))
    shelf.publish(*EVERYBODY[2:])
    await compare_all(services)
    assert await standing(services, FIRST) is Standing.SUSPENDED
    assert await said(services, FIRST) == await said(services, FIRST + 1) == []


async def test_without_members_nobody_is_told(services: Services, bound: None) -> None:
    """A first import before the first member is nobody's news."""
    services.registry = Shelf(ANNE)
    await services.errands.stop()
    await compare_all(services)
    assert await said(services, MODERATORS) == []
    assert await state(services) is CheckState.DONE


async def test_without_a_registry_nothing_happens(services: Services, shelf: Shelf) -> None:
    """A file that is taken away is no edition without people."""
    services.registry = NoRegistry()
    await compare_all(services)
    assert await lapsed(services) == []


async def test_a_lapsed_member_is_told_again_at_the_next_start(
    services: Services, shelf: Shelf, texts: Texts
) -> None:
    """In their language; who lapsed for another reason is told nothing of a registry."""
    shelf.publish(*EVERYBODY[1:])
    await compare_all(services)
    member = await members.load(services.database.reader, FIRST)
    assert member is not None
    assert "ne figure plus" in await why_lapsed(services, member, texts.of("fr"))
    other = replace(member, id=FIRST + 1)
    assert await why_lapsed(services, other, texts.of("en")) == ""
