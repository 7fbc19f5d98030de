"""Losing: a private file that somebody waits for was lost or altered on the disk. What can be
painted anew is; the rest goes back to its author, and operators hear of the disk.
"""

from dataclasses import replace

from handlers import erasing
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.people import moderation_place
from handlers.telling import tell
from handlers.texts import Translate
from moderation.case import Case, CaseState, PictureState, case_number
from storage import cases, losses, members, pictures
from storage.files import MissingFileError


async def repaint_preview(services: Services, case: Case, picture_id: int, frame: int) -> None:
    """A preview that does not open is painted anew from what is left, or refused by that.

    frame: the message that it would have gone into.
    """
    async with services.database.unit():
        async with services.database.transaction() as tx:
            now = await pictures.load(tx, picture_id)
            if now is None or now.framed_id != frame or now.state is not PictureState.MASKED:
                return
            changed = replace(now, state=PictureState.CHANGED, framed_id=None)
            await pictures.save(tx, now, changed)
            await erasing.erase(services, case.author_id, [frame])
        await _alarm(services, case)


async def send_back(services: Services, case: Case) -> None:
    """A submitted case of which a masked picture does not open is its author's again."""
    shown = await pictures.of_case(services.database.reader, case.id)
    lost = [each.id for each in shown if each.masked and not await _opens(services, each.masked)]
    author = await members.load(services.database.reader, case.author_id)
    if not lost or author is None:
        return
    _ = services.texts.of(author.language).say
    reason = _("A picture was lost on the bot's server; please send it once more.")
    async with services.database.unit():
        async with services.database.transaction() as tx:
            latest = await cases.load(tx, case.id)
            if latest is None or latest.state is not CaseState.SUBMITTED:
                return
            await losses.lose(tx, lost, services.clock(), reason)
        place = await moderation_place(services)
        if place is not None:
            erasing.wake(services, place.chat_id)
        revise = button(_("Revise"), Tap(Act.REVISE, case.id, case.revision))
        await tell(services, author.id, lost_text(_, case.id), keyboard([revise]))
        await _alarm(services, case)


def lost_text(_: Translate, case_id: int) -> str:
    """What an author is to do about a picture that is gone for good."""
    text = _(
        "A picture of case {number} was lost on my side. Take the case up with /cases, remove "
        "that picture there, and send it once more."
    )
    return text.format(number=case_number(case_id))


async def _opens(services: Services, name: str) -> bool:
    try:
        await services.files.get(name)
    except MissingFileError:
        return False
    return True


async def _alarm(services: Services, case: Case) -> None:
    _ = services.texts.of(services.rules.language).say
    text = _(
        "⚠️ A private picture of case {number} cannot be opened: its file was lost or altered on "
        "my disk. What I can, I paint anew; the rest its author is asked for. Please look after "
        "the disk."
    ).format(number=case.number)
    for operator in sorted(services.rules.operators):
        await tell(services, operator, text)
