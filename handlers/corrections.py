"""Corrections of the preview: show or hide a finding, hide a strip or all, retry, remove."""

from collections.abc import Collection
from dataclasses import replace

from telegram.error import TelegramError

from anonymize import Finding, PictureError, Side, strip, whole
from handlers import masking, preview
from handlers.context import Services
from handlers.findings import caption, is_suggestion
from handlers.refusals import picture_problem, problem_of
from handlers.routing import Press
from handlers.telling import erase, present_picture
from moderation.case import BEING_PAINTED, Case, CaseState, Picture, PictureState, Step
from moderation.errors import NotYours, OutOfDate
from storage import cases, pictures
from storage.files import MissingFileError
from storage.pictures import FindingRow

# One press on a side hides this share of the picture from there; the next press as much again.
STRIP_SHARE = 0.1

BY_AUTHOR = "author"

# A picture that was refused may be removed or tried again, never shown with a few masks by hand.
MASKED = frozenset({PictureState.MASKED})
ANY_RESULT = frozenset({PictureState.MASKED, PictureState.REFUSED})


async def toggle(services: Services, press: Press) -> str | None:
    """Show again what was hidden, or hide what was left visible."""
    case, picture = await _mine(services, press)
    found = await pictures.findings(services.database.reader, picture.id)
    changed = [_turned(row) if str(row.number) == press.tap.arg else row for row in found]
    if changed == found:
        raise OutOfDate
    shows_more = any(
        was.hidden and not now.hidden for was, now in zip(found, changed, strict=True)
    )
    if shows_more and picture.original is None:
        return picture_problem(press.speech.say, "gone")
    return await _render(services, press, case, picture, changed)


def _turned(row: FindingRow) -> FindingRow:
    """A suggestion that is shown again is what it was before: nobody's decision."""
    untouched = row.hidden and is_suggestion(row)
    return replace(row, hidden=not row.hidden, changed_by=None if untouched else BY_AUTHOR)


async def show_strips(services: Services, press: Press) -> None:
    case, picture = await _mine(services, press)
    markup = preview.strip_buttons(press.speech, case, picture)
    await services.bot.edit_message_reply_markup(
        press.chat_id, press.message_id, reply_markup=markup
    )


async def back(services: Services, press: Press) -> None:
    case, picture = await _mine(services, press)
    found = await pictures.findings(services.database.reader, picture.id)
    markup = preview.picture_buttons(press.speech, case, picture, found)
    await services.bot.edit_message_reply_markup(
        press.chat_id, press.message_id, reply_markup=markup
    )


async def hide_strip(services: Services, press: Press) -> str | None:
    """Hides a strip from one side, or makes the strip that is there wider."""
    case, picture = await _mine(services, press)
    if press.tap.arg not in set(Side):
        raise OutOfDate
    side = Side(press.tap.arg)
    found = await pictures.findings(services.database.reader, picture.id)
    earlier = [row for row in found if row.source == _strip_source(side)]
    share = min(1.0, STRIP_SHARE * (1 + round(earlier[0].score / STRIP_SHARE))) if earlier else 0.1
    painted = strip(side, share, picture.width, picture.height)
    # A strip has no detector's score; the share it covers stands there, to grow from.
    row = _by_hand(found, replace(painted, score=share, source=_strip_source(side)))
    kept = [other for other in found if other.source != row.source]
    return await _render(services, press, case, picture, [*kept, row], sides=True)


async def hide_whole(services: Services, press: Press) -> str | None:
    case, picture = await _mine(services, press)
    found = await pictures.findings(services.database.reader, picture.id)
    row = _by_hand(found, whole(picture.width, picture.height))
    return await _render(services, press, case, picture, [*found, row])


async def remove(services: Services, press: Press) -> None:
    """Takes a picture out of the case; its files are purged at once."""
    case, picture = await _mine(services, press, ANY_RESULT)
    gone = replace(
        picture, state=PictureState.REMOVED, original=None, masked=None, preview=None, digest=None
    )
    async with services.database.transaction() as tx:
        if not await pictures.save(tx, picture, gone):
            raise OutOfDate
        await pictures.set_findings(tx, picture.id, [])
    for key in (picture.original, picture.masked, picture.preview):
        if key:
            await services.files.delete(key)
    await erase(services, press.chat_id, [press.message_id])
    await _reopen(services, case, picture, seen=None)
    await preview.show_control(services, case.id)


