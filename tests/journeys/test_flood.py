"""Flood: one person sends hundreds of messages; the others are answered, nothing else is lost."""

import pytest

from bot.flood import Floods
from sandbox.callbacks import tap
from storage import inbox, pictures
from storage.rows import fetch
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import picture

MANY = 300
BURST = 30


@pytest.fixture(autouse=True)
def _as_in_life(clinic: Clinic) -> None:
    """Other journeys have people who never stop to think."""
    clinic.bot.inbox._floods = Floods(BURST)


async def dealt_with(clinic: Clinic, lane: int) -> int:
    sql = "SELECT count(*) AS n FROM inbox WHERE lane = ?"
    [row] = await fetch(clinic.bot.services.database.reader, sql, lane)
    return int(row["n"])


async def test_others_are_answered_before_the_flood_is_through(clinic: Clinic) -> None:
    """A colleague asks after it began, and hears while the flooder's messages still wait."""
    for number in range(MANY):
        clinic.stranger.send_text(f"hello {number}")
    clinic.colleague.send_text("/help")
    await clinic.colleague.expect("/cases")
    waiting = await inbox.waiting_in(clinic.bot.services.database.reader, [clinic.stranger.id])
    assert waiting[clinic.stranger.id] > 0


async def test_the_surplus_is_left_out_and_said_once(clinic: Clinic) -> None:
    """One burst is dealt with; of the rest there is one sentence, in the person's language."""
    before = await dealt_with(clinic, clinic.stranger.id)
    for number in range(MANY):
        clinic.stranger.send_text(f"hello {number}")
    await clinic.settle()
    assert await dealt_with(clinic, clinic.stranger.id) - before <= BURST
    told = [seen for seen in clinic.stranger.sees() if "more at once than I can read" in seen.text]
    assert len(told) == 1
    assert "delete it from this chat yourself" in told[0].text


async def test_an_album_beside_a_flood_is_taken_whole(clinic: Clinic) -> None:
    """Ten pictures at once are no flood, and another person's flood takes none of them."""
    for number in range(MANY):
        clinic.stranger.send_text(f"hello {number}")
    clinic.doctor.send_album([picture() for _part in range(10)], caption="What is it?")
    await clinic.preview()
    assert len(await pictures.of_case(clinic.bot.services.database.reader, 1)) == 10


async def test_a_stranger_s_channel_gets_no_answer(clinic: Clinic) -> None:
    """The bot is an administrator there: posts count as a flood, and none of them is answered."""
    room = clinic.messenger.add_channel("Mine", owner=clinic.stranger)
    clinic.messenger.admit_bot(room, rights="all")
    await clinic.settle()
    before = await dealt_with(clinic, room.id)
    for number in range(MANY):
        clinic.stranger.send_text(f"/bind x{number}", room)
    await clinic.settle()
    assert await dealt_with(clinic, room.id) - before <= BURST
    assert not [m for m in clinic.stranger.sees(room) if "/bind DUTY" in m.text]
    assert len(room.messages()) == MANY


async def test_stickers_in_a_stranger_s_group_are_a_flood(clinic: Clinic) -> None:
    """What has no words is counted there too."""
    room = clinic.messenger.add_group("Mine", owner=clinic.stranger)
    clinic.messenger.admit_bot(room, rights="all")
    await clinic.settle()
    before = await dealt_with(clinic, room.id)
    for _sticker in range(MANY):
        clinic.stranger.send_sticker(room)
    await clinic.settle()
    assert await dealt_with(clinic, room.id) - before <= BURST


async def test_presses_of_moderators_are_never_left_out(clinic: Clinic) -> None:
    """However many, each is answered: a press that is lost may be a decision."""
    await clinic.submit()
    card = clinic.moderator.last(clinic.moderators)
    presses = [
        tap(clinic.messenger, clinic.moderator.id, card.record, "nothing:1:1")
        for _press in range(40)
    ]
    await clinic.settle()
    assert all(press.answered for press in presses)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
