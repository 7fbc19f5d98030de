"""The state in a file: the server may be killed and started again."""

from pathlib import Path

from sandbox.messenger import Messenger
from sandbox.server import create_app
from tests.sandbox.fakes import TOKEN, BotClient, Stage, picture


def test_everything_survives_a_round_trip(tmp_path: Path, messenger: Messenger) -> None:
    """The state that is read equals the one that was written."""
    stage = Stage(messenger)
    stage.doctor.send_photo(picture(), "look")
    stage.moderator.send_text("notice", chat=stage.channel)
    stage.group.promote(stage.doctor, anonymous=True)
    messenger.save(tmp_path / "state.json")
    loaded = Messenger.load(tmp_path / "state.json", messenger.clock)
    assert loaded.world == messenger.world
    assert loaded.blobs == messenger.blobs


async def test_updates_wait_for_the_next_server(tmp_path: Path, messenger: Messenger) -> None:
    """What was not acknowledged is there after a restart, under the same number."""
    stage, path = Stage(messenger), tmp_path / "state.json"
    messenger.keep_in(path)
    stage.doctor.send_text("before")
    async with BotClient(create_app(messenger), TOKEN) as bot:
        (before,) = await bot.call("getUpdates")
    loaded = Messenger.load(path, messenger.clock)
    async with BotClient(create_app(loaded), TOKEN) as bot:
        assert await bot.call("getUpdates") == [before]


def test_people_are_found_again(tmp_path: Path, messenger: Messenger) -> None:
    """By their number; so are rooms."""
    stage, path = Stage(messenger), tmp_path / "state.json"
    messenger.save(path)
    loaded = Messenger.load(path)
    doctor = loaded.person(stage.doctor.id)
    assert [x.text for x in doctor.sees()] == ["/start"]
    assert loaded.room(stage.group.id).title == "Moderators"
    assert loaded.add_person("New").id != stage.moderator.id


def test_every_change_is_kept(tmp_path: Path, messenger: Messenger) -> None:
    """Without asking, once `keep_in` was called."""
    stage, path = Stage(messenger), tmp_path / "state.json"
    messenger.keep_in(path)
    stage.doctor.send_document(b"bytes", "x.bin")
    assert Messenger.load(path).person(stage.doctor.id).last().document == b"bytes"
