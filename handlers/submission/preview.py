"""The preview: each masked picture with its numbered findings, and the buttons that correct it."""

from dataclasses import replace

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from anonymize import Refusal, blank
from handlers import losing
from handlers.buttons import Act, Tap, button, in_rows, keyboard
from handlers.context import Services
from handlers.delivery import is_gone, send_text, show_picture
from handlers.erasing import erase
from handlers.refusals import picture_problem
from handlers.screens import show_screen
from handlers.submission.findings import caption, with_button
from handlers.texts import Speech, Translate
from moderation.case import AT_WORK, Case, CaseState, Picture, PictureState, Step
from storage import cases, members, pictures
from storage.database import Transaction
from storage.files import MissingFileError
from storage.pictures import FindingRow


async def show(services: Services, case_id: int) -> bool:
    """Sends every picture that the author has not seen, then the screen for the next step.

    False when the author cannot be reached.
    """
    case = await cases.load(services.database.reader, case_id)
    if case is None or case.state is not CaseState.DRAFT:
        return False
    member = await members.load(services.database.reader, case.author_id)
    if member is None:
        return False
    speech = services.texts.of(member.language)
    # What was said before stands above the pictures.
    await services.errands.wait("outbox", case.author_id)
    everything = await pictures.of_case(services.database.reader, case_id)
    for place, picture in enumerate(everything, 1):
        if picture.preview_id is None and not await _send(services, case, speech, picture, place):
            return False
    if all(picture.preview_id for picture in everything):
        await show_control(services, case_id, below=True)
    return True


async def show_control(services: Services, case_id: int, *, below: bool = False) -> None:
    """The screen of the pictures step; `below`: as a new message under the pictures."""
    case = await cases.load(services.database.reader, case_id)
    member = await members.load(services.database.reader, case.author_id) if case else None
    if case is None or member is None or case.step is not Step.PICTURES:
        return
    speech = services.texts.of(member.language)
    everything = await pictures.of_case(services.database.reader, case_id)
    if any(picture.state in AT_WORK for picture in everything):
        # Still at work: this screen comes by itself, under the pictures.
        return
    text, markup = _control(speech, case, everything)
    await show_screen(services, case, text, markup, below=below)


def _control(
    speech: Speech, case: Case, everything: list[Picture]
) -> tuple[str, InlineKeyboardMarkup]:
    _ = speech.say
    cancel = button(_("Cancel"), Tap(Act.CANCEL, case.id, case.revision))
    if not everything:
        return _("No picture is left. Send one, or throw the draft away."), keyboard([cancel])
    if any(picture.state is not PictureState.MASKED for picture in everything):
        text = _(
            "One picture could not be masked. Press “Detect again” under it, or remove it, "
            "to go on."
        )
        return text, keyboard([cancel])
    text = _(
        "Look closely: is every face, name, number and tattoo hidden, and the lesion visible? "
        "Correct with the buttons under each picture. Colleagues will see exactly this, "
        "without the outlines."
    )
    go_on = button(_("✅ Looks right"), Tap(Act.NEXT, case.id, case.revision, Step.PICTURES))
    return text, keyboard([go_on], [cancel])


async def _send(
    services: Services, case: Case, speech: Speech, picture: Picture, place: int
) -> bool:
    """False when the author cannot be reached."""
    try:
        if picture.state is PictureState.MASKED and picture.preview:
            await _show_masked(services, case, speech, picture, place)
            return True
        return await _tell_refused(services, case, speech, picture, place)
    except Forbidden:
        return False


async def _show_masked(
    services: Services, case: Case, speech: Speech, picture: Picture, place: int
) -> None:
    """A blank frame first, and the picture in it once the frame is on record: so no picture stands
    in a message that nobody could find to delete.
    """
    frame = picture.framed_id or await _frame(services, case, picture)
    if frame is None:
        return
    found = await pictures.findings(services.database.reader, picture.id)
    try:
        data = await services.files.get(picture.preview or "")
    except MissingFileError:
        await losing.repaint_preview(services, case, picture.id, frame)
        return
    text, markup = (
        caption(speech, place, found, picture.flags),
        buttons(speech, case, picture, found),
    )
    try:
        await show_picture(services, case.author_id, frame, data, text, markup)
    except BadRequest as error:
        refused = await _unframe(services, case, picture, frame, error)
        if refused is not None:
            await _tell_refused(services, case, speech, refused, place)
        return
    async with services.database.transaction() as tx:
        now = await pictures.load(tx, picture.id)
        if now is not None and now.framed_id == frame:
            await _note_seen(services, tx, now, frame)


async def _frame(services: Services, case: Case, picture: Picture) -> int | None:
    """The message that the picture goes into; None when it is not wanted any more."""
    message = await services.bot.send_photo(case.author_id, blank())
    frame = message.message_id
    async with services.database.transaction() as tx:
        now = await _still_unseen(tx, picture)
        if now is not None:
            await pictures.save(tx, now, replace(now, framed_id=frame))
            return frame
        await erase(services, case.author_id, [frame])
        return None


