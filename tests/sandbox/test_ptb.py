"""python-telegram-bot's real Application against the sandbox, in process and validated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from sandbox.messenger import Messenger
from sandbox.server import create_app
from tests.sandbox.fakes import TOKEN, Stage, picture
from tests.strict import Strictness

BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Send them", callback_data="send")]])


async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("Welcome", reply_markup=BUTTON)


async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("at once")
    await query.edit_message_text("Send two pictures")


async def pictured(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    file = await update.message.photo[-1].get_file()
    data = bytes(await file.download_as_bytearray())
    media = [InputMediaPhoto(data, caption="1"), InputMediaPhoto(data, has_spoiler=True)]
    await context.bot.send_media_group(update.message.chat_id, media)


@asynccontextmanager
async def application(
    messenger: Messenger,
) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    strictness = Strictness()
    app = create_app(messenger, **strictness.app_arguments())

    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app)})

    builder = Application.builder().token(TOKEN).request(request()).get_updates_request(request())
    made = builder.build()
    made.add_handler(CommandHandler("start", start))
    made.add_handler(CallbackQueryHandler(tapped))
    made.add_handler(MessageHandler(filters.PHOTO, pictured))
    async with made:
        await made.start()
        assert made.updater is not None
        await made.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        try:
            yield made
        finally:
            await made.updater.stop()
            await made.stop()
    assert strictness.problems == []


async def test_start_message_callback_album(messenger: Messenger, stage: Stage) -> None:
    """The whole way of a conversation."""
    async with application(messenger):
        stage.doctor.start()
        await stage.doctor.expect("Welcome")
        assert (await stage.doctor.press("send them")).text == "at once"
        await stage.doctor.expect("two pictures")
        stage.doctor.send_photo(picture(2000, 1000))
        first = await stage.doctor.expect("^1$")
        await messenger.idle()
        album = [x for x in stage.doctor.sees() if x.album == first.album]
        assert [x.spoiler for x in album] == [False, True]


@pytest.fixture
def stage(messenger: Messenger) -> Stage:
    return Stage(messenger)


async def test_refusals_become_the_clients_errors(messenger: Messenger, stage: Stage) -> None:
    """The client recognises each of them."""
    async with application(messenger) as made:
        with pytest.raises(BadRequest, match="Chat not found"):
            await made.bot.send_message(42, "x")
        stage.doctor.block_bot()
        with pytest.raises(Forbidden, match="blocked"):
            await made.bot.send_message(stage.doctor.id, "x")
        small = messenger.add_group("Small", owner=stage.moderator, basic=True)
        messenger.admit_bot(small)
        small.migrate()
        with pytest.raises(ChatMigrated):
            await made.bot.send_message(small.id, "x")


async def test_faults_become_the_clients_errors(
    messenger: Messenger, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So recovery can be tested through the client."""
    # Without it the client warns that `retry_after` will become a timedelta.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with application(messenger) as made:
        messenger.faults.flood("sendMessage", retry_after=3)
        messenger.faults.reset_after("sendMessage")
        messenger.faults.timeout_after("sendMessage")
        messenger.faults.server_error("sendMessage")
        for error in (RetryAfter, NetworkError, TimedOut, NetworkError):
            with pytest.raises(error):
                await made.bot.send_message(stage.doctor.id, "x")
        assert await made.bot.send_message(stage.doctor.id, "x")
