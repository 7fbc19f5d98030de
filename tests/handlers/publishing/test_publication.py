"""Publication: only what was approved, byte for byte, once; a case that differs stays where it is.

Each gate is tried with a case that differs in one thing. The first test posts the very same case
untouched, so a gate that let everything through, or nothing, fails here.
"""

from dataclasses import replace
from typing import Any

import pytest
from telegram.error import NetworkError, TimedOut

from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.publishing import publication
from handlers.publishing.dress import report_link
from handlers.summary import post_caption
from moderation.case import AgeBand, Case, CaseState, Picture, PictureState, Sex
from moderation.member import Member
from storage import cases, members, pictures, places, posts
from storage.files import Purpose
from tests.handlers.fakes import BOT, RecordingRequest, taps
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS, folder, masked_picture, settled
from tests.moderation.examples import NOW

OTHER_WORDS = {
    "question": "What was it?",
    "context": "",
    "specialty": "radiology",
    "age": AgeBand.Y50,
    "sex": Sex.MALE,
    "signed": False,
    "fingerprint": None,
}


async def state(services: Services, case: Case) -> CaseState:
    loaded = await cases.load(services.database.reader, case.id)
    assert loaded is not None
    return loaded.state


async def change(services: Services, case: Case, **fields: Any) -> None:
    """Alters a case behind everybody's back."""
    async with services.database.transaction() as tx:
        assert await cases.swap(tx, case, replace(case, **fields))


async def publish(services: Services, case_id: int) -> None:
    """Posts a case, and waits until all that follows from it is said."""
    await publication.publish(services, case_id)
    await settled(services)


async def assert_kept_back(services: Services, telegram: RecordingRequest, case: Case) -> None:
    """No byte and no word in the channel; the case waits, and no attempt is on record."""
    await publish(services, case.id)
    assert [call for call in telegram.calls if call["chat_id"] == CHANNEL] == []
    assert telegram.uploads == []
    assert await state(services, case) is CaseState.APPROVED
    assert not await posts.attempted(services.database.reader, case.id)


async def test_what_was_approved_is_posted(
    services: Services, telegram: RecordingRequest, approved: Case, author: Member
) -> None:
    """The masked files in their order, the words of the summary, and the author hears."""
    await publish(services, approved.id)

    (album,) = telegram.of("sendMediaGroup")
    assert (album["chat_id"], album["protect_content"]) == (CHANNEL, True)
    assert album.files == [b"masked picture 1", b"masked picture 2"]
    caption = post_caption(services.texts.of("en"), approved, author)
    link = report_link(services, approved)
    assert album["media"][0]["caption"] == f'{caption} · <a href="{link}">🚩 Report</a>'
    assert await state(services, approved) is CaseState.PUBLISHED
    assert telegram.calls[-1]["chat_id"] == author.id


async def test_one_changed_byte_keeps_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, masked: list[Picture]
) -> None:
    """In the file alone: its row still says what was approved."""
    path = folder(services) / (masked[1].masked or "")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    await assert_kept_back(services, telegram, approved)


async def test_a_missing_file_keeps_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, masked: list[Picture]
) -> None:
    """The other picture is not posted without it."""
    await services.files.delete(masked[0].masked or "")
    await assert_kept_back(services, telegram, approved)


async def test_another_file_keeps_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, masked: list[Picture]
) -> None:
    """Row and file agree with each other, but not with the approval."""
    key = await services.files.put(b"another", Purpose.MASKED)
    other = replace(masked[0], masked=key, digest="0" * 64)
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[0], other)
    await assert_kept_back(services, telegram, approved)


async def test_a_file_that_is_not_its_rows_keeps_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, masked: list[Picture]
) -> None:
    """It opens, but it is not what the row says it is: the approval was for other bytes."""
    key = await services.files.put(b"another", Purpose.MASKED)
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[0], replace(masked[0], masked=key))
    await assert_kept_back(services, telegram, approved)


async def test_a_swapped_order_keeps_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, masked: list[Picture]
) -> None:
    """The same pictures, the second first."""
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[0], replace(masked[0], position=9))
    await assert_kept_back(services, telegram, approved)


async def test_a_picture_less_keeps_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, masked: list[Picture]
) -> None:
    """What is left was approved together with what is gone."""
    async with services.database.transaction() as tx:
        gone = replace(masked[1], state=PictureState.REMOVED)
        await pictures.save(tx, masked[1], gone)
    await assert_kept_back(services, telegram, approved)


