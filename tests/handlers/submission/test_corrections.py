"""Corrections: the author's word is painted, numbered, and never shows what cannot be shown."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from anonymize import BY_HAND, Finding, Kind, Refusal
from handlers.buttons import Act
from handlers.context import Services
from handlers.refusals import picture_problem
from handlers.submission import corrections
from moderation.case import Case, CaseState, Picture, PictureState, Step
from moderation.errors import NotYours, OutOfDate
from moderation.member import Member
from storage import cases, pictures
from storage.files import MissingFileError, Purpose
from storage.pictures import FindingRow
from tests.handlers.fakes import Painter, RecordingRequest, Refuser
from tests.handlers.scenes import ORIGINAL, SECRET, correction, settled, stored
from tests.handlers.submission.test_findings import found
from tests.moderation.examples import COLLEAGUE, make_member

ALL: list[tuple[Callable[..., Awaitable[Any]], Act, str]] = [
    (corrections.toggle, Act.TOGGLE, "1"),
    (corrections.show_strips, Act.STRIPS, ""),
    (corrections.back, Act.PICTURE_BACK, ""),
    (corrections.hide_strip, Act.STRIP, "top"),
    (corrections.hide_whole, Act.WHOLE, ""),
    (corrections.remove, Act.REMOVE, ""),
    (corrections.retry, Act.RETRY, ""),
]


@pytest.fixture
async def picture(services: Services, masked: list[Picture]) -> Picture:
    """A masked picture whose original is still there, with a writing and a hint of a tattoo."""
    now = replace(masked[0], original=await services.files.put(ORIGINAL, Purpose.ORIGINAL))
    rows = [found(1), found(2, "tattoo", hidden=False, source="ink")]
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[0], now)
        await pictures.set_findings(tx, now.id, rows)
    return now


@pytest.fixture
def painter(services: Services) -> Painter:
    hider = services.hider
    assert isinstance(hider, Painter)
    return hider


async def pressed(
    services: Services, respond: Any, member: Member, picture: Picture, act: Act, word: str = ""
) -> str | None:
    """Presses under the picture, and waits until what was decided is painted and shown."""
    toast: str | None = await respond(services, correction(services, member, picture, act, word))
    await settled(services)
    return toast


async def rows_of(services: Services, picture: Picture) -> list[FindingRow]:
    return await pictures.findings(services.database.reader, picture.id)


async def test_showing_again_paints_without_it(
    services: Services,
    telegram: RecordingRequest,
    picture: Picture,
    author: Member,
    painter: Painter,
) -> None:
    """The finding stays on record, as the author's decision."""
    assert await pressed(services, corrections.toggle, author, picture, Act.TOGGLE, "1") is None

    assert [finding.hidden for finding in painter.painted[-1]] == [False, False]
    row = (await rows_of(services, picture))[0]
    assert (row.hidden, row.changed_by) == (False, corrections.BY_AUTHOR)
    (edit,) = telegram.of("editMessageMedia")
    assert edit.files == [b"preview 1"]


async def test_a_hint_can_be_hidden(
    services: Services, picture: Picture, author: Member, painter: Painter
) -> None:
    """The other finding is painted as before."""
    await pressed(services, corrections.toggle, author, picture, Act.TOGGLE, "2")
    assert [finding.hidden for finding in painter.painted[-1]] == [True, True]
    assert (await rows_of(services, picture))[0].changed_by is None


async def test_a_hint_that_is_shown_again_is_a_hint(
    services: Services, picture: Picture, author: Member
) -> None:
    """Nobody's decision: no flag is raised for it."""
    for _press in range(2):
        await pressed(services, corrections.toggle, author, picture, Act.TOGGLE, "2")
    hint = (await rows_of(services, picture))[1]
    assert (hint.hidden, hint.changed_by) == (False, None)
    assert (await stored(services, picture.case_id))[0].flags == frozenset()


@pytest.mark.parametrize("number", ["3", "0", "-1", "", "1 "])
async def test_a_number_that_is_not_there_is_out_of_date(
    services: Services, picture: Picture, author: Member, painter: Painter, number: str
) -> None:
    """Nothing is painted for it."""
    with pytest.raises(OutOfDate):
        await pressed(services, corrections.toggle, author, picture, Act.TOGGLE, number)
    await settled(services)
    assert painter.painted == []


async def test_nothing_is_shown_again_without_the_original(
    services: Services, masked: list[Picture], picture: Picture, author: Member, painter: Painter
) -> None:
    """The mask is all that is left; hiding more is still possible."""
    async with services.database.transaction() as tx:
        await pictures.save(tx, picture, replace(picture, original=None))
    shown = await pressed(services, corrections.toggle, author, picture, Act.TOGGLE, "1")
    assert shown == picture_problem(services.texts.of("en").say, "gone")
    assert (await rows_of(services, picture))[0].hidden
    hidden = await pressed(services, corrections.hide_whole, author, picture, Act.WHOLE)
    assert (hidden, len(painter.painted)) == (None, 1)


async def test_a_strip_grows_with_each_press(
    services: Services, picture: Picture, author: Member, painter: Painter
) -> None:
    """A tenth of the picture (40 by 30 pixels) each time, as one finding."""
    for press_number in (1, 2, 3):
        await pressed(services, corrections.hide_strip, author, picture, Act.STRIP, "left")
        strips = [f for f in painter.painted[-1] if f.kind is Kind.MANUAL]
        assert [(f.box.width, f.box.height) for f in strips] == [(4 * press_number, 30)]