async def _unframe(
    services: Services, case: Case, picture: Picture, frame: int, error: BadRequest
) -> Picture | None:
    """A frame that was deleted meanwhile is forgotten. Otherwise Telegram takes no such photo:
    nobody can look at it, so it is refused like any other; returns that.
    """
    async with services.database.transaction() as tx:
        now = await pictures.load(tx, picture.id)
        if now is None or now.framed_id != frame:
            return None
        await erase(services, case.author_id, [frame])
        if is_gone(error):
            await pictures.save(tx, now, replace(now, framed_id=None))
            return None
        problem = Refusal.FAILED.value
        refused = replace(now, state=PictureState.REFUSED, problem=problem, framed_id=None)
        await pictures.save(tx, now, refused)
        return refused


async def _tell_refused(
    services: Services, case: Case, speech: Speech, picture: Picture, place: int
) -> bool:
    text = refused_text(speech.say, picture, place)
    told = await send_text(services, case.author_id, text, refused_buttons(speech, case, picture))
    if told is None:
        return False
    async with services.database.transaction() as tx:
        now = await _still_unseen(tx, picture)
        if now is None:
            await erase(services, case.author_id, [told.message_id])
        else:
            await _note_seen(services, tx, now, told.message_id)
    return True


async def _note_seen(
    services: Services, tx: Transaction, picture: Picture, message_id: int
) -> None:
    """With the last of them comes the screen to go on from: no stop gets in between."""
    shown = replace(picture, preview_id=message_id, framed_id=None)
    await pictures.save(tx, picture, shown)
    if all(each.preview_id for each in await pictures.of_case(tx, picture.case_id)):
        await show_control(services, picture.case_id, below=True)


async def _still_unseen(tx: Transaction, picture: Picture) -> Picture | None:
    """The row as it is now, if it still is a picture of a draft that its author has not seen."""
    case = await cases.load(tx, picture.case_id)
    now = await pictures.load(tx, picture.id)
    if case is None or case.state is not CaseState.DRAFT or now is None:
        return None
    unseen = now.state is picture.state and now.preview_id is None and now.framed_id is None
    return now if unseen else None


def refused_text(_: Translate, picture: Picture, place: int) -> str:
    problem = picture_problem(_, picture.problem)
    return _("Picture {place}: {found}").format(place=place, found="⚠️ " + problem)


def buttons(
    speech: Speech, case: Case, picture: Picture, found: list[FindingRow]
) -> InlineKeyboardMarkup:
    """Those of the sides while they are open, else those of the findings."""
    if picture.sides:
        return strip_buttons(speech, case, picture)
    return picture_buttons(speech, case, picture, found)


def picture_buttons(
    speech: Speech, case: Case, picture: Picture, found: list[FindingRow]
) -> InlineKeyboardMarkup:
    """Show or hide each finding, hide a strip, retry, remove."""
    _ = speech.say

    def tap(act: Act, arg: str = "") -> Tap:
        return Tap(act, picture.id, case.revision, arg)

    toggles = [
        button(
            (_("Show #{number}") if row.hidden else _("Hide #{number}")).format(number=row.number),
            tap(Act.TOGGLE, str(row.number)),
        )
        for row in with_button(found)
    ]
    return keyboard(
        *in_rows(toggles, 3),
        [button(_("Hide more…"), tap(Act.STRIPS)), button(_("Detect again"), tap(Act.RETRY))],
        [button(_("Remove this picture"), tap(Act.REMOVE))],
    )


def strip_buttons(speech: Speech, case: Case, picture: Picture) -> InlineKeyboardMarkup:
    """Each press on a side hides one more tenth of the picture from there."""
    _ = speech.say
    sides = {
        "top": _("⬆ Top"),
        "bottom": _("⬇ Bottom"),
        "left": _("⬅ Left"),
        "right": _("➡ Right"),
    }
    taps = [
        button(label, Tap(Act.STRIP, picture.id, case.revision, side))
        for side, label in sides.items()
    ]
    return keyboard(
        *in_rows(taps, 2),
        [button(_("Hide the whole picture"), Tap(Act.WHOLE, picture.id, case.revision))],
        [button(_("« Back"), Tap(Act.PICTURE_BACK, picture.id, case.revision))],
    )


def refused_buttons(speech: Speech, case: Case, picture: Picture) -> InlineKeyboardMarkup:
    _ = speech.say
    return keyboard(
        [
            button(_("Detect again"), Tap(Act.RETRY, picture.id, case.revision)),
            button(_("Remove this picture"), Tap(Act.REMOVE, picture.id, case.revision)),
        ]
    )
