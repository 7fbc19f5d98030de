"""/forget: what it explains, which choices it gives, and how long an explanation counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.rights import forget
from handlers.rights.forget import LEAVE, REMOVE, STAY
from handlers.texts import Speech, units
from moderation.case import Case, CaseState
from moderation.errors import OutOfDate
from moderation.member import Member, Standing
from storage import cases, exports, members
from tests.handlers.fakes import RecordingRequest, taps
from tests.handlers.scenes import press, said, settled
from tests.moderation.examples import AUTHOR, NOW

MESSAGE_MAX = 4096
MINUTE = int(NOW.timestamp()) // 60


async def explain(services: Services, member: Member) -> None:
    await forget.explain(services, said(services, member, "/forget"))
    await settled(services)


async def standing(services: Services) -> Standing:
    member = await members.load(services.database.reader, AUTHOR)
    assert member is not None
    return member.standing


@pytest.mark.parametrize("published", [0, 1, 12])
@pytest.mark.parametrize("is_moderator", [True, False])
def test_the_explanation_fits_a_message(
    speech: Speech, published: int, is_moderator: bool
) -> None:
    """In both languages, with everything that there can be to say."""
    lines = forget._explanation(speech, published, is_moderator=is_moderator)
    assert units("\n\n".join(lines)) < MESSAGE_MAX


@pytest.mark.parametrize(
    ("state", "ways"),
    [(CaseState.PUBLISHED, [REMOVE, LEAVE, STAY]), (CaseState.SUBMITTED, [REMOVE, STAY])],
)
async def test_only_what_is_published_can_be_left(
    services: Services,
    telegram: RecordingRequest,
    author: Member,
    draft: Case,
    state: CaseState,
    ways: list[str],
) -> None:
    """Without such a case there is one way to go, and one to stay."""
    async with services.database.transaction() as tx:
        await cases.swap(tx, draft, replace(draft, state=state))
    await explain(services, author)
    [told] = telegram.of("sendMessage")
    assert [tap.arg for data in taps(told) if (tap := parse(data))] == ways


async def test_an_archive_on_its_way_comes_first(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """Whoever asks for both gets both."""
    async with services.database.transaction() as tx:
        await exports.ask(tx, author.id, NOW)
    await explain(services, author)
    [told] = telegram.of("sendMessage")
    assert "still being made" in told.words
    assert list(taps(told)) == []


@pytest.mark.parametrize("way", [REMOVE, LEAVE])
@pytest.mark.parametrize("act", [Act.FORGET, Act.FORGET_SURE])
@pytest.mark.parametrize("minutes", [-61, -60, 1, 10**6])
async def test_an_explanation_counts_for_an_hour(
    services: Services, author: Member, way: str, act: Act, minutes: int
) -> None:
    """An old button, or a made-up one of a time to come, erases nothing."""
    tap = Tap(act, revision=MINUTE + minutes, arg=way)
    respond = forget.choose if act is Act.FORGET else forget.confirm
    with pytest.raises(OutOfDate):
        await respond(services, press(services, author, tap))
    assert await standing(services) is Standing.VERIFIED


@pytest.mark.parametrize("way", ["", STAY, "all", "remove "])
async def test_a_way_that_there_is_not_erases_nothing(
    services: Services, author: Member, way: str
) -> None:
    """Whatever a tampered client makes up."""
    tap = Tap(Act.FORGET_SURE, revision=MINUTE, arg=way)
    with pytest.raises(OutOfDate):
        await forget.confirm(services, press(services, author, tap))
    assert await standing(services) is Standing.VERIFIED


async def test_one_can_always_stay(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """Also under an explanation of long ago."""
    tap = Tap(Act.FORGET, revision=0, arg=STAY)
    await forget.choose(services, press(services, author, tap))
    await settled(services)
    assert "stays as it is" in telegram.of("editMessageText")[0].words
    assert await standing(services) is Standing.VERIFIED


async def test_the_last_question_names_the_way(
    services: Services, telegram: RecordingRequest, author: Member
) -> None:
    """And its yes carries it on; the first choice erases nothing yet."""
    tap = Tap(Act.FORGET, revision=MINUTE, arg=LEAVE)
    await forget.choose(services, press(services, author, tap))
    await settled(services)
    [asked] = telegram.of("editMessageText")
    assert "leave your published cases unsigned" in asked.words
    assert parse(next(taps(asked))) == Tap(Act.FORGET_SURE, revision=MINUTE, arg=LEAVE)
    assert await standing(services) is Standing.VERIFIED


async def test_yes_within_the_hour_erases(services: Services, author: Member) -> None:
    """Up to its last minute; twice is refused."""
    services.clock = lambda: NOW + timedelta(minutes=59)
    tap = Tap(Act.FORGET_SURE, revision=MINUTE, arg=REMOVE)
    await forget.confirm(services, press(services, author, tap))
    assert await standing(services) is Standing.ERASED
    erased = await members.load(services.database.reader, AUTHOR)
    assert erased is not None
    with pytest.raises(OutOfDate):
        await forget.confirm(services, press(services, erased, tap))
