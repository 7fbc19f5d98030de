"""The roster: power comes with membership of the moderators' group and goes with it."""

from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update, User
from telegram.error import TimedOut

from handlers.context import Services
from handlers.roster import note_change, take_stock
from handlers.routing import FactGate
from moderation.permissions import Action
from storage import moderators
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import CHANNEL, MODERATORS, moderates
from tests.handlers.test_people import ANONYMOUS, CHANNEL_IDENTITY, OTHER_BOT, RIGHTS
from tests.moderation.examples import COLLEAGUE, NOW, REVIEWER

IN: list[dict[str, Any]] = [
    {"status": "member"},
    {"status": "creator", "is_anonymous": True},
    RIGHTS | {"status": "restricted", "is_member": True},
]
OUT: list[dict[str, Any]] = [
    {"status": "left"},
    {"status": "kicked", "until_date": 0},
    RIGHTS | {"status": "restricted", "is_member": False},
]


def user(user_id: int, *, is_bot: bool = False) -> dict[str, Any]:
    return {"id": user_id, "is_bot": is_bot, "first_name": f"M{user_id}"}


async def change(
    services: Services, now: dict[str, Any], person: dict[str, Any], chat_id: int = MODERATORS
) -> None:
    """A member update as Telegram sends it."""
    body = {
        "chat": {"id": chat_id, "type": "supergroup", "title": "M"},
        "from": user(1),
        "date": 0,
        "old_chat_member": {"status": "left", "user": person},
        "new_chat_member": now | {"user": person},
    }
    update = Update.de_json({"update_id": 1, "chat_member": body}, services.bot)
    context: Any = SimpleNamespace(services=services)
    await FactGate(Action.NOTE_MEMBER, note_change)(update, context)


async def listed(services: Services, *user_ids: int) -> None:
    async with services.database.transaction() as tx:
        for user_id in user_ids:
            await moderators.add(tx, user_id, f"M{user_id}", NOW)


async def everyone(services: Services) -> list[int]:
    return await moderators.everyone(services.database.reader)


@pytest.mark.parametrize("now", IN)
async def test_who_comes_in_moderates(
    services: Services, telegram: RecordingRequest, bound: None, now: dict[str, Any]
) -> None:
    """From that moment on, and without asking Telegram."""
    await change(services, now, user(REVIEWER))
    assert await moderates(services, REVIEWER, MODERATORS)
    assert telegram.calls == []


@pytest.mark.parametrize("now", OUT)
async def test_who_leaves_moderates_no_more(
    services: Services, telegram: RecordingRequest, bound: None, now: dict[str, Any]
) -> None:
    """From that moment on; the others stay."""
    await listed(services, REVIEWER, COLLEAGUE)
    await change(services, now, user(REVIEWER))
    assert not await moderates(services, REVIEWER, MODERATORS)
    assert await everyone(services) == [COLLEAGUE]
    assert telegram.calls == []


@pytest.mark.parametrize("now", [*IN, *OUT])
async def test_another_chat_changes_nothing(
    services: Services, bound: None, now: dict[str, Any]
) -> None:
    """Coming into a channel gives no power, leaving it takes none."""
    await listed(services, COLLEAGUE)
    for person in (REVIEWER, COLLEAGUE):
        await change(services, now, user(person), CHANNEL)
    assert await everyone(services) == [COLLEAGUE]


@pytest.mark.parametrize("nobody", [ANONYMOUS, CHANNEL_IDENTITY, OTHER_BOT])
async def test_nobody_in_particular_comes_in(
    services: Services, bound: None, nobody: User
) -> None:
    """Anonymous administrators, channels and bots, whatever Telegram says of them."""
    for is_bot in (True, False):
        if is_bot or nobody is not OTHER_BOT:
            await change(services, IN[0], user(nobody.id, is_bot=is_bot))
    assert await everyone(services) == []


async def test_before_a_group_is_bound_nobody_comes_in(services: Services) -> None:
    """Otherwise any group could make moderators."""
    await change(services, IN[0], user(REVIEWER))
    assert await everyone(services) == []


def present(telegram: RecordingRequest, *administrators: dict[str, Any]) -> None:
    """What Telegram says about the group: its administrators by list, the others one by one."""
    telegram.results["getChatAdministrators"] = list(administrators)


def owner(user_id: int, *, is_bot: bool = False) -> dict[str, Any]:
    return {"status": "creator", "is_anonymous": True, "user": user(user_id, is_bot=is_bot)}


async def test_the_list_is_brought_up_to_date(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """Who left unheard goes, who is in stays, and administrators come on the list."""
    await listed(services, REVIEWER, COLLEAGUE)
    telegram.presence[MODERATORS, COLLEAGUE] = {"status": "member"}
    present(telegram, owner(30), owner(OTHER_BOT.id, is_bot=True), owner(ANONYMOUS.id))
    await take_stock(services)
    assert await everyone(services) == [COLLEAGUE, 30]


async def test_a_refusal_counts_as_gone(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """Telegram knows no such person there."""
    await listed(services, REVIEWER, COLLEAGUE)
    telegram.refuse("getChatMember", 400, "Bad Request: user not found")
    telegram.presence[MODERATORS, COLLEAGUE] = {"status": "member"}
    await take_stock(services)
    assert await everyone(services) == [COLLEAGUE]


async def test_a_bot_that_was_put_out_takes_nobody_off(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """It sees nobody there; who left meanwhile is found once it is back."""
    await listed(services, REVIEWER, COLLEAGUE)
    telegram.refuse("getChatAdministrators", 403, "Forbidden: bot was kicked")
    await take_stock(services)
    assert await everyone(services) == [REVIEWER, COLLEAGUE]


@pytest.mark.parametrize("method", ["getChatAdministrators", "getChatMember"])
async def test_no_answer_leaves_the_list_as_it_is(
    services: Services, telegram: RecordingRequest, bound: None, method: str
) -> None:
    """Half a check would take power from who is there."""
    await listed(services, REVIEWER, COLLEAGUE)
    present(telegram, owner(30))
    telegram.break_off(method, TimedOut())
    with pytest.raises(TimedOut):
        await take_stock(services)
    assert await everyone(services) == [REVIEWER, COLLEAGUE]


async def test_without_a_group_nobody_is_asked_about(
    services: Services, telegram: RecordingRequest
) -> None:
    """There is nothing to check."""
    await listed(services, REVIEWER)
    await take_stock(services)
    assert telegram.calls == []
