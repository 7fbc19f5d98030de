"""An edition that would end too many memberships waits for an operator; a stop repeats nothing."""

import pytest

from handlers.buttons import Act
from handlers.context import Services
from handlers.entrance import recheck
from handlers.entrance.recheck import compare_all, decide
from moderation.errors import OutOfDate
from moderation.member import Member
from moderation.registry import Edition
from storage import audit
from storage.registry_checks import CheckState
from tests.handlers.registered import (
    EVERYBODY,
    FIRST,
    LAST,
    OPERATOR,
    accept,
    buttons,
    lapsed,
    said,
    state,
)
from tests.handlers.scenes import MODERATORS, press
from tests.handlers.shelf import Shelf
from tests.moderation.examples import NOW


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