async def test_a_strip_ends_at_the_other_side(
    services: Services, picture: Picture, author: Member, painter: Painter
) -> None:
    """Twelve presses hide no more than the whole."""
    for _press in range(12):
        await pressed(services, corrections.hide_strip, author, picture, Act.STRIP, "top")
    box = painter.painted[-1][-1].box
    assert (box.x0, box.y0, box.width, box.height) == (0, 0, 40, 30)


async def test_strips_of_two_sides_stand_side_by_side(
    services: Services, picture: Picture, author: Member
) -> None:
    """Numbered after what was found, without a gap."""
    for side in ("top", "bottom"):
        await pressed(services, corrections.hide_strip, author, picture, Act.STRIP, side)
    rows = await rows_of(services, picture)
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert {row.changed_by for row in rows[2:]} == {corrections.BY_AUTHOR}


async def test_the_whole_can_be_hidden(
    services: Services, picture: Picture, author: Member, painter: Painter
) -> None:
    """From the first pixel to the last."""
    await pressed(services, corrections.hide_whole, author, picture, Act.WHOLE)
    drawn: Finding = painter.painted[-1][-1]
    assert (drawn.box.area, drawn.source, drawn.hidden) == (40 * 30, BY_HAND, True)


async def test_a_correction_that_cannot_be_painted_refuses_the_picture(
    services: Services, telegram: RecordingRequest, picture: Picture, author: Member
) -> None:
    """Its reason takes the place of the earlier rendering, which shows what was to be hidden."""
    services.hider = Refuser(Refusal.TOO_SLOW)
    await pressed(services, corrections.hide_whole, author, picture, Act.WHOLE)
    now = (await stored(services, picture.case_id))[0]
    assert (now.state, now.problem) == (PictureState.REFUSED, Refusal.TOO_SLOW)
    assert [c["message_id"] for c in telegram.of("deleteMessage")] == [picture.preview_id]
    reason = picture_problem(services.texts.of("en").say, Refusal.TOO_SLOW)
    assert any(reason in call.words for call in telegram.of("sendMessage"))
    assert telegram.uploads == []


async def test_a_correction_sends_no_original(
    services: Services, telegram: RecordingRequest, picture: Picture, author: Member
) -> None:
    """Although it paints on it anew."""
    for respond, act, word in ALL[:5]:
        await pressed(services, respond, author, picture, act, word)
    assert telegram.uploads
    assert all(SECRET not in data for data in telegram.uploads)


async def test_a_correction_reopens_the_pictures(
    services: Services, picture: Picture, draft: Case, author: Member
) -> None:
    """Whatever step the draft had reached: nothing is sent on unseen."""
    async with services.database.transaction() as tx:
        await cases.change_draft(tx, draft, draft.updated_at, step=Step.SUMMARY)
    await pressed(services, corrections.hide_whole, author, picture, Act.WHOLE)
    loaded = await cases.load(services.database.reader, draft.id)
    assert loaded is not None
    assert loaded.step is Step.PICTURES


async def test_a_removed_picture_is_gone(
    services: Services, telegram: RecordingRequest, picture: Picture, author: Member
) -> None:
    """Its three files, its findings, and the message that showed it."""
    await pressed(services, corrections.remove, author, picture, Act.REMOVE)
    assert [p.id for p in await stored(services, picture.case_id)] == [picture.id + 1]
    for key in (picture.original, picture.masked, picture.preview):
        with pytest.raises(MissingFileError):
            await services.files.get(key or "")
    assert await rows_of(services, picture) == []
    assert telegram.of("deleteMessage")[0]["message_id"] == picture.preview_id


async def test_looking_anew_forgets_what_was_corrected(
    services: Services, telegram: RecordingRequest, picture: Picture, author: Member
) -> None:
    """The detectors' word alone stands afterwards, in a new message."""
    await pressed(services, corrections.retry, author, picture, Act.RETRY)
    now = (await stored(services, picture.case_id))[0]
    assert now.state is PictureState.MASKED
    assert await rows_of(services, picture) == []
    assert [call.files for call in telegram.of("editMessageMedia")] == [[b"preview 1"]]


async def test_looking_anew_needs_the_original(
    services: Services, masked: list[Picture], author: Member, painter: Painter
) -> None:
    """Looking for faces in what is masked would find none."""
    toast = await pressed(services, corrections.retry, author, masked[0], Act.RETRY)
    assert toast == picture_problem(services.texts.of("en").say, "gone")
    assert painter.painted == []


@pytest.mark.parametrize(("respond", "act", "word"), ALL)
async def test_only_the_author_corrects(
    services: Services,
    telegram: RecordingRequest,
    picture: Picture,
    respond: Any,
    act: Act,
    word: str,
) -> None:
    """A stranger who knows the numbers changes and sees nothing."""
    stranger = make_member(id=COLLEAGUE)
    with pytest.raises(NotYours):
        await pressed(services, respond, stranger, picture, act, word)
    await settled(services)
    assert telegram.calls == []
    assert (await stored(services, picture.case_id))[0] == picture


@pytest.mark.parametrize(("respond", "act", "word"), ALL)
async def test_what_was_sent_cannot_be_corrected(
    services: Services,
    telegram: RecordingRequest,
    picture: Picture,
    draft: Case,
    author: Member,
    respond: Any,
    act: Act,
    word: str,
) -> None:
    """The moderators are looking at it; an old button changes nothing under their eyes."""
    async with services.database.transaction() as tx:
        await cases.swap(tx, draft, replace(draft, state=CaseState.SUBMITTED))
    with pytest.raises(OutOfDate):
        await pressed(services, respond, author, picture, act, word)
    await settled(services)
    assert telegram.calls == []
    assert (await stored(services, picture.case_id))[0] == picture
