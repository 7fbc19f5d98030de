"""Settling: an automatic forward proves a post whose answer was lost, and nothing else does."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update

from handlers.context import Services
from handlers.publishing import publication
from handlers.publishing.dress import dressed
from handlers.publishing.settling import named_case
from handlers.thread.discussion import note_copy
from moderation.case import Case, CaseState, Picture, PictureState
from moderation.member import Member
from moderation.post import Post
from sandbox.entities import parse_html
from storage import cases, moderators, pictures, posts
from storage.posts import ReviewCard
from tests.handlers.fakes import RecordingRequest
from tests.handlers.publishing.test_publication import publish, state
from tests.handlers.scenes import CHANNEL, ELSEWHERE, GROUP, MODERATORS, settled
from tests.moderation.examples import NOW, REVIEWER

TELEGRAM = 777000
# The last three name the case as people do, not as a post does.
NO_TAG = [None, "", "What is it?", "#dermatology #MP99999", "#dermatology #MP1", "#XMP00001"]
NO_TAG += ["#MP00001", "See #dermatology #MP00001", "#dermatology #MP00001\nis answered"]


@pytest.fixture
async def attempted(services: Services, approved: Case) -> Case:
    """Two pictures were sent to the channel, and nobody knows whether they arrived."""
    async with services.database.transaction() as tx:
        assert await posts.begin_attempt(tx, approved.id, NOW)
        await posts.add_card(tx, ReviewCard(approved.id, 1, MODERATORS, 31, (30, 31)))
        await moderators.add(tx, REVIEWER, "Ada", NOW)
    return approved


async def forward(
    services: Services,
    message_id: int,
    caption: str | None = None,
    album: str | None = "a",
    channel: int = CHANNEL,
) -> None:
    """What Telegram puts into the discussion by itself, dealt with as an update is."""
    body = {
        "message_id": 100 + message_id,
        "date": 0,
        "chat": {"id": GROUP, "type": "supergroup", "title": "Talk"},
        "from": {"id": TELEGRAM, "is_bot": False, "first_name": "Telegram"},
        "is_automatic_forward": True,
        "forward_origin": {
            "type": "channel",
            "date": 0,
            "chat": {"id": channel, "type": "channel", "title": "Skin"},
            "message_id": message_id,
        },
        "media_group_id": album,
        "caption": caption,
    }
    update = Update.de_json({"update_id": 1, "message": body}, services.bot)
    context: Any = SimpleNamespace(services=services)
    async with services.database.unit():
        await note_copy(update, context)
    await settled(services)


def tag(case: Case) -> str:
    return f"What is it?\n\nAsked by a verified colleague\n#dermatology #MP{case.id:05d}"


async def is_open(services: Services, case: Case) -> bool:
    """Whether a person still has to look, and no post is noted."""
    assert await posts.load(services.database.reader, case.id) is None
    return await posts.attempted(services.database.reader, case.id) is not None


async def one_picture(services: Services, masked: list[Picture]) -> None:
    """The case has only its first picture left."""
    async with services.database.transaction() as tx:
        gone = replace(masked[1], state=PictureState.REMOVED, digest=None)
        await pictures.save(tx, masked[1], gone)


async def test_a_single_post_is_settled_by_its_forward(
    services: Services, telegram: RecordingRequest, attempted: Case, masked: list[Picture]
) -> None:
    """It is noted where it stands, its author hears, its card says so, and nobody is asked."""
    await one_picture(services, masked)
    await forward(services, 5, tag(attempted), album=None)
    post = await posts.load(services.database.reader, attempted.id)
    assert post is not None
    assert (post.chat_id, post.message_ids, post.copies) == (CHANNEL, (5,), ((5, 105),))
    assert await state(services, attempted) is CaseState.PUBLISHED
    assert "is published" in telegram.of("sendMessage")[0].words
    assert [edit["message_id"] for edit in telegram.of("editMessageText")] == [31]
    await publish(services, attempted.id)
    assert telegram.uploads == []


@pytest.mark.parametrize("captioned", [5, 6])
async def test_an_album_is_settled_only_when_whole(
    services: Services, telegram: RecordingRequest, attempted: Case, captioned: int
) -> None:
    """A picture that never came would be missing from what is taken down one day."""
    for message_id in (5, 6):
        assert await is_open(services, attempted)
        await forward(services, message_id, tag(attempted) if message_id == captioned else None)
    post = await posts.load(services.database.reader, attempted.id)
    assert post is not None
    assert post.message_ids == (5, 6)
    assert await state(services, attempted) is CaseState.PUBLISHED


async def test_pictures_of_two_albums_are_no_album(services: Services, attempted: Case) -> None:
    """They may belong to two posts."""
    await forward(services, 5, tag(attempted), album="a")
    await forward(services, 6, tag(attempted), album="b")
    assert await is_open(services, attempted)


async def test_a_forward_told_twice_settles_once(
    services: Services, telegram: RecordingRequest, attempted: Case
) -> None:
    """The second telling finds it settled."""
    for _time in range(2):
        for message_id in (5, 6):
            await forward(services, message_id, tag(attempted))
    assert len(telegram.of("sendMessage")) == 1


@pytest.mark.parametrize("caption", NO_TAG)
async def test_a_forward_that_names_no_open_case_settles_nothing(
    services: Services, attempted: Case, masked: list[Picture], caption: str | None
) -> None:
    """Somebody else's post in the channel, or one of another case."""
    await one_picture(services, masked)
    await forward(services, 5, caption, album=None)
    assert await is_open(services, attempted)


