"""Albums: two to ten items of one kind, no buttons, separate messages."""

import pytest

from sandbox.messenger import Messenger
from sandbox.server import create_app
from tests.sandbox.fakes import TOKEN, BotClient, Stage, picture


def parts(count: int, kind: str = "photo") -> tuple[list[dict[str, str]], dict[str, object]]:
    """Media and uploads of an album."""
    media = [{"type": kind, "media": f"attach://p{i}"} for i in range(count)]
    return media, {f"p{i}": (f"{i}.png", picture()) for i in range(count)}


async def test_an_album_is_several_messages_with_one_number(bot: BotClient, stage: Stage) -> None:
    """The caption stands on the item that has it."""
    media, files = parts(3)
    media[0]["caption"] = "three"
    sent = await bot.call("sendMediaGroup", chat_id=stage.doctor.id, media=media, files=files)
    assert len({x["media_group_id"] for x in sent}) == 1
    assert [x.get("caption") for x in sent] == ["three", None, None]


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        (1, "there are too few messages to send as an album"),
        (11, "too many messages to send as an album"),
    ],
)
async def test_the_size_of_an_album(bot: BotClient, stage: Stage, count: int, reason: str) -> None:
    """One is too few, eleven are too many."""
    media, files = parts(count)
    text = await bot.refused("sendMediaGroup", chat_id=stage.doctor.id, media=media, files=files)
    assert text == f"Bad Request: {reason}"


async def test_an_album_takes_no_buttons(messenger: Messenger, stage: Stage) -> None:
    """Buttons go on a message of their own; the validators would stop this request earlier."""
    media, files = parts(2)
    async with BotClient(create_app(messenger), TOKEN) as lenient:
        values = {"chat_id": stage.doctor.id, "media": media, "reply_markup": {}}
        text = await lenient.refused("sendMediaGroup", **values, files=files)
    assert text == 'Bad Request: unknown parameter "reply_markup" of sendMediaGroup'


async def test_photos_and_files_do_not_mix(bot: BotClient, stage: Stage) -> None:
    """Documents form albums among themselves only."""
    media, files = parts(2)
    media[1]["type"] = "document"
    text = await bot.refused("sendMediaGroup", chat_id=stage.doctor.id, media=media, files=files)
    assert text == "Bad Request: document can't be mixed with other media types"


async def test_a_failing_item_leaves_nothing_behind(bot: BotClient, stage: Stage) -> None:
    """An album is sent whole or not at all."""
    media, files = parts(2)
    files["p1"] = ("1.png", b"no picture")
    before = len(stage.doctor.sees())
    text = await bot.refused("sendMediaGroup", chat_id=stage.doctor.id, media=media, files=files)
    assert text == "Bad Request: IMAGE_PROCESS_FAILED"
    assert len(stage.doctor.sees()) == before


async def test_parts_of_a_person_arrive_one_by_one(bot: BotClient, stage: Stage) -> None:
    """The bot cannot know how many are to come; others may write in between."""
    await bot.updates()
    album = stage.doctor.begin_album("two", documents=True)
    album.send(picture())
    stage.doctor.send_text("wait")
    album.send(picture())
    messages = [x["message"] for x in await bot.updates()]
    assert [x.get("media_group_id") for x in messages] == [album.id, None, album.id]
    assert messages[0]["caption"] == "two"
    assert "caption" not in messages[2]
