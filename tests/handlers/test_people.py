"""People: who has a moderator's power is the bot's own list, and only from inside the group."""

import pytest
from telegram import ChatMember, User
from telegram.error import TimedOut

from handlers.context import Services
from handlers.people import (
    NOBODY,
    is_present,
    list_moderator,
    meet,
    moderator_name,
    recognise,
    unlist_moderators,
)
from moderation.member import Standing
from storage import audit, members, moderators, places
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS, moderates
from tests.moderation.examples import COLLEAGUE, REVIEWER

ADA = User(REVIEWER, "Ada", is_bot=False, last_name="B.", language_code="fr-CA")
# Behind each of these may be anybody: an anonymous administrator, a channel.
ANONYMOUS = User(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")
CHANNEL_IDENTITY = User(136817688, "Channel", is_bot=True, username="Channel_Bot")
OTHER_BOT = User(900, "Helper", is_bot=True)
STATUSES = [
    ({"status": "creator", "is_anonymous": False}, True),
    ({"status": "member"}, True),
    ({"status": "restricted", "is_member": True}, True),
    ({"status": "restricted", "is_member": False}, False),
    ({"status": "left"}, False),
    ({"status": "kicked", "until_date": 0}, False),
]
RIGHTS = dict.fromkeys(
    (
        *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos"),
        *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls"),
        *("can_send_other_messages", "can_add_web_page_previews", "can_change_info"),
        *("can_invite_users", "can_pin_messages", "can_manage_topics", "can_edit_tag"),
        "can_react_to_messages",
    ),
    True,
) | {"until_date": 0}


@pytest.fixture
def inside(telegram: RecordingRequest) -> None:
    """Ada is in the moderators' group, as Telegram says; and so are all that are nobody."""
    for user in (ADA, ANONYMOUS, CHANNEL_IDENTITY, OTHER_BOT):
        telegram.presence[MODERATORS, user.id] = {"status": ChatMember.MEMBER}


async def trail(services: Services, user_id: int = REVIEWER) -> list[str]:
    lines = await audit.trail(services.database.reader, f"moderator {user_id}")
    return [line["action"] for line in lines]


async def test_who_is_met_is_a_visitor_in_their_language(services: Services) -> None:
    """Once: later on they are who they have become."""
    first = await meet(services, ADA)
    assert (first.standing, first.language) == (Standing.VISITOR, "fr")
    async with services.database.transaction() as tx:
        await members.set_language(tx, first, "en")
    assert (await meet(services, ADA)).language == "en"


async def test_who_acts_in_the_group_is_recognised(
    services: Services, telegram: RecordingRequest, bound: None, inside: None
) -> None:
    """They were there before the bot was told; Telegram is asked once."""
    for _time in range(3):
        await recognise(services, ADA, MODERATORS)
    assert await moderates(services, REVIEWER, MODERATORS)
    assert await moderator_name(services, REVIEWER) == "Ada B."
    assert len(telegram.of("getChatMember")) == 1
    assert await trail(services) == ["moderator_in"]


async def test_a_new_name_is_learnt(
    services: Services, telegram: RecordingRequest, bound: None, inside: None
) -> None:
    """From who acts under it; they came in once."""
    for name in ("Ada", "Countess"):
        await recognise(services, User(REVIEWER, name, is_bot=False), MODERATORS)
    assert await moderator_name(services, REVIEWER) == "Countess"
    assert await trail(services) == ["moderator_in"]


@pytest.mark.parametrize("chat_id", [CHANNEL, GROUP, REVIEWER])
async def test_acting_elsewhere_gives_no_power(
    services: Services, telegram: RecordingRequest, bound: None, inside: None, chat_id: int
) -> None:
    """Not even for who could act in the group; and Telegram is not asked."""
    await recognise(services, ADA, chat_id)
    assert not await moderators.everyone(services.database.reader)
    assert telegram.calls == []


@pytest.mark.parametrize("user", [ANONYMOUS, CHANNEL_IDENTITY, OTHER_BOT])
async def test_nobody_in_particular_gets_no_power(
    services: Services, bound: None, inside: None, user: User
) -> None:
    """Telegram would say that they are in the group."""
    await recognise(services, user, MODERATORS)
    assert not await moderates(services, user.id, MODERATORS)
    assert not await moderators.everyone(services.database.reader)


@pytest.mark.parametrize("user_id", sorted(NOBODY))
async def test_nobody_has_no_power_even_on_the_list(
    services: Services, bound: None, user_id: int
) -> None:
    """An earlier version may have put them there."""
    async with services.database.transaction() as tx:
        await moderators.add(tx, user_id, "Group", services.clock())
    assert not await moderates(services, user_id, MODERATORS)


async def test_who_is_not_in_the_group_is_not_recognised(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """A message of theirs may have been waiting while they were put out."""
    await recognise(services, ADA, MODERATORS)
    telegram.refuse("getChatMember", 400, "Bad Request: user not found")
    await recognise(services, ADA, MODERATORS)
    assert not await moderates(services, REVIEWER, MODERATORS)


async def test_no_answer_is_no_power_yet(
    services: Services, telegram: RecordingRequest, bound: None, inside: None
) -> None:
    """The update waits, and Telegram is asked again."""
    telegram.break_off("getChatMember", TimedOut())
    with pytest.raises(TimedOut):
        await recognise(services, ADA, MODERATORS)
    assert not await moderates(services, REVIEWER, MODERATORS)


async def test_leaving_ends_power_at_once(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """Without asking Telegram; leaving twice is one line of the trail."""
    await list_moderator(services, ADA)
    assert await moderates(services, REVIEWER, MODERATORS)
    for _time in range(2):
        await unlist_moderators(services, REVIEWER, COLLEAGUE)
    assert not await moderates(services, REVIEWER, MODERATORS)
    assert await trail(services) == ["moderator_in", "moderator_out"]
    assert await trail(services, COLLEAGUE) == []
    assert await moderator_name(services, REVIEWER) == str(REVIEWER)
    assert telegram.calls == []


@pytest.mark.parametrize(
    ("user_id", "chat_id"),
    [(REVIEWER, CHANNEL), (REVIEWER, REVIEWER), (COLLEAGUE, MODERATORS), (COLLEAGUE, COLLEAGUE)],
)
async def test_power_ends_at_the_door(
    services: Services, bound: None, user_id: int, chat_id: int
) -> None:
    """Who is listed decides nothing elsewhere, and who is not decides nothing inside."""
    await list_moderator(services, ADA)
    assert not await moderates(services, user_id, chat_id)


async def test_without_a_group_nobody_moderates(services: Services, bound: None) -> None:
    """An unbound group has no power left to give."""
    await list_moderator(services, ADA)
    async with services.database.transaction() as tx:
        await places.unbind(tx, "moderation")
    assert not await moderates(services, REVIEWER, MODERATORS)


@pytest.mark.parametrize(("status", "is_in"), STATUSES)
async def test_presence_is_what_telegram_says(
    services: Services, telegram: RecordingRequest, status: dict[str, object], is_in: bool
) -> None:
    """Who is restricted may still be inside; who was put out is not."""
    rights = RIGHTS if status["status"] == "restricted" else {}
    telegram.presence[MODERATORS, REVIEWER] = rights | status
    assert await is_present(services, MODERATORS, REVIEWER) is is_in