async def test_another_channel_settles_nothing(
    services: Services, attempted: Case, masked: list[Picture]
) -> None:
    """The case belongs into one channel alone, whatever stands in others."""
    await one_picture(services, masked)
    await forward(services, 5, tag(attempted), album=None, channel=ELSEWHERE)
    await forward(services, 5, tag(attempted), album=None, channel=-1999)
    assert await is_open(services, attempted)


async def test_without_an_open_attempt_nothing_is_noted(
    services: Services, telegram: RecordingRequest, approved: Case, masked: list[Picture]
) -> None:
    """A forged tag in the channel does not make a post of a case that was never sent."""
    await one_picture(services, masked)
    await forward(services, 5, tag(approved), album=None)
    assert await posts.load(services.database.reader, approved.id) is None
    assert await state(services, approved) is CaseState.APPROVED
    assert telegram.calls == []


async def test_a_case_that_ended_meanwhile_is_taken_down(
    services: Services, telegram: RecordingRequest, attempted: Case
) -> None:
    """Its post did arrive: every message of it goes, in the channel and in the discussion."""
    async with services.database.transaction() as tx:
        await cases.swap(tx, attempted, replace(attempted, state=CaseState.WITHDRAWN))
    for message_id in (5, 6):
        await forward(services, message_id, tag(attempted))
    gone = {(call["chat_id"], call["message_id"]) for call in telegram.of("deleteMessage")}
    assert gone == {(CHANNEL, 5), (CHANNEL, 6), (GROUP, 105), (GROUP, 106)}
    assert await state(services, attempted) is CaseState.WITHDRAWN
    assert not any("is published" in call.words for call in telegram.calls)
    post = await posts.load(services.database.reader, attempted.id)
    assert post is not None
    assert post.taken_down_at is not None


@pytest.mark.parametrize("state_now", [CaseState.PUBLISHED, CaseState.TAKEN_DOWN])
async def test_a_second_post_goes(
    services: Services, telegram: RecordingRequest, approved: Case, state_now: CaseState
) -> None:
    """What stands beside the known post goes with its copies; moderators hear it once."""
    async with services.database.transaction() as tx:
        await posts.add(tx, Post(approved.id, CHANNEL, (3, 4), NOW))
        await cases.swap(tx, approved, replace(approved, state=state_now))
    for message_id in (5, 6):
        await forward(services, message_id, tag(approved) if message_id == 5 else None)
    gone = {(call["chat_id"], call["message_id"]) for call in telegram.of("deleteMessage")}
    assert gone == {(CHANNEL, 5), (CHANNEL, 6), (GROUP, 105), (GROUP, 106)}
    post = await posts.load(services.database.reader, approved.id)
    assert post is not None
    assert post.message_ids == (3, 4)
    assert sum("turned up" in call.words for call in telegram.of("sendMessage")) == 1


@pytest.mark.parametrize("caption", NO_TAG)
async def test_what_people_post_about_a_case_stays(
    services: Services, telegram: RecordingRequest, approved: Case, caption: str | None
) -> None:
    """A picture that a channel's own people add, naming the case, is no post of ours."""
    async with services.database.transaction() as tx:
        await posts.add(tx, Post(approved.id, CHANNEL, (3, 4), NOW))
    await forward(services, 5, caption, album=None)
    assert telegram.calls == []


async def published_amid_forwards(
    services: Services, telegram: RecordingRequest, case: Case, *, answered: tuple[int, int]
) -> Post:
    """Forwards of messages 5 and 6 come before Telegram's answer, which names `answered`."""

    async def forwards() -> None:
        for message_id in (5, 6):
            await forward(services, message_id, tag(case))

    chat = {"id": CHANNEL, "type": "channel", "title": "Skin"}
    sent = [{"message_id": message_id, "date": 0, "chat": chat} for message_id in answered]
    telegram.results["sendMediaGroup"] = sent
    telegram.before("sendMediaGroup", forwards)
    await publication.publish(services, case.id)
    await settled(services)
    post = await posts.load(services.database.reader, case.id)
    assert post is not None
    return post


async def test_an_answer_after_the_proof_of_another_post(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """The forward of the first attempt comes while the second is being sent: one of them goes."""
    post = await published_amid_forwards(services, telegram, approved, answered=(7, 8))
    assert post.message_ids == (5, 6)
    assert [call["message_id"] for call in telegram.of("deleteMessage")] == [7, 8]


async def test_a_forward_before_the_answer_is_one_post(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Telegram may be faster with the copy than with its answer to us: the author hears once."""
    post = await published_amid_forwards(services, telegram, approved, answered=(5, 6))
    assert post.message_ids == (5, 6)
    assert sum("is published" in call.words for call in telegram.calls) == 1
    assert await state(services, approved) is CaseState.PUBLISHED


def test_the_tag_of_a_post_is_read_back(services: Services, draft: Case, author: Member) -> None:
    """What the caption writes is what the forward is known by, whatever its author wrote."""
    for number in (1, 99_999, 123_456_789):
        case = replace(draft, id=number, specialty="dermatology", question="#MP00042?")
        for count in (1, 2):
            caption, _markup = dressed(services, case, author, count)
            message: Any = SimpleNamespace(caption=parse_html(caption)[0])
            assert named_case(message) == number