async def retry(services: Services, press: Press) -> str | None:
    """Looks for everything anew; what was corrected by hand on this picture is forgotten."""
    case, picture = await _mine(services, press, ANY_RESULT)
    if picture.original is None:
        return picture_problem(press.speech.say, "gone")
    raw = replace(picture, state=PictureState.RECEIVED, problem=None, preview_id=None)
    async with services.database.transaction() as tx:
        if not await pictures.save(tx, picture, raw):
            raise OutOfDate
    await erase(services, press.chat_id, [press.message_id])
    await _reopen(services, case, picture, seen=None)
    masking.wake(services, case.id)
    return None


async def _mine(
    services: Services, press: Press, states: Collection[PictureState] = MASKED
) -> tuple[Case, Picture]:
    """The picture under the button and its draft, if they still are this person's to change.

    The press must come from the very message that shows the picture: whatever else it pretends to
    stand under would be edited in its place.
    """
    picture = await pictures.load(services.database.reader, press.tap.subject)
    case = await cases.load(services.database.reader, picture.case_id) if picture else None
    if picture is None or case is None:
        raise OutOfDate
    if case.author_id != press.member.id:
        raise NotYours
    if case.state is not CaseState.DRAFT or case.revision != press.tap.revision:
        raise OutOfDate
    if picture.state not in states or picture.preview_id != press.message_id:
        raise OutOfDate
    return case, picture


async def _render(
    services: Services,
    press: Press,
    case: Case,
    picture: Picture,
    rows: list[FindingRow],
    *,
    sides: bool = False,
) -> str | None:
    """Paints the author's decision and shows it; on failure the earlier rendering stays.

    `sides`: the buttons of the sides stay open, for the next press to hide more.
    """
    _ = press.speech.say
    await _reopen(services, case, picture, seen=BEING_PAINTED)
    numbered = [replace(row, number=number) for number, row in enumerate(rows, 1)]
    try:
        base = await services.files.get(picture.original or picture.masked or "")
        masked = await services.hider.render(base, [masking.to_finding(row) for row in numbered])
    except (PictureError, MissingFileError) as error:
        await _reopen(services, case, picture, seen=press.message_id)
        problem = problem_of(error) if isinstance(error, PictureError) else "gone"
        return picture_problem(_, problem)
    if not await masking.keep(services, picture, masked, numbered):
        raise OutOfDate
    buttons = preview.strip_buttons(press.speech, case, picture)
    if not sides:
        buttons = preview.picture_buttons(press.speech, case, picture, numbered)
    place = await _place(services, picture)
    text = caption(press.speech, place, numbered, masked.flags)
    shown = (press.chat_id, press.message_id, masked.preview, text, buttons)
    try:
        await present_picture(services, *shown)
    except TelegramError:
        # The author still sees the earlier rendering: this one is unseen, and shown anew.
        await _reopen(services, case, picture, seen=None)
        masking.wake(services, case.id)
        return None
    await _reopen(services, case, picture, seen=press.message_id)
    await preview.show_control(services, case.id)
    return None


async def _reopen(services: Services, case: Case, picture: Picture, *, seen: int | None) -> None:
    """Any change of the pictures goes back to their screen, and attestations are asked for anew.

    seen: the message that shows the picture as it now is, None when one must be sent,
    BEING_PAINTED in between; so nothing goes on unseen, not even after a crash.
    """
    async with services.database.transaction() as tx:
        fresh = {"step": Step.PICTURES, "attested": frozenset()}
        await cases.change_draft(tx, case, services.clock(), **fresh)
        now = await pictures.load(tx, picture.id)
        if now is not None:
            await pictures.save(tx, now, replace(now, preview_id=seen))


async def _place(services: Services, picture: Picture) -> int:
    everything = await pictures.of_case(services.database.reader, picture.case_id)
    return 1 + [other.id for other in everything].index(picture.id)


def _by_hand(found: list[FindingRow], finding: Finding) -> FindingRow:
    return replace(masking.row_of(len(found) + 1, finding), changed_by=BY_AUTHOR)


def _strip_source(side: Side) -> str:
    return f"by-hand-{side}"
