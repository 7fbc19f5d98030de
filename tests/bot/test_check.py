"""`medpics check`: each thing that can be wrong is named together with what to do about it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytesseract
import pytest

from bot import check
from bot.app import ALLOWED_UPDATES
from bot.settings import Settings
from handlers.context import Services
from moderation.post import MODERATION, Place
from storage import places
from storage.files import Purpose
from tests.handlers.fakes import TOKEN, RecordingRequest
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS
from tests.moderation.examples import NOW
from tests.storage.examples import KEY_TEXT, MASTER

BOT_ID = 123456789
ADMINISTRATOR: dict[str, Any] = {
    "status": "administrator",
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_post_messages": True,
    "can_edit_messages": True,
}


@pytest.fixture
def rooms(telegram: RecordingRequest) -> RecordingRequest:
    """The bot has every right in the group, the channel and its discussion."""
    telegram.chats = {
        MODERATORS: {"id": MODERATORS, "type": "supergroup", "title": "Moderators"},
        CHANNEL: {"id": CHANNEL, "type": "channel", "title": "Skin", "linked_chat_id": GROUP},
        GROUP: {"id": GROUP, "type": "supergroup", "title": "Talk"},
    }
    for chat_id in telegram.chats:
        telegram.presence[chat_id, BOT_ID] = dict(ADMINISTRATOR)
    return telegram


@pytest.fixture
async def ready(services: Services, rooms: RecordingRequest) -> Services:
    """The group and one channel are bound, and all is as it should be."""
    channel = Place("dermatology", CHANNEL, "Skin", 1, NOW, discussion_id=GROUP)
    async with services.database.transaction() as tx:
        await places.bind(tx, Place(MODERATION, MODERATORS, "Moderators", 1, NOW))
        await places.bind(tx, channel)
    return services


async def remedies(services: Services) -> list[str]:
    return [found.remedy async for found in check._places(services) if found.remedy]


def settings_at(folder: Path, base_url: str = "http://127.0.0.1:9") -> Settings:
    telegram = {"token": TOKEN, "base_url": base_url}
    return Settings(telegram=telegram, storage={"folder": folder, "master_key": KEY_TEXT})


@asynccontextmanager
async def telegram_that_says(status: str, body: str) -> AsyncIterator[str]:
    """A server on this computer with one answer for everything; yields its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_what_is_right_needs_no_remedy(ready: Services) -> None:
    """Without this, every other test here could pass by complaining always."""
    assert await remedies(ready) == []


async def test_nothing_bound_yet_says_how_to_bind(services: Services) -> None:
    """The group and a first channel."""
    assert await remedies(services) == [
        "No group is bound: write /bind moderation in it.",
        "No channel is bound: write /bind dermatology in one.",
    ]


@pytest.mark.parametrize(
    "right", ["can_post_messages", "can_invite_users", "can_restrict_members"]
)
async def test_a_missing_right_is_named(
    ready: Services, rooms: RecordingRequest, right: str
) -> None:
    """By Telegram's own name for it."""
    rooms.presence[CHANNEL, BOT_ID][right] = False
    assert await remedies(ready) == [f"Give the bot there: {right}."]


async def test_a_bot_that_was_put_out_is_told(ready: Services, rooms: RecordingRequest) -> None:
    """Out of the moderators' group, it needs to be a member first."""
    rooms.refuse("getChatMember", 403, "Forbidden: bot was kicked from the supergroup chat")
    assert await remedies(ready) == ["Give the bot there: member."]


async def test_rights_in_the_discussion_are_needed_too(
    ready: Services, rooms: RecordingRequest
) -> None:
    """There the bot removes raw photos."""
    rooms.presence[GROUP, BOT_ID]["can_delete_messages"] = False
    assert await remedies(ready) == ["Give the bot in its discussion group: can_delete_messages."]


async def test_another_discussion_is_noticed(ready: Services, rooms: RecordingRequest) -> None:
    """Threads would be looked for in the old one."""
    rooms.chats[CHANNEL]["linked_chat_id"] = -5
    (remedy,) = await remedies(ready)
    assert "repeat /bind dermatology" in remedy


async def test_a_first_discussion_is_noticed(ready: Services, rooms: RecordingRequest) -> None:
    """Nobody verified its people, and they would see every picture."""
    async with ready.database.transaction() as tx:
        await places.bind(tx, Place("dermatology", CHANNEL, "Skin", 1, NOW))
    [(mark, remedy)] = await marks(ready)
    assert (mark, "repeat /bind dermatology" in remedy) == ("FAIL", True)


async def test_people_who_may_edit_posts_are_counted(
    ready: Services, rooms: RecordingRequest
) -> None:
    """Neither the owner nor the bot itself; and nobody is named."""
    anna = {"id": 5, "is_bot": False, "first_name": "Anna"}
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "MedPics"}
    owner = {"status": "creator", "is_anonymous": False, "user": anna | {"id": 6}}
    writer = ADMINISTRATOR | {"user": anna, "can_edit_messages": False}
    rooms.results["getChatAdministrators"] = [owner, ADMINISTRATOR | {"user": bot}, writer]
    [(mark, remedy)] = await marks(ready)
    assert mark == "warn"
    assert "0 administrators can edit posts and 1 can write some" in remedy
    assert "Anna" not in remedy


