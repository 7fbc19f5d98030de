"""Evidence: up to four photos with a code drawn for them, from the applicant to the moderators."""

import logging
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

from anonymize import blank
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.delivery import is_unchanged
from handlers.erasing import erase
from handlers.texts import Speech, Translate
from moderation.application import (
    DOCUMENTS_MAX,
    Application,
    ApplicationState,
    has_expired,
)
from moderation.member import Role
from moderation.post import Place
from moderation.trail import Entry
from storage import applications, audit, documents
from storage.documents import Document
from storage.files import MissingFileError

log = logging.getLogger(__name__)


async def challenged(services: Services, application: Application) -> Application:
    """With a code that is still good; one that nobody answered in time is drawn anew."""
    if application.evidence is not None:
        return application
    now = services.clock()
    good = application.challenge and not has_expired(application.challenge_at, now)
    if good:
        return application
    drawn = replace(application, challenge=services.draw_code(), challenge_at=now)
    async with services.database.transaction() as tx:
        await applications.swap(tx, application, drawn)
    return drawn


def question(speech: Speech, application: Application) -> tuple[str, InlineKeyboardMarkup]:
    """What to photograph, and the code that has to be in the picture."""
    _ = speech.say
    if application.role is Role.STUDENT:
        what = _(
            "Last step: a photo of your student card or certificate of this school year. Cover "
            "what we do not need, such as your national student number."
        )
    else:
        what = _(
            "Last step: a photo of your professional card. Only moderators see it, until they "
            "decide."
        )
    code = _(
        "Write this code by hand on a sheet of paper, lay it beside the card, and photograph both "
        "together: <b>{code}</b>\nIt is good for one hour. Up to {number} photos are taken."
    ).format(code=application.challenge or "", number=DOCUMENTS_MAX)
    return f"{what}\n\n{code}", keyboard([_anew(_, application)])


def received(
    speech: Speech, application: Application, number: int
) -> tuple[str, InlineKeyboardMarkup]:
    """After each photo, and whenever somebody comes back with photos that were not handed in."""
    _ = speech.say
    here = _("Photo {number} of at most {most} is here.")
    lines = [here.format(number=number, most=DOCUMENTS_MAX)]
    if has_expired(application.challenge_at, application.evidence_at):
        lines.append(
            _(
                "⚠️ The code had expired when the photo came; moderators will see that. Better: a "
                "new code and a new photo."
            )
        )
    if number < DOCUMENTS_MAX:
        lines.append(_("Send another one, such as a diploma, or hand in what is there."))
    hand_in = Tap(Act.HAND_IN, application.id, application.revision)
    return "\n\n".join(lines), keyboard(
        [button(_("Send to the moderators"), hand_in)], [_anew(_, application)]
    )


def _anew(_: Translate, application: Application) -> InlineKeyboardButton:
    tap = Tap(Act.NEW_CODE, application.id, application.revision)
    if application.evidence is None:
        return button(_("Another code"), tap)
    return button(_("Start the photos again, with another code"), tap)


def card_line(speech: Speech, application: Application, late: int, number: int) -> str:
    """What moderators have to find in the photos. late: how many came after the code's hour."""
    _ = speech.say
    if application.challenge is None:
        return _("Code: none was asked for")
    lines = [
        _("Photos: {number}").format(number=number),
        _("Code that must be in a photo, by hand: <b>{code}</b>").format(
            code=application.challenge
        ),
    ]
    if late:
        lines.append(
            speech.count(
                "⚠️ {number} photo came after the code had expired.",
                "⚠️ {number} photos came after the code had expired.",
                late,
            )
        )
    else:
        lines.append(_("The photos came while it was good."))
    return "\n".join(lines)


async def late_and_all(services: Services, application: Application) -> tuple[int, int]:
    """How many photos came after the code's hour, and how many there are."""
    further = await documents.of_application(services.database.reader, application.id)
    times = [application.evidence_at, *(each.received_at for each in further)]
    late = sum(has_expired(application.challenge_at, each) for each in times)
    return late, len(times)


async def take_away(services: Services, application: Application) -> None:
    """Every photo goes, its file and where moderators saw it."""
    async with services.database.transaction() as tx:
        if application.evidence is not None:
            now, subject = services.clock(), f"application {application.id}"
            await audit.record(tx, now, None, Entry.PURGE, subject, application.revision)
        further = await documents.take(tx, application.id)
        shown = [application.evidence_message_id, *(each.message_id for each in further)]
        if application.card_chat_id is not None:
            ids = [message_id for message_id in shown if message_id is not None]
            await erase(services, application.card_chat_id, ids)
        await services.discard(application.evidence, *(each.key for each in further))


async def show_further(services: Services, place: Place, application: Application) -> bool:
    """Puts the further photos below the first; False when the application has moved on.

    Each goes into a blank photo that is on record before: none can stand where nobody finds it.
    """
    for document in await documents.of_application(services.database.reader, application.id):
        if document.key is None:
            continue
        message_id = await _framed(services, place, application, document)
        if message_id is None:
            return False
        try:
            photo = InputMediaPhoto(await services.files.get(document.key))
            await services.bot.edit_message_media(photo, place.chat_id, message_id)
        except BadRequest as error:
            if not is_unchanged(error):
                raise
        except MissingFileError:
            log.warning("a further photo of an application is gone")
    return True


async def _framed(
    services: Services, place: Place, application: Application, document: Document
) -> int | None:
    if document.message_id is not None:
        return document.message_id
    frame = await services.bot.send_photo(
        place.chat_id, blank(), message_thread_id=place.thread_id, protect_content=True
    )
    async with services.database.unit():
        async with services.database.transaction() as tx:
            latest = await applications.load(tx, application.id)
            waits = latest is not None and latest.state is ApplicationState.SUBMITTED
            waits = waits and latest is not None and latest.revision == application.revision
            if waits and await documents.show(tx, document, frame.message_id):
                return frame.message_id
        await erase(services, place.chat_id, [frame.message_id])
    return None
