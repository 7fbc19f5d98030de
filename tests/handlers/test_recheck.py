"""A new edition: who vanished lapses once, hears why, and too many at once need an operator."""

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers import recheck
from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.lapses import why_lapsed
from handlers.recheck import compare_all, decide
from handlers.texts import Texts
from moderation.errors import OutOfDate
from moderation.member import Member, Role, Standing
from moderation.numbers import Register
from moderation.recheck import Registration
from moderation.registry import Edition, NoRegistry, Professional
from storage import audit, farewells, members, registrations, registry_checks
from storage.registry_checks import CheckState
from storage.rows import fetch
from tests.handlers.scenes import CHANNEL, ELSEWHERE, GROUP, MODERATORS, press
from tests.handlers.shelf import ANNE, Shelf
from tests.moderation.examples import NOW, make_member

OPERATOR = 900
FIRST, LAST = 101, 140


def listed(number: int, **fields: Any) -> Professional:
    return replace(ANNE, number=f"1{number:010d}", labels=(), **fields)


EVERYBODY = [listed(number) for number in range(FIRST, LAST + 1)]


async def accept(services: Services, number: int, **fields: Any) -> None:
    """A member of this number, verified when the registry had them."""
    member = make_member(id=number, language="en", name="Anne Dupont", role=Role.DOCTOR)
    seen = fields.pop("seen", listed(number))
    verified = replace(member, standing=Standing.VERIFIED, **fields)
    async with services.database.transaction() as tx:
        await members.save(tx, verified)
        kept = Registration(number, Register.RPPS, listed(number).number, NOW, seen)
        await registrations.keep(tx, kept)


@pytest.fixture
async def shelf(services: Services, bound: None) -> Shelf:
    """Forty verified members, all of them listed."""
    services.registry = Shelf(*EVERYBODY)
    services.rules = replace(services.rules, operators=frozenset({OPERATOR}))
    for number in range(FIRST, LAST + 1):
        await accept(services, number)
    # What is said stays in the outbox, where tests read it.
    await services.errands.stop()
    return services.registry


async def said(services: Services, chat_id: int) -> list[str]:
    sql = "SELECT content FROM outbox WHERE chat_id = ? ORDER BY id"
    rows = await fetch(services.database.reader, sql, chat_id)
    return [json.loads(row["content"])["text"] for row in rows]


async def buttons(services: Services, chat_id: int) -> list[Tap]:
    """Those under what was said last."""
    sql = "SELECT content FROM outbox WHERE chat_id = ? ORDER BY id DESC LIMIT 1"
    [row] = await fetch(services.database.reader, sql, chat_id)
    keys = json.loads(row["content"])["markup"]["inline_keyboard"]
    return [tap for line in keys for key in line if (tap := parse(key["callback_data"]))]


async def standing(services: Services, number: int) -> Standing:
    member = await members.load(services.database.reader, number)
    assert member is not None
    return member.standing


async def lapsed(services: Services) -> list[int]:
    sql = "SELECT id FROM member WHERE standing = 'lapsed' ORDER BY id"
    return [row["id"] for row in await fetch(services.database.reader, sql)]


async def state(services: Services) -> CheckState | None:
    check = await registry_checks.load(services.database.reader, Register.RPPS)
    return check.state if check else None


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
    assert "Listed under a new name, and still members:\n• Anne Dupont" in told
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


async def test_too_many_at_once_wait_for_an_operator(services: Services, shelf: Shelf) -> None:
    """A broken file throws nobody out: nobody lapses, operators are asked once."""
    shelf.publish(*EVERYBODY[3:])
    for _time in range(2):
        await compare_all(services)
    assert await lapsed(services) == []
    [question] = await said(services, OPERATOR)
    assert "of 40 members whom the earlier one had, 3 are missing" in question
    [told] = await said(services, MODERATORS)
    assert "Nobody lapses until an operator has decided." in told
    assert await state(services) is CheckState.ASKED


