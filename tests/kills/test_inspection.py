"""The inspection sees what it is there to see: each thing that is spoilt on purpose is named."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from anonymize import blank
from bot.app import Running
from sandbox.posting import post
from storage import audit
from storage.rows import fetch_one
from tests.kills.chats import inspect_chats
from tests.kills.hospital import Hospital, hospital
from tests.kills.report import Report
from tests.kills.rows import inspect_rows
from tests.kills.trial import at_work, rest


@dataclass
class Ahead:
    """A clock of this process alone."""

    value: float = 0.0


@asynccontextmanager
async def a_day(folder: Path) -> AsyncIterator[tuple[Hospital, Running]]:
    """A quiet day at the hospital: cases are sent, decided, published and discussed."""
    async with hospital(folder, Ahead(), 1) as place, place.bot() as running:
        place.unhurried, place.reports_most = 0.1, 1
        async with at_work(place, 1):
            await place.messenger.wait(lambda: bool(place.channel.messages()), 60)
            await place.messenger.wait(lambda: bool(place.books.replies), 60)
            await place.messenger.wait(lambda: bool(place.books.reports), 60)
            await place.messenger.wait(lambda: stands_unreported(place), 60)
            place.closing = True
            assert await rest(place.messenger, 4.0, 40)
        await place.settle(running)
        yield place, running


def stands_unreported(place: Hospital) -> bool:
    """Whether some case will be in the channel whatever moderators make of the reports."""
    reported = {number.removeprefix("MP-") for _who, number in place.books.reports}
    return bool(set(place.in_channel()) - reported)


async def found(place: Hospital, running: Running) -> set[str]:
    """The rules that are broken now."""
    await place.settle(running)
    report = Report(Counter())
    await inspect_rows(place, running, report)
    await inspect_chats(place, running, report)
    return {wrong.partition(":")[0] for wrong in report.wrong}


async def spoil_rows(running: Running, *statements: str) -> None:
    async with running.services.database.transaction() as tx:
        for sql in statements:
            await tx.execute(sql)


@pytest.mark.timeout(180)
async def test_what_is_spoilt_is_named(tmp_path: Path) -> None:
    """One thing after the other, in rows, files, chats and books."""
    async with a_day(tmp_path) as (place, running):
        assert await found(place, running) == set()
        for rule, spoil in SPOILT.items():
            assert rule not in await found(place, running)
            await spoil(place, running)
            assert rule in await found(place, running)


async def post_twice(place: Hospital, running: Running) -> None:
    """Without a copy in the discussion: by that the bot would find it, and delete it."""
    place.messenger.hold_forwards()
    shown = next(seen for seen in place.channel.messages() if "#MP" in seen.text)
    post(place.messenger, place.channel.chat, replace(shown.record, album=""))


async def lose_a_file(place: Hospital, running: Running) -> None:
    row = await fetch_one(
        running.services.database.reader,
        "SELECT masked FROM picture JOIN medical_case ON medical_case.id = case_id"
        " WHERE masked IS NOT NULL AND medical_case.state = 'published' ORDER BY picture.id DESC",
    )
    assert row is not None
    (place.life().files / row["masked"]).unlink()


async def lose_a_picture(place: Hospital, running: Running) -> None:
    await spoil_rows(
        running,
        "DELETE FROM finding WHERE picture_id = (SELECT min(id) FROM picture)",
        "DELETE FROM picture WHERE id = (SELECT min(id) FROM picture)",
    )


async def lose_an_answer(place: Hospital, running: Running) -> None:
    next(iter(place.messenger.world.callbacks.values())).answered = False


async def lose_a_reply(place: Hospital, running: Running) -> None:
    await spoil_rows(running, "DELETE FROM reply")


async def lose_a_notice(place: Hospital, running: Running) -> None:
    for doctor in place.doctors:
        for seen in doctor.sees():
            seen.record.deleted = seen.record.deleted or "is published" in seen.text


async def publish_twice(place: Hospital, running: Running) -> None:
    services = running.services
    sql = "SELECT subject, revision FROM audit WHERE action = 'publish'"
    row = await fetch_one(services.database.reader, sql)
    assert row is not None
    async with services.database.transaction() as tx:
        await audit.record(tx, services.clock(), None, "publish", row["subject"], row["revision"])


async def revise_unasked(place: Hospital, running: Running) -> None:
    services = running.services
    async with services.database.transaction() as tx:
        await audit.record(tx, services.clock(), place.doctors[0].id, "revise", "case 1", 9)


async def forget_a_case(place: Hospital, running: Running) -> None:
    await spoil_rows(running, "UPDATE medical_case SET question = 'gone'")


async def leave_an_update(place: Hospital, running: Running) -> None:
    await spoil_rows(
        running,
        "INSERT INTO inbox (update_id, lane, received_at, state, tries, starts, payload)"
        " VALUES (999999, 1, '2026-01-01T00:00:00+00:00', 'aside', 3, 0, '{}')",
    )


async def leave_an_original(place: Hospital, running: Running) -> None:
    chat = place.messenger.private_chat(place.doctors[0].id, place.messenger.only_bot().user_id)
    photo = next(m for m in chat.messages.values() if m.media and m.sender_id == chat.id)
    photo.deleted = False


async def leave_a_card(place: Hospital, running: Running) -> None:
    card = next(seen for seen in place.group.messages() if "Case MP-" in seen.text)
    button = {"text": "✅ Approve", "callback_data": "ok:1:1:"}
    card.record.markup = {"inline_keyboard": [[button]]}


async def lose_a_report(place: Hospital, running: Running) -> None:
    place.books.reports.add((place.colleagues[0].id, "MP-99999"))


async def leave_a_case_hidden(place: Hospital, running: Running) -> None:
    await spoil_rows(
        running,
        "UPDATE medical_case SET state = 'hidden'"
        " WHERE id = (SELECT min(id) FROM medical_case WHERE state = 'published')",
    )


async def leave_a_post_blank(place: Hospital, running: Running) -> None:
    shown = next(seen for seen in place.channel.messages() if seen.kind == "photo")
    grey = place.operator.send_photo(blank(), None, place.group)
    shown.record.media, grey.record.deleted = grey.record.media, True


async def say_the_last_word(place: Hospital, running: Running) -> None:
    place.books.spoke[place.doctors[0].id] = 10**9


SPOILT = {
    "a published case stands once": post_twice,
    "every file that a row names is there": lose_a_file,
    "a photo is kept once": lose_a_picture,
    "every tap is answered": lose_an_answer,
    "a reply counts once": lose_a_reply,
    "an author is told": lose_a_notice,
    "published once": publish_twice,
    "revised once, by who pressed it": revise_unasked,
    "a case is there once": forget_a_case,
    "no update waits or is set aside": leave_an_update,
    "no picture is left in a private chat": leave_an_original,
    "no card asks for what is decided": leave_a_card,
    "the last word is the bot's": say_the_last_word,
    "a report is on record": lose_a_report,
    "what is published can be seen": leave_a_post_blank,
    "no case stays hidden": leave_a_case_hidden,
}
