"""Masking: what is kept is what was rendered; refused pictures and originals never leave."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from anonymize import Finding, Flag, Kind, Refusal, Result
from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.publishing.ending import end_case
from handlers.publishing.publication import publish
from handlers.refusals import picture_problem
from handlers.submission.masking import resume, wake
from handlers.submission.questions import go_next
from handlers.summary import fingerprint
from moderation.case import Case, CaseAction, CaseState, Picture, PictureState, Step
from moderation.member import Member
from storage import cases, pictures
from storage.files import Purpose
from tests.handlers.fakes import DoNothing, Painter, RecordingRequest, Refuser, taps
from tests.handlers.scenes import ORIGINAL, SECRET, answered, press, settled, stored
from tests.moderation.examples import NOW

FACE = Finding(Kind.FACE, ((1, 2), (9, 2), (9, 8), (1, 8)), 0.75, "drawn")
HINT = replace(FACE, kind=Kind.TATTOO, hidden=False)


async def mask(services: Services, case: Case) -> list[Picture]:
    """Works a draft off and returns its pictures."""
    wake(services, case.id)
    await settled(services)
    return await stored(services, case.id)


async def post_as_approved(services: Services, case: Case, author: Member) -> None:
    """Takes a draft straight to its post, with the approval of whatever is stored."""
    answers = answered(case)
    mark = fingerprint(answers, await stored(services, case.id), author)
    async with services.database.transaction() as tx:
        done = replace(answers, state=CaseState.APPROVED, fingerprint=mark)
        assert await cases.swap(tx, case, done)
    await publish(services, case.id)


async def test_every_picture_is_masked_and_shown(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """The author sees the outlined rendering of each, then one screen to go on from."""
    masked = await mask(services, draft)
    assert {picture.state for picture in masked} == {PictureState.MASKED}
    shown = [call.files for call in telegram.of("editMessageMedia")]
    assert shown == [[b"preview 1"], [b"preview 2"]]
    assert all(picture.preview_id for picture in masked)
    assert any(data.startswith("next:") for data in taps(telegram.calls[-1]))


async def test_no_original_leaves(
    services: Services, telegram: RecordingRequest, draft: Case, bound: None, author: Member
) -> None:
    """From the first progress message to the post, no upload holds a byte of it."""
    await mask(services, draft)
    await post_as_approved(services, draft, author)
    assert len(telegram.of("sendMediaGroup")) == 1
    assert all(SECRET not in data for data in telegram.uploads)
    assert SECRET in ORIGINAL


async def test_an_original_in_a_request_would_be_seen(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """The measure itself: with an anonymizer that does nothing, the original is found."""
    services.hider = DoNothing()
    await mask(services, draft)
    assert any(SECRET in data for data in telegram.uploads)


async def test_what_is_kept_is_what_is_posted(
    services: Services, telegram: RecordingRequest, draft: Case, bound: None, author: Member
) -> None:
    """Byte for byte, and the digest of the row is theirs."""
    masked = await mask(services, draft)
    await post_as_approved(services, draft, author)
    (album,) = telegram.of("sendMediaGroup")
    assert album.files == [b"masked 1", b"masked 2"]
    digests = [hashlib.sha256(data).hexdigest() for data in album.files]
    assert [picture.digest for picture in masked] == digests


async def test_a_do_nothing_anonymizer_posts_nothing_unseen(
    services: Services, telegram: RecordingRequest, draft: Case, bound: None
) -> None:
    """What it passes on is shown to the author as "nothing found", and goes to nobody else."""
    services.hider = DoNothing()
    await mask(services, draft)
    previews = [call["media"] for call in telegram.of("editMessageMedia")]
    assert {call["chat_id"] for call in telegram.calls} == {draft.author_id}
    assert len(previews) == 2
    assert all("nothing found to hide" in media["caption"] for media in previews)
    loaded = await cases.load(services.database.reader, draft.id)
    assert loaded is not None
    assert (loaded.state, loaded.step) == (CaseState.DRAFT, Step.PICTURES)


@pytest.mark.parametrize("refusal", Refusal)
async def test_a_refused_picture_is_never_sent(
    services: Services, telegram: RecordingRequest, draft: Case, refusal: Refusal
) -> None:
    """Its reason is; the picture has no rendering, and its original stays where it is."""
    services.hider = Refuser(refusal)
    masked = await mask(services, draft)
    assert telegram.uploads == []
    assert {(p.state, p.problem, p.masked) for p in masked} == {
        (PictureState.REFUSED, refusal.value, None)
    }
    sentence = picture_problem(services.texts.of("en").say, refusal)
    assert sum(sentence in call.words for call in telegram.of("sendMessage")) == 2


async def test_a_refused_picture_holds_the_draft(
    services: Services, telegram: RecordingRequest, draft: Case, author: Member
) -> None:
    """No button leads on, and a forged one does not either."""
    services.hider = Refuser(Refusal.FAILED)
    await mask(services, draft)
    offered = [parse(data) for call in telegram.calls for data in taps(call)]
    assert Act.NEXT not in {tap.act for tap in offered if tap}
    forged = Tap(Act.NEXT, draft.id, 1, Step.PICTURES)
    assert await go_next(services, press(services, author, forged))


async def test_a_lost_original_is_refused(services: Services, draft: Case) -> None:
    """The other picture goes on."""
    first, _second = await stored(services, draft.id)
    await services.files.delete(first.original or "")
    masked = await mask(services, draft)
    assert [(p.state, p.problem) for p in masked] == [
        (PictureState.REFUSED, "gone"),
        (PictureState.MASKED, None),
    ]


async def test_flags_are_kept_for_the_moderators(services: Services, draft: Case) -> None:
    """By name, as the rules weigh them."""
    services.hider = Painter(FACE, flags=frozenset({Flag.FACE_HIDDEN, Flag.WORDS_LEFT}))
    masked = await mask(services, draft)
    assert masked[0].flags == {"face_hidden", "words_left"}


async def test_waking_twice_masks_once(services: Services, draft: Case) -> None:
    """An album's pictures each call."""
    painter = Painter()
    services.hider = painter
    wake(services, draft.id)
    await mask(services, draft)
    assert len(painter.painted) == 2


