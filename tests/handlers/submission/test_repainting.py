"""Repainting: what the author corrected is painted, shown in place, and only then counts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest
from telegram.error import TimedOut

from anonymize import Finding, Masked, Refusal
from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.errands import Errands
from handlers.refusals import picture_problem
from handlers.submission import corrections
from handlers.submission.masking import resume
from handlers.submission.questions import go_next
from handlers.submission.repainting import repaint
from moderation.case import Case, Picture, PictureState, Step
from moderation.member import Member
from storage import pictures
from tests.handlers.fakes import Painter, RecordingRequest, Refuser, taps
from tests.handlers.scenes import correction, folder, no_time, now, press, settled, stored
from tests.handlers.submission.test_findings import found


@pytest.fixture
async def changed(services: Services, masked: list[Picture]) -> Picture:
    """A picture whose correction is decided, and not painted yet."""
    waiting = replace(masked[0], state=PictureState.CHANGED)
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[0], waiting)
        await pictures.set_findings(tx, waiting.id, [found(1)])
    return waiting


async def first(services: Services, picture: Picture) -> Picture:
    return (await stored(services, picture.case_id))[0]


async def painted(services: Services, draft: Case, picture: Picture) -> Picture:
    await repaint(services, draft, picture)
    await settled(services)
    return await first(services, picture)


async def test_it_is_shown_in_place(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture
) -> None:
    """The new rendering under the old message, with its findings in words."""
    after = await painted(services, draft, changed)
    [edit] = telegram.of("editMessageMedia")
    assert (edit["message_id"], edit.files) == (changed.preview_id, [b"preview 1"])
    assert "1 text hidden" in edit["media"]["caption"]
    assert (after.state, after.preview_id) == (PictureState.MASKED, changed.preview_id)
    assert await services.files.get(after.masked or "") == b"masked 1"
    assert telegram.of("sendPhoto") == []


async def test_a_stop_between_showing_and_keeping_repeats_harmlessly(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture, author: Member
) -> None:
    """The picture still waits, and nobody goes on; the next start shows it in the same place."""
    shown = asyncio.Event()

    async def hang() -> None:
        shown.set()
        await asyncio.Event().wait()

    telegram.before("editMessageMedia", hang)
    await resume(services)
    await shown.wait()
    await services.errands.stop()
    assert await first(services, changed) == changed
    services.errands = Errands(no_time)
    await resume(services)
    await settled(services)
    edits = telegram.of("editMessageMedia")
    assert [edit["message_id"] for edit in edits] == [changed.preview_id] * 2
    assert (await first(services, changed)).state is PictureState.MASKED
    assert telegram.of("sendPhoto") == []


async def test_what_stands_there_already_is_kept(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture
) -> None:
    """Telegram says that the message looks like this: the earlier run had shown it."""
    telegram.refuse("editMessageMedia", 400, "Bad Request: message is not modified")
    after = await painted(services, draft, changed)
    assert (after.state, after.preview_id) == (PictureState.MASKED, changed.preview_id)


async def test_without_an_answer_it_is_not_taken_for_seen(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture
) -> None:
    """Nobody knows what the author sees: it waits, and is shown again."""
    telegram.break_off("editMessageMedia", TimedOut())
    with pytest.raises(TimedOut):
        await repaint(services, draft, changed)
    assert await first(services, changed) == changed
    await resume(services)
    await settled(services)
    assert (await first(services, changed)).state is PictureState.MASKED
    assert len(telegram.of("editMessageMedia")) == 2


@pytest.mark.parametrize(
    ("code", "reason"),
    [(400, "Bad Request: message to edit not found"), (403, "Forbidden: user is deactivated")],
)
async def test_a_message_that_is_gone_is_sent_anew(
    services: Services,
    telegram: RecordingRequest,
    draft: Case,
    changed: Picture,
    author: Member,
    code: int,
    reason: str,
) -> None:
    """Until it stands there nobody goes on."""
    telegram.refuse("editMessageMedia", code, reason)
    after = await painted(services, draft, changed)
    assert (after.state, after.preview_id) == (PictureState.MASKED, None)
    on = press(services, author, Tap(Act.NEXT, draft.id, 1, Step.PICTURES))
    assert await go_next(services, on)
    await resume(services)
    await settled(services)
    assert telegram.of("editMessageMedia")[-1].files == [b"preview 1"]
    assert await go_next(services, on) is None


@pytest.mark.parametrize("refusal", [Refusal.FAILED, Refusal.TOO_SLOW])
async def test_what_cannot_be_painted_is_refused(
    services: Services,
    telegram: RecordingRequest,
    draft: Case,
    changed: Picture,
    refusal: Refusal,
) -> None:
    """Its earlier rendering leaves the chat, its reason comes, and no button leads on."""
    services.hider = Refuser(refusal)
    await resume(services)
    await settled(services)
    after = await first(services, changed)
    assert (after.state, after.problem) == (PictureState.REFUSED, refusal.value)
    assert [c["message_id"] for c in telegram.of("deleteMessage")] == [changed.preview_id]
    reason = picture_problem(services.texts.of("en").say, refusal)
    assert any(reason in call.words for call in telegram.of("sendMessage"))
    assert telegram.uploads == []
    offered = [parse(data) for call in telegram.calls for data in taps(call)]
    assert Act.NEXT not in {tap.act for tap in offered if tap}


async def test_a_lost_file_is_refused(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture
) -> None:
    """There is nothing left to paint on."""
    await services.files.delete(changed.masked or "")
    after = await painted(services, draft, changed)
    assert (after.state, after.problem) == (PictureState.REFUSED, "gone")
    assert telegram.uploads == []


async def test_nothing_goes_on_unseen(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture, author: Member
) -> None:
    """While a correction waits, the way on is closed; a forged button does not open it."""
    on = press(services, author, Tap(Act.NEXT, draft.id, 1, Step.PICTURES))
    assert await go_next(services, on)
    assert (await now(services, draft)).step is Step.PICTURES
    await painted(services, draft, changed)
    assert await go_next(services, on) is None
    assert (await now(services, draft)).step is Step.SPECIALTY


class Meanwhile(Painter):
    """Does something else while it paints for the first time."""

    def __init__(self, act: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self.act = act

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        if not self.painted:
            masked = await super().render(data, findings)
            await self.act()
            return masked
        return await super().render(data, findings)


async def test_a_correction_while_it_is_painted_is_painted_too(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture, author: Member
) -> None:
    """The author sees the last word, and only that is kept."""

    async def hide_more() -> None:
        tap = correction(services, author, changed, Act.WHOLE)
        await corrections.hide_whole(services, tap)

    painter = services.hider = Meanwhile(hide_more)
    await resume(services)
    await settled(services)
    assert [len(findings) for findings in painter.painted] == [1, 2]
    last = telegram.of("editMessageMedia")[-1]
    after = await first(services, changed)
    assert last.files == [b"preview 2"]
    assert await services.files.get(after.masked or "") == b"masked 2"
    assert after.state is PictureState.MASKED


async def test_a_picture_taken_out_while_it_is_painted_stays_out(
    services: Services, telegram: RecordingRequest, draft: Case, changed: Picture, author: Member
) -> None:
    """No file of it is left, and no row comes back."""

    async def remove() -> None:
        tap = correction(services, author, changed, Act.REMOVE)
        await corrections.remove(services, tap)

    services.hider = Meanwhile(remove)
    await resume(services)
    await settled(services)
    assert [p.id for p in await stored(services, draft.id)] == [changed.id + 1]
    held = {path.read_bytes() for path in folder(services).iterdir()}
    assert not held & {b"masked 1", b"preview 1"}
    assert changed.preview_id in {c["message_id"] for c in telegram.of("deleteMessage")}


async def test_sides_stay_open_while_it_is_painted(
    services: Services,
    telegram: RecordingRequest,
    draft: Case,
    masked: list[Picture],
    author: Member,
) -> None:
    """The next press on a side is where the last one was."""
    tap = correction(services, author, masked[0], Act.STRIP, "left")
    await corrections.hide_strip(services, tap)
    await settled(services)
    [edit] = telegram.of("editMessageMedia")
    acts = {tap.act for data in taps(edit) if (tap := parse(data))}
    assert acts == {Act.STRIP, Act.WHOLE, Act.PICTURE_BACK}


async def test_what_is_painted_brings_the_screen_with_it(
    services: Services, draft: Case, changed: Picture
) -> None:
    """In one transaction: no stop leaves the screen of another step above it."""
    said: list[str] = []
    await services.database._writer.set_trace_callback(said.append)
    await painted(services, draft, changed)
    (unit,) = [unit for unit in "\n".join(said).split("COMMIT") if "UPDATE picture SET" in unit]
    assert "INSERT INTO outbox" in unit
