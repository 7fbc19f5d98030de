"""Routing: a tap is answered once, a refusal changes nothing, a forgery reaches nobody."""

from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update

from handlers.buttons import Act, Tap
from handlers.context import Services
from handlers.people import list_moderator
from handlers.refusals import sentence
from handlers.routing import MessageGate, Press, Said, TapGate, UnknownTap
from moderation.case import CaseState
from moderation.errors import AlreadyDecided, NotModerator, NotYours, OutOfDate, RuleError
from moderation.permissions import Action
from storage import audit
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import CHANNEL, MODERATORS, settled
from tests.handlers.test_people import ADA
from tests.moderation.examples import NOW, REVIEWER

PERSON = {"id": REVIEWER, "is_bot": False, "first_name": "Ada", "last_name": "B."}
QUERY = {"id": "9", "from": PERSON, "chat_instance": "x"}
REFUSALS = [OutOfDate(), NotYours(), NotModerator(), AlreadyDecided(CaseState.APPROVED)]


def message(chat_id: int) -> dict[str, Any]:
    kind = "private" if chat_id > 0 else "supergroup"
    return {"message_id": 7, "date": 0, "chat": {"id": chat_id, "type": kind}, "text": "<b>"}


class Responder:
    """Writes a line into the trail, then refuses or answers."""

    def __init__(self, services: Services, outcome: RuleError | str | None = None) -> None:
        self.services, self.outcome = services, outcome
        self.asked: list[Any] = []

    async def press(self, _services: Services, press: Press) -> str | None:
        return await self._respond(press)

    async def message(self, _services: Services, said: Said) -> None:
        await self._respond(said)

    async def _respond(self, asked: Any) -> str | None:
        self.asked.append(asked)
        async with self.services.database.transaction() as tx:
            await audit.record(tx, NOW, None, "done", "x")
        self.services.errand("x", 1, self._follow)
        if isinstance(self.outcome, RuleError):
            raise self.outcome
        return self.outcome

    async def _follow(self) -> None:
        self.asked.append("followed")


async def pressed(
    services: Services,
    responder: Responder,
    data: str,
    chat_id: int,
    named: tuple[Act, Action] = (Act.APPROVE, Action.REVIEW),
) -> None:
    """As an update is handled: one unit, then all that follows from it."""
    query = {"id": "9", "from": PERSON, "chat_instance": "x", "message": message(chat_id)}
    update = Update.de_json(
        {"update_id": 1, "callback_query": query | {"data": data}}, services.bot
    )
    context: Any = SimpleNamespace(services=services)
    async with services.database.unit():
        await TapGate(*named, responder.press)(update, context)
    await settled(services)


async def said(services: Services, responder: Responder, chat_id: int) -> None:
    body = {"update_id": 1, "message": message(chat_id) | {"from": PERSON}}
    update = Update.de_json(body, services.bot)
    context: Any = SimpleNamespace(services=services)
    async with services.database.unit():
        await MessageGate(((Action.LOOK, responder.message),))(update, context)
    await settled(services)


async def written(services: Services) -> bool:
    return bool(await audit.trail(services.database.reader, "x"))


APPROVE = Tap(Act.APPROVE, 5, 2).pack()


@pytest.mark.parametrize("toast", [None, "Done."])
async def test_a_tap_is_answered_once(
    services: Services, telegram: RecordingRequest, bound: None, toast: str | None
) -> None:
    """With what the function returns, or with nothing: the button stops spinning."""
    await list_moderator(services, ADA)
    responder = Responder(services, toast)
    await pressed(services, responder, APPROVE, MODERATORS)
    [call] = telegram.calls
    assert (call.method, call["text"]) == ("answerCallbackQuery", toast)
    press, followed = responder.asked
    assert (press.tap, press.chat_id, press.message_id) == (Tap(Act.APPROVE, 5, 2), MODERATORS, 7)
    assert followed == "followed"
    assert await written(services)


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_refused_tap_changes_nothing(
    services: Services, telegram: RecordingRequest, bound: None, refusal: RuleError
) -> None:
    """What was written before is taken back, nothing follows from it, and the reason is said."""
    await list_moderator(services, ADA)
    responder = Responder(services, refusal)
    await pressed(services, responder, APPROVE, MODERATORS)
    assert not await written(services)
    assert len(responder.asked) == 1
    [answered] = telegram.of("answerCallbackQuery")
    assert answered["text"] == sentence(services.texts.of("en").say, refusal)
    assert answered["show_alert"] is True
    stale = isinstance(refusal, OutOfDate | AlreadyDecided)
    assert len(telegram.of("editMessageReplyMarkup")) == stale


async def test_who_was_first_is_named(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """Moderators know each other."""
    await list_moderator(services, ADA)
    refusal = AlreadyDecided(CaseState.APPROVED, REVIEWER)
    await pressed(services, Responder(services, refusal), APPROVE, MODERATORS)
    assert telegram.of("answerCallbackQuery")[0]["text"].endswith(" (Ada B.)")


@pytest.mark.parametrize("data", ["ok:", "ok:five:2:", "ok:+5:2:", "ok:5:2", ""])
async def test_what_is_no_tap_of_ours_reaches_nobody(
    services: Services, telegram: RecordingRequest, data: str
) -> None:
    """A client may send any words; they are answered all the same."""
    responder = Responder(services)
    await pressed(services, responder, data, REVIEWER)
    assert responder.asked == []
    assert "no longer in use" in telegram.of("answerCallbackQuery")[0]["text"]


@pytest.mark.parametrize("chat_id", [MODERATORS, CHANNEL])
async def test_a_private_button_in_a_group_reaches_nobody(
    services: Services, telegram: RecordingRequest, bound: None, chat_id: int
) -> None:
    """Only the moderators' acts stand in groups, whatever message a client claims."""
    responder = Responder(services)
    named = (Act.WITHDRAW, Action.WITHDRAW)
    await pressed(services, responder, Tap(Act.WITHDRAW, 5, 2).pack(), chat_id, named)
    assert responder.asked == []
    assert len(telegram.of("answerCallbackQuery")) == 1


async def test_an_unknown_button_is_answered(
    services: Services, telegram: RecordingRequest
) -> None:
    """Of an old version, or forged."""
    query = {
        "id": "9",
        "from": PERSON,
        "chat_instance": "x",
        "data": "?",
        "inline_message_id": "1",
    }
    update = Update.de_json({"update_id": 1, "callback_query": query}, services.bot)
    context: Any = SimpleNamespace(services=services)
    await UnknownTap()(update, context)
    await settled(services)
    assert [call.method for call in telegram.calls] == ["answerCallbackQuery"]


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_refused_message_changes_nothing(
    services: Services, telegram: RecordingRequest, bound: None, refusal: RuleError
) -> None:
    """The reason answers it, as text that is safe to show."""
    responder = Responder(services, refusal)
    await said(services, responder, REVIEWER)
    assert not await written(services)
    assert len(responder.asked) == 1
    [reply] = telegram.of("sendMessage")
    assert reply["reply_parameters"]["message_id"] == 7
    assert reply.words.startswith(sentence(services.texts.of("en").say, refusal)[:10])


async def test_a_message_that_is_not_refused_stands(
    services: Services, telegram: RecordingRequest
) -> None:
    """With what follows from it, and without a word of routing's own."""
    responder = Responder(services)
    await said(services, responder, REVIEWER)
    assert await written(services)
    assert responder.asked[1:] == ["followed"]
    assert telegram.calls == []
