"""Corrections of the preview: show or hide a finding, hide a strip or all, retry, remove."""

from collections.abc import Collection
from dataclasses import replace

from anonymize import Finding, Side, strip, whole
from handlers.context import Services
from handlers.erasing import erase
from handlers.refusals import picture_problem
from handlers.routing import Press
from handlers.submission import masking, preview
from handlers.submission.findings import is_suggestion
from handlers.submission.renderings import row_of
from handlers.telling import set_buttons
from moderation.case import Case, CaseState, Picture, PictureState, Step
from moderation.errors import NotYours, OutOfDate
from storage import cases, pictures
from storage.database import Transaction
from storage.pictures import FindingRow

# One press on a side hides this share of the picture from there; the next press as much again.
STRIP_SHARE = 0.1

BY_AUTHOR = "author"

# A picture that was refused may be removed or tried again, never shown with a few masks by hand.
MASKED = frozenset({PictureState.MASKED, PictureState.CHANGED})
ANY_RESULT = MASKED | {PictureState.REFUSED}


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
    await _change(services, case, picture, changed)
    return None


def _turned(row: FindingRow) -> FindingRow:
    """A suggestion that is shown again is what it was before: nobody's decision."""
    untouched = row.hidden and is_suggestion(row)
    return replace(row, hidden=not row.hidden, changed_by=None if untouched else BY_AUTHOR)


async def show_strips(services: Services, press: Press) -> None:
    await _open_sides(services, press, sides=True)


async def back(services: Services, press: Press) -> None:
    await _open_sides(services, press, sides=False)


async def _open_sides(services: Services, press: Press, *, sides: bool) -> None:
    case, picture = await _mine(services, press)
    found = await pictures.findings(services.database.reader, picture.id)
    async with services.database.transaction() as tx:
        latest = await _latest(tx, picture)
        now = replace(latest, sides=sides)
        await pictures.save(tx, latest, now)
    markup = preview.buttons(press.speech, case, now, found)
    await set_buttons(services, press.chat_id, press.message_id, markup)


async def hide_strip(services: Services, press: Press) -> None:
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
    await _change(services, case, replace(picture, sides=True), [*kept, row])


async def hide_whole(services: Services, press: Press) -> None:
    case, picture = await _mine(services, press)
    found = await pictures.findings(services.database.reader, picture.id)
    row = _by_hand(found, whole(picture.width, picture.height))
    await _change(services, case, picture, [*found, row])


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
    await services.discard(picture.original, picture.masked, picture.preview)
    await erase(services, press.chat_id, [press.message_id])
    await _reopen(services, case)
    await preview.show_control(services, case.id)


async def retry(services: Services, press: Press) -> str | None:
    """Looks for everything anew; what was corrected by hand on this picture is forgotten."""
    case, picture = await _mine(services, press, ANY_RESULT)
    if picture.original is None:
        return picture_problem(press.speech.say, "gone")
    raw = replace(picture, state=PictureState.RECEIVED, problem=None, preview_id=None, sides=False)
    async with services.database.transaction() as tx:
        if not await pictures.save(tx, picture, raw):
            raise OutOfDate
    await erase(services, press.chat_id, [press.message_id])
    await _reopen(services, case)
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


async def _change(
    services: Services, case: Case, picture: Picture, rows: list[FindingRow]
) -> None:
    """Keeps what the author decided; it is painted, and shown in place, as soon as it can be.

    Until then nobody goes on: a picture that waits is not masked.
    """
    numbered = [replace(row, number=number) for number, row in enumerate(rows, 1)]
    async with services.database.transaction() as tx:
        latest = await _latest(tx, picture)
        changed = replace(latest, state=PictureState.CHANGED, sides=picture.sides)
        await pictures.save(tx, latest, changed)
        await pictures.set_findings(tx, picture.id, numbered)
    await _reopen(services, case)
    masking.wake(services, case.id)


async def _latest(tx: Transaction, picture: Picture) -> Picture:
    """The picture as it is now: an earlier correction may just have been painted."""
    latest = await pictures.load(tx, picture.id)
    if latest is None or latest.state not in MASKED or latest.preview_id != picture.preview_id:
        raise OutOfDate
    return latest


async def _reopen(services: Services, case: Case) -> None:
    """Any change of the pictures leads back to their screen, and all is attested anew."""
    async with services.database.transaction() as tx:
        fresh = {"step": Step.PICTURES, "attested": frozenset()}
        await cases.change_draft(tx, case, services.clock(), **fresh)


def _by_hand(found: list[FindingRow], finding: Finding) -> FindingRow:
    return replace(row_of(len(found) + 1, finding), changed_by=BY_AUTHOR)


def _strip_source(side: Side) -> str:
    return f"by-hand-{side}"