async def test_a_picture_more_keeps_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """A straggler, masked as well as the others, that nobody approved."""
    async with services.database.transaction() as tx:
        late = await pictures.add(tx, approved.id, 3, None, NOW)
    assert late is not None
    rendered = await masked_picture(services, late)
    async with services.database.transaction() as tx:
        await pictures.save(tx, late, rendered)
    await assert_kept_back(services, telegram, approved)


@pytest.mark.parametrize(("field", "value"), OTHER_WORDS.items())
async def test_other_words_keep_a_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, field: str, value: Any
) -> None:
    """Each word that is shown."""
    await change(services, approved, **{field: value})
    await assert_kept_back(services, telegram, replace(approved, **{field: value}))


async def test_another_name_keeps_a_signed_case_back(
    services: Services, telegram: RecordingRequest, approved: Case, author: Member
) -> None:
    """The moderators saw another author."""
    async with services.database.transaction() as tx:
        await members.save(tx, replace(author, name="Autre Nom"))
    await assert_kept_back(services, telegram, approved)


async def test_a_case_whose_channel_is_missing_waits(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Moderators hear how to bind one."""
    async with services.database.transaction() as tx:
        await places.unbind(tx, "dermatology")
    await assert_kept_back(services, telegram, approved)
    assert telegram.calls[-1]["chat_id"] == MODERATORS
    assert "/bind" in telegram.calls[-1].words


@pytest.mark.parametrize("other", [s for s in CaseState if s is not CaseState.APPROVED])
async def test_only_approved_cases_are_posted(
    services: Services, telegram: RecordingRequest, approved: Case, other: CaseState
) -> None:
    """Fingerprint and files may be as right as they will."""
    await change(services, approved, state=other)
    await publish(services, approved.id)
    assert telegram.calls == []


async def test_a_case_is_posted_once(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """However often the sweep comes by."""
    for _time in range(3):
        await publish(services, approved.id)
    assert len(telegram.of("sendMediaGroup")) == 1


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("httpx.ReadError")])
async def test_a_post_that_may_have_arrived_is_not_repeated(
    services: Services, telegram: RecordingRequest, approved: Case, error: Exception
) -> None:
    """Telegram gave no answer: a moderator looks into the channel first."""
    telegram.break_off("sendMediaGroup", error)
    await publish(services, approved.id)
    await publish(services, approved.id)

    assert len(telegram.of("sendMediaGroup")) == 1
    asked = telegram.of("sendMessage")
    assert {call["chat_id"] for call in asked} == {MODERATORS}
    assert all("“Skin &lt;&amp; more&gt;”" in call.words for call in asked)
    tap = parse(next(taps(asked[0])))
    attempt = await posts.attempted(services.database.reader, approved.id)
    assert tap == Tap(Act.POST_AGAIN, approved.id, approved.revision, attempt)
    assert await state(services, approved) is CaseState.APPROVED


async def test_an_attempt_of_an_earlier_run_is_asked_about(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """The bot stopped between the row and the answer."""
    async with services.database.transaction() as tx:
        assert await posts.begin_attempt(tx, approved.id, NOW)
    await publish(services, approved.id)
    assert telegram.of("sendMediaGroup", "sendPhoto") == []
    assert [call["chat_id"] for call in telegram.of("sendMessage")] == [MODERATORS]


@pytest.mark.parametrize(
    ("code", "reason"),
    [(400, "Bad Request: not enough rights"), (403, "Forbidden: bot was kicked")],
)
async def test_a_refused_post_is_tried_again(
    services: Services, telegram: RecordingRequest, approved: Case, code: int, reason: str
) -> None:
    """Telegram said no, so it surely is not there; and the bot may do there what it needs to."""
    telegram.chats[CHANNEL] = {"id": CHANNEL, "type": "channel", "linked_chat_id": GROUP}
    telegram.chats[GROUP] = {"id": GROUP, "type": "supergroup"}
    for chat_id in (CHANNEL, GROUP):
        telegram.presence[chat_id, BOT["id"]] = {"status": "creator", "is_anonymous": False}
    telegram.refuse("sendMediaGroup", code, reason)
    await publish(services, approved.id)
    assert await state(services, approved) is CaseState.APPROVED
    await publish(services, approved.id)
    assert await state(services, approved) is CaseState.PUBLISHED