async def test_a_restart_goes_on(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """What was received is masked and shown, without anybody pressing anything."""
    await resume(services)
    await settled(services)
    assert len(telegram.of("sendPhoto")) == 2
    telegram.calls.clear()
    await resume(services)
    await settled(services)
    assert telegram.calls == []


async def test_an_ended_case_is_left_alone(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """Thrown away while its pictures still waited."""
    async with services.database.transaction() as tx:
        await cases.swap(tx, draft, replace(draft, state=CaseState.DISCARDED, updated_at=NOW))
    masked = await mask(services, draft)
    assert telegram.calls == []
    assert {picture.state for picture in masked} == {PictureState.RECEIVED}


class Meanwhile(Painter):
    """Does something else while it paints its first picture."""

    def __init__(self, act: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self.act = act

    async def process(self, data: bytes) -> Result:
        if not self.painted:
            await self.act()
        return await super().process(data)


async def test_a_draft_thrown_away_while_painting_keeps_no_file(
    services: Services, telegram: RecordingRequest, draft: Case, tmp_path: Path
) -> None:
    """The rendering comes too late: nothing of it is stored, and nothing is sent."""

    async def discard() -> None:
        await end_case(services, draft, CaseAction.DISCARD, draft.author_id)

    services.hider = Meanwhile(discard)
    masked = await mask(services, draft)
    assert all(picture.masked is None for picture in masked)
    assert not list((tmp_path / "private").iterdir())
    assert telegram.of("sendPhoto") == []


async def test_a_straggler_during_the_preview_is_masked_too(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """It arrives after the last look for work, and before the screen stands."""

    async def arrive() -> None:
        key = await services.files.put(ORIGINAL, Purpose.ORIGINAL)
        async with services.database.transaction() as tx:
            await pictures.add(tx, draft.id, 999, key, NOW)
        wake(services, draft.id)

    telegram.before("sendPhoto", arrive)
    masked = await mask(services, draft)
    assert [picture.state for picture in masked] == [PictureState.MASKED] * 3
    assert all(picture.preview_id for picture in masked)
