"""Command menus: in both languages, for those who may use them, within Telegram's limits."""

import re
from collections.abc import Callable

import pytest
from telegram import BotCommand

from handlers.context import Services
from handlers.menus import group_menu, private_menu, set_menus
from handlers.texts import Speech, Texts, units
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import MODERATORS

Menu = Callable[[Speech], list[BotCommand]]


@pytest.mark.parametrize("menu", [private_menu, group_menu])
def test_menus_keep_to_the_limits(speech: Speech, menu: Menu) -> None:
    """A command of 1 to 32 small letters, digits and underscores; a text of 1 to 256."""
    for command in menu(speech):
        assert re.fullmatch("[a-z0-9_]{1,32}", command.command)
        assert 1 <= units(command.description) <= 256


@pytest.mark.parametrize("menu", [private_menu, group_menu])
def test_both_languages_offer_the_same(texts: Texts, menu: Menu) -> None:
    """The same commands in the same order, each text in its own words."""
    english, french = menu(texts.of("en")), menu(texts.of("fr"))
    assert [c.command for c in english] == [c.command for c in french]
    same = [c.command for c, d in zip(english, french, strict=True) if c == d]
    assert set(same) <= {"language"}


async def test_everybody_gets_a_menu(services: Services, telegram: RecordingRequest) -> None:
    """French, English, and English for all other languages; no group is bound yet."""
    await set_menus(services)
    assert [call["language_code"] for call in telegram.calls] == ["fr", "en", None]
    assert {call["scope"]["type"] for call in telegram.calls} == {"all_private_chats"}
    texts = [call["commands"][0]["description"] for call in telegram.calls]
    assert texts[0] != texts[1] == texts[2]


async def test_the_moderators_get_theirs(
    services: Services, telegram: RecordingRequest, bound: None
) -> None:
    """In their group alone."""
    await set_menus(services)
    group = telegram.calls[-1]
    assert group["scope"] == {"type": "chat", "chat_id": MODERATORS}
    assert [command["command"] for command in group["commands"]] == [
        "queue",
        "takedown",
        "stats",
        "members",
        "doors",
        "suspend",
        "reinstate",
    ]


async def test_a_lost_group_does_not_stop_the_start(
    services: Services, telegram: RecordingRequest, bound: None, caplog: pytest.LogCaptureFixture
) -> None:
    """The other menus stand; the log says which one does not."""
    telegram.refuse("setMyCommands", 403, "Forbidden: bot was kicked", after=3)
    await set_menus(services)
    assert len(telegram.calls) == 4
    assert "the moderators' menu could not be set (Forbidden)" in caplog.text
