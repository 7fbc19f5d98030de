"""Edits of the bot's own messages."""

import pytest

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Stage, picture

MARKUP = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


async def said(bot: BotClient, chat_id: int, text: str = "hello") -> dict[str, object]:
    sent = await bot.call("sendMessage", chat_id=chat_id, text=text, reply_markup=MARKUP)
    return {"chat_id": chat_id, "message_id": sent["message_id"]}


async def shown(bot: BotClient, chat_id: int) -> dict[str, object]:
    files = {"photo": ("x.png", picture())}
    sent = await bot.call("sendPhoto", chat_id=chat_id, caption="before", files=files)
    return {"chat_id": chat_id, "message_id": sent["message_id"]}


async def test_an_edit_without_keyboard_takes_it_away(bot: BotClient, stage: Stage) -> None:
    """The person sees the message as edited, without buttons."""
    where = await said(bot, stage.doctor.id)
    edited = await bot.call("editMessageText", **where, text="bye")
    assert (edited["text"], "reply_markup" in edited) == ("bye", False)
    assert stage.doctor.last().edited
    assert stage.doctor.last().keyboard == []


async def test_the_same_again_is_refused(bot: BotClient, stage: Stage) -> None:
    """Text and keyboard count together."""
    where = await said(bot, stage.doctor.id)
    text = await bot.refused("editMessageText", **where, text="hello", reply_markup=MARKUP)
    assert text == UNCHANGED
    assert await bot.call("editMessageText", **where, text="hello")


async def test_a_change_of_buttons_shows_no_edit(bot: BotClient, stage: Stage) -> None:
    """Only content makes a message look edited."""
    where = await said(bot, stage.doctor.id)
    edited = await bot.call("editMessageReplyMarkup", **where)
    assert "edit_date" not in edited
    assert await bot.refused("editMessageReplyMarkup", **where) == UNCHANGED


@pytest.mark.parametrize(
    ("method", "maker", "values", "reason"),
    [
        ("editMessageText", shown, {"text": "x"}, "there is no text in the message to edit"),
        (
            "editMessageCaption",
            said,
            {"caption": "x"},
            "there is no caption in the message to edit",
        ),
    ],
)
async def test_the_wrong_kind_of_edit(
    bot: BotClient, stage: Stage, method: str, maker: object, values: dict[str, str], reason: str
) -> None:
    """Text and caption are edited by different methods."""
    where = await maker(bot, stage.doctor.id)  # type: ignore[operator]
    assert await bot.refused(method, **where, **values) == f"Bad Request: {reason}"


async def test_a_picture_is_replaced_with_its_caption(bot: BotClient, stage: Stage) -> None:
    """Blanking a case is one call: new picture, no caption."""
    where = await shown(bot, stage.doctor.id)
    before = stage.doctor.last().picture
    files = {"new": ("x.png", picture(10, 10))}
    media = {"type": "photo", "media": "attach://new", "has_spoiler": True}
    await bot.call("editMessageMedia", **where, media=media, files=files)
    now = stage.doctor.last()
    assert (now.caption, now.spoiler, now.picture == before) == ("", True, False)


async def test_an_album_keeps_its_kind(bot: BotClient, stage: Stage) -> None:
    """A photo of an album cannot become a file."""
    files = {"a": ("a.png", picture()), "b": ("b.png", picture())}
    media = [{"type": "photo", "media": f"attach://{x}"} for x in "ab"]
    sent = await bot.call("sendMediaGroup", chat_id=stage.doctor.id, media=media, files=files)
    text = await bot.refused(
        "editMessageMedia",
        chat_id=stage.doctor.id,
        message_id=sent[0]["message_id"],
        media={"type": "document", "media": "attach://a"},
        files=files,
    )
    assert text == "Bad Request: message content type can't be used in an album"


async def test_only_own_messages(bot: BotClient, stage: Stage) -> None:
    """A missing one and somebody else's are told apart."""
    theirs = stage.doctor.send_text("mine")
    values = {"chat_id": stage.doctor.id, "text": "x"}
    text = await bot.refused("editMessageText", **values, message_id=999)
    assert text == "Bad Request: message to edit not found"
    text = await bot.refused("editMessageText", **values, message_id=theirs.id)
    assert text == "Bad Request: message can't be edited"


async def test_a_deleted_message_is_not_found(bot: BotClient, stage: Stage) -> None:
    """Whoever deleted it."""
    where = await said(bot, stage.doctor.id)
    stage.doctor.delete(stage.doctor.last())
    text = await bot.refused("editMessageText", **where, text="x")
    assert text == "Bad Request: message to edit not found"


async def test_an_edit_by_a_person_reaches_the_bot(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """As edited_message, with the date."""
    message = stage.doctor.send_text("befor")
    await bot.updates()
    messenger.clock.advance(5)
    stage.doctor.edit_text(message, "before")
    (update,) = await bot.updates()
    assert update["edited_message"]["text"] == "before"
    assert update["edited_message"]["edit_date"] == messenger.clock.unix()


async def test_editing_a_post_edits_its_forward(bot: BotClient, stage: Stage) -> None:
    """The copy in the discussion follows, and the bot hears of it."""
    where = await said(bot, stage.channel.id)
    await bot.updates()
    await bot.call("editMessageText", **where, text="corrected")
    (update,) = await bot.updates()
    assert update["edited_message"]["is_automatic_forward"]
    assert stage.discussion.messages()[-1].text == "corrected"


async def test_a_message_with_a_reply_keyboard_is_fixed(bot: BotClient, stage: Stage) -> None:
    """Only inline keyboards leave a message editable."""
    markup = {"keyboard": [[{"text": "Yes"}]]}
    values = {"chat_id": stage.doctor.id, "text": "Sure?"}
    sent = await bot.call("sendMessage", **values, reply_markup=markup)
    values |= {"message_id": sent["message_id"], "text": "x"}
    assert await bot.refused("editMessageText", **values) == "Bad Request: message can't be edited"
