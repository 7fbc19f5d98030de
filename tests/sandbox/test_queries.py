"""Taps and inline queries: on what is shown, answered once and in time."""

import asyncio

import pytest

from sandbox import inline
from sandbox.callbacks import tap
from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Stage

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
MARKUP = {
    "inline_keyboard": [
        [
            {"text": "✅ Approve", "callback_data": "ok:1"},
            {"text": "Reject", "callback_data": "no"},
        ],
        [{"text": "Read", "url": "https://example.org/"}],
    ]
}


async def card(bot: BotClient, stage: Stage) -> int:
    stage.moderator.start()
    values = {"chat_id": stage.group.id, "text": "case 1", "reply_markup": MARKUP}
    sent = await bot.call("sendMessage", **values)
    await bot.updates()
    return int(sent["message_id"])


async def test_a_tap_is_answered_once(bot: BotClient, stage: Stage) -> None:
    """The person sees the answer; a second one is too late."""
    await card(bot, stage)
    tapping = asyncio.create_task(stage.moderator.press("approve", chat=stage.group))
    (update,) = await bot.updates(timeout=5)
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"]) == ("ok:1", stage.moderator.id)
    values = {"callback_query_id": query["id"], "text": "done", "show_alert": True}
    await bot.call("answerCallbackQuery", **values)
    answer = await tapping
    assert (answer.text, answer.alert) == ("done", True)
    assert await bot.refused("answerCallbackQuery", **values) == TOO_OLD


async def test_an_old_query_cannot_be_answered(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Nor an invented one."""
    number = await card(bot, stage)
    query = tap(messenger, stage.moderator.id, stage.group.chat.messages[number], "x")
    messenger.clock.advance(61)
    text = await bot.refused("answerCallbackQuery", callback_query_id=query.id)
    assert text == TOO_OLD
    assert await bot.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_an_answer_has_200_characters(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """One more is refused, and the query stays open."""
    number = await card(bot, stage)
    query = tap(messenger, stage.moderator.id, stage.group.chat.messages[number], "x")
    values = {"callback_query_id": query.id}
    text = await bot.refused("answerCallbackQuery", **values, text="a" * 201)
    assert text == "Bad Request: MESSAGE_TOO_LONG"
    assert await bot.call("answerCallbackQuery", **values, text="a" * 200)


async def test_only_what_is_shown_can_be_pressed(bot: BotClient, stage: Stage) -> None:
    """The failure lists the labels."""
    await card(bot, stage)
    with pytest.raises(AssertionError, match="✅ Approve"):
        await stage.moderator.press("Delete", chat=stage.group, timeout=0.01)


async def test_a_button_that_was_taken_away(bot: BotClient, stage: Stage) -> None:
    """Only the present keyboard counts."""
    number = await card(bot, stage)
    message = stage.group.messages()[-1]
    values = {"chat_id": stage.group.id, "message_id": number}
    await bot.call("editMessageReplyMarkup", **values)
    with pytest.raises(AssertionError, match="no button"):
        await stage.moderator.press("Approve", on=message, timeout=0.01)


async def test_an_ambiguous_label_is_refused(bot: BotClient, stage: Stage) -> None:
    """Several buttons contain the letter."""
    await card(bot, stage)
    with pytest.raises(AssertionError, match="may be any of '✅ Approve', 'Reject', 'Read'"):
        await stage.moderator.press("e", chat=stage.group)


async def test_a_link_opens_without_the_bot(bot: BotClient, stage: Stage) -> None:
    """No callback is made of it."""
    await card(bot, stage)
    answer = await stage.moderator.press("Read", chat=stage.group)
    assert answer.url == "https://example.org/"
    assert await bot.updates() == []


async def test_an_unanswered_tap_fails(bot: BotClient, stage: Stage) -> None:
    """A spinning button is a fault of the bot."""
    await card(bot, stage)
    with pytest.raises(AssertionError, match="did not answer"):
        await stage.moderator.press("Reject", chat=stage.group, timeout=0.01)


async def test_a_forged_tap_carries_any_data(bot: BotClient, stage: Stage) -> None:
    """Also on an old message, by anybody in the chat; an outsider cannot even forge."""
    await card(bot, stage)
    message = stage.group.messages()[-1]
    forging = asyncio.create_task(stage.moderator.forge(message, "drop tables"))
    (update,) = await bot.updates(timeout=5)
    assert update["callback_query"]["data"] == "drop tables"
    await bot.call("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    assert (await forging).text == ""
    with pytest.raises(AssertionError, match="not in the chat"):
        await stage.doctor.forge(message, "x")


async def test_a_tap_on_a_deleted_message_shows_little_of_it(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Telegram sends an inaccessible message with date 0."""
    number = await card(bot, stage)
    record = stage.group.chat.messages[number]
    record.deleted = True
    tap(messenger, stage.moderator.id, record, "x")
    (update,) = await bot.updates()
    assert update["callback_query"]["message"]["date"] == 0


async def test_inline_results_are_sent_by_the_person(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """The message says through which bot it came."""
    query = inline.ask(messenger, stage.doctor.id, stage.group.chat, "rash")
    (update,) = [x for x in await bot.updates() if "inline_query" in x]
    article = {
        "type": "article",
        "id": "1",
        "title": "Case",
        "input_message_content": {"message_text": "<b>Case 1</b>", "parse_mode": "HTML"},
    }
    values = {"inline_query_id": update["inline_query"]["id"], "results": [article]}
    await bot.call("answerInlineQuery", **values)
    assert await bot.refused("answerInlineQuery", **values) == TOO_OLD
    message = inline.choose(messenger, stage.group.chat, query, 0)
    assert (message.text, message.sender_id) == ("Case 1", stage.doctor.id)


async def test_inline_results_are_checked(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Identifiers differ."""
    query = inline.ask(messenger, stage.doctor.id, stage.group.chat, "rash")
    content = {"message_text": "x"}
    article = {"type": "article", "id": "1", "title": "t", "input_message_content": content}
    text = await bot.refused(
        "answerInlineQuery", inline_query_id=query.id, results=[article, article]
    )
    assert text == "Bad Request: RESULT_ID_DUPLICATE"