async def answer(services: Services, act: Act) -> None:
    operator = Member(OPERATOR, "en", NOW)
    [asked] = [each for each in await buttons(services, OPERATOR) if each.act is act]
    await decide(services, press(services, operator, asked))


async def test_an_operator_says_that_the_file_is_right(services: Services, shelf: Shelf) -> None:
    """Then they lapse, each once, and moderators get their summary."""
    shelf.publish(*EVERYBODY[3:])
    await compare_all(services)
    await answer(services, Act.LAPSE)
    await compare_all(services)
    assert await lapsed(services) == [FIRST, FIRST + 1, FIRST + 2]
    assert "Memberships that end: 3." in (await said(services, OPERATOR))[1]
    assert "Lapsed: 3." in (await said(services, MODERATORS))[1]
    [row] = await audit.trail(services.database.reader, "registry rpps")
    assert (row["action"], row["actor_id"]) == ("registry_lapses", OPERATOR)


async def test_an_operator_keeps_everybody(services: Services, shelf: Shelf) -> None:
    """By that edition nobody lapses any more; the next one is looked at anew."""
    shelf.publish(*EVERYBODY[3:])
    await compare_all(services)
    await answer(services, Act.LAPSE_NONE)
    await compare_all(services)
    assert await lapsed(services) == []
    assert "nobody lapses" in (await said(services, MODERATORS))[1]
    shelf.publish(*EVERYBODY[1:])
    await compare_all(services)
    assert await lapsed(services) == [FIRST]


async def test_an_answer_about_an_earlier_edition_is_out_of_date(
    services: Services, shelf: Shelf
) -> None:
    """And so is a second answer."""
    operator = Member(OPERATOR, "en", NOW)
    taps = []
    for missing in (3, 4):
        shelf.publish(*EVERYBODY[missing:])
        await compare_all(services)
        found = await buttons(services, OPERATOR)
        taps.append(next(tap for tap in found if tap.act is Act.LAPSE))
    with pytest.raises(OutOfDate):
        await decide(services, press(services, operator, taps[0]))
    assert await lapsed(services) == []
    await decide(services, press(services, operator, taps[1]))
    with pytest.raises(OutOfDate):
        await decide(services, press(services, operator, taps[1]))


async def test_a_stop_half_way_ends_nothing_twice(
    services: Services, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who lapsed before it hears nothing more, and stands in the one summary."""
    shelf.publish(*EVERYBODY[2:])

    async def stops(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(recheck, "_finish", stops)
        with pytest.raises(KeyboardInterrupt):
            await compare_all(services)
    assert await said(services, MODERATORS) == []
    await compare_all(services)
    assert len(await said(services, FIRST)) == 1
    [told] = await said(services, MODERATORS)
    assert "Members compared: 40. Lapsed: 2." in told


async def test_an_edition_that_is_replaced_meanwhile_is_left(
    services: Services, shelf: Shelf
) -> None:
    """What was planned by it is planned anew by the next."""

    class Replaced(Shelf):
        async def listed(self, edition: Edition, numbers: object) -> None:
            return None

    services.registry = Replaced()
    await compare_all(services)
    assert await lapsed(services) == []
    assert await state(services) is None


async def test_without_a_group_the_summary_waits(services: Services) -> None:
    """Memberships end all the same; moderators hear of it once they have a group."""
    services.registry = Shelf(*EVERYBODY)
    for number in range(FIRST, LAST + 1):
        await accept(services, number)
    services.registry.publish(*EVERYBODY[1:])
    await services.errands.stop()
    await compare_all(services)
    assert await lapsed(services) == [FIRST]
    assert await state(services) is CheckState.LAPSING


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


async def test_a_long_summary_fits_a_message(services: Services, shelf: Shelf) -> None:
    """Fifteen by name, the rest by number."""
    services.registry = Shelf()
    await compare_all(services)
    await answer(services, Act.LAPSE)
    await compare_all(services)
    told = (await said(services, MODERATORS))[-1]
    assert told.count("\n• Anne Dupont") == 15
    assert told.endswith("• … and 25 more")
    assert len(told) < 4096


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
