"""getFile and the download address."""

import pytest

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Stage, picture


async def test_a_file_is_fetched_in_two_steps(bot: BotClient, stage: Stage) -> None:
    """getFile gives the path; the colon of the token may be percent-encoded."""
    stage.doctor.send_document(b"bytes", "x.bin")
    file_id = (await bot.updates())[-1]["message"]["document"]["file_id"]
    path = (await bot.call("getFile", file_id=file_id))["file_path"]
    for token in ("123456:TEST", "123456%3ATEST"):
        assert (await bot.http.get(f"/file/bot{token}/{path}")).content == b"bytes"


async def test_more_than_twenty_million_bytes_are_too_many(bot: BotClient, stage: Stage) -> None:
    """The limit of downloads is below that of uploads."""
    stage.doctor.send_document(bytes(20_000_001), "x.bin")
    file_id = (await bot.updates())[-1]["message"]["document"]["file_id"]
    assert await bot.refused("getFile", file_id=file_id) == "Bad Request: file is too big"


async def test_an_expired_file_is_gone(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """Neither getFile nor an earlier path works any more."""
    stage.doctor.send_document(b"bytes", "x.bin")
    file_id = (await bot.updates())[-1]["message"]["document"]["file_id"]
    path = (await bot.call("getFile", file_id=file_id))["file_path"]
    messenger.expire_files()
    reason = "Bad Request: wrong file_id or the file is temporarily unavailable"
    assert await bot.refused("getFile", file_id=file_id) == reason
    assert (await bot.http.get(f"/file/bot{bot.token}/{path}")).status_code == 404


async def test_a_file_id_sends_the_file_again(bot: BotClient, stage: Stage) -> None:
    """No upload is needed for what Telegram has."""
    stage.doctor.send_photo(picture())
    file_id = (await bot.updates())[-1]["message"]["photo"][0]["file_id"]
    await bot.call("sendPhoto", chat_id=stage.doctor.id, photo=file_id)
    first, second = stage.doctor.sees()[-2:]
    assert first.picture == second.picture


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("AgACunknown", "Bad Request: wrong file identifier/HTTP URL specified"),
        ("https://example.org/x.jpg", "Bad Request: failed to get HTTP URL content"),
        (
            "attach://nothing",
            "Bad Request: can't parse InputMedia: can't find the attached file attach://nothing",
        ),
    ],
)
async def test_a_wrong_source_is_refused(
    bot: BotClient, stage: Stage, source: str, reason: str
) -> None:
    """The sandbox reaches no network and invents no file."""
    assert await bot.refused("sendPhoto", chat_id=stage.doctor.id, photo=source) == reason


async def test_a_photo_is_no_document(bot: BotClient, stage: Stage) -> None:
    """A file keeps its kind."""
    stage.doctor.send_photo(picture())
    file_id = (await bot.updates())[-1]["message"]["photo"][0]["file_id"]
    text = await bot.refused("sendDocument", chat_id=stage.doctor.id, document=file_id)
    assert text.startswith("Bad Request: type of file mismatch")