async def test_a_visible_history_is_a_warning(ready: Services, rooms: RecordingRequest) -> None:
    """In the moderators' group only: elsewhere newcomers should read what there is."""
    rooms.chats[GROUP]["has_visible_history"] = True
    assert await marks(ready) == []
    rooms.chats[MODERATORS]["has_visible_history"] = True
    [(mark, remedy)] = await marks(ready)
    assert mark == "warn"
    assert "hide it" in remedy


async def marks(services: Services) -> list[tuple[str, str]]:
    """How each thing that is not right would be marked, and its remedy."""
    found = [each async for each in check._places(services)]
    return [(each.mark, each.remedy) for each in found if each.remedy]


@pytest.mark.parametrize(
    ("info", "word"),
    [
        ({"url": "https://other.example"}, "another copy"),
        ({"url": "", "allowed_updates": ["message"]}, "chat_join_request"),
        ({"url": "", "allowed_updates": list(ALLOWED_UPDATES)}, None),
    ],
)
async def test_updates_must_arrive_here(
    services: Services, telegram: RecordingRequest, info: dict[str, Any], word: str | None
) -> None:
    """A webhook would starve polling; kinds that were not asked for never come."""
    extra = {"has_custom_certificate": False, "pending_update_count": 0}
    telegram.results["getWebhookInfo"] = info | extra
    remedy = (await check._updates(services.bot, None)).remedy
    assert (remedy is None) if word is None else (word in (remedy or ""))


def lost() -> NoReturn:
    raise pytesseract.TesseractNotFoundError


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (lost, "Tesseract is not installed: run ./run setup."),
        (lambda: ["fra", "osd"], "Tesseract lacks eng: run ./run setup."),
        (lambda: ["eng", "osd"], None),
    ],
)
def test_tesseract_must_read(
    monkeypatch: pytest.MonkeyPatch, languages: Callable[[], list[str]], said: str | None
) -> None:
    """The second look needs it, in the one language that it reads with."""
    monkeypatch.setattr(pytesseract, "get_languages", languages)
    assert check._tesseract() == said


def test_missing_weights_are_named(tmp_path: Path) -> None:
    """All of them, in an empty folder."""
    said = check._weights(tmp_path)
    assert said is not None
    assert said.startswith("Model weights are missing (")
    assert said.endswith("): run ./run setup.")


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is full; the folder need not exist yet."""
    folder = tmp_path / "not" / "yet"
    assert check._disk(folder) is None
    monkeypatch.setattr(check, "DISK_MIN_BYTES", 2**80)
    assert str(folder) in (check._disk(folder) or "")


class NoTexts:
    """Catalogues that were never compiled."""

    def __init__(self) -> None:
        raise FileNotFoundError


def test_missing_catalogues_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The remedy is the set-up."""
    assert check._catalogues() is None
    monkeypatch.setattr(check, "Texts", NoTexts)
    assert check._catalogues() == "The translations are not compiled: run ./run setup."


async def test_a_refused_token_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With where to take it from, and without showing it."""
    refusal = '{"ok":false,"error_code":401,"description":"Unauthorized"}'
    async with telegram_that_says("401 Unauthorized", refusal) as address:
        assert await check.run_checks(settings_at(tmp_path, address)) == 1
    out = capsys.readouterr().out
    assert "FAIL  token\n      Telegram does not know it: take it from @BotFather" in out
    assert TOKEN not in out


async def test_an_unreachable_telegram_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a matter of the network."""
    assert await check.run_checks(settings_at(tmp_path)) == 1
    assert "FAIL  Telegram\n      It does not answer (NetworkError)" in capsys.readouterr().out


async def test_a_database_that_cannot_be_used_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Something else stands where it belongs."""
    (tmp_path / "medpics.sqlite").write_bytes(b"no database " * 500)
    assert await check.run_checks(settings_at(tmp_path)) == 1
    assert "FAIL  database" in capsys.readouterr().out


async def test_a_master_key_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command that makes one, and before anything is made in the folder."""
    settings = Settings(
        telegram={"token": TOKEN},
        storage={"folder": tmp_path / "var", "key_file": tmp_path / "k"},
    )
    assert await check.run_checks(settings) == 1
    out = capsys.readouterr().out
    assert f"FAIL  master key\n      There is no master key at {tmp_path / 'k'}: make one" in out
    assert not (tmp_path / "var").exists()


async def test_the_master_key_opens_what_is_stored(services: Services) -> None:
    """Each key is tried; one that was altered is counted, and what to do is said."""
    for _ in range(3):
        name = await services.files.put(b"x", Purpose.MASKED)
    found = await check._sealed(services.files)
    assert (found.what, found.remedy) == (
        f"master key {MASTER.id}: it opens 3 private files",
        None,
    )
    async with services.database.transaction() as tx:
        await tx.execute("UPDATE file_key SET purpose = 'preview' WHERE name = ?", (name,))
    remedy = (await check._sealed(services.files)).remedy
    assert remedy == "1 keys were altered: restore a backup of the database."
