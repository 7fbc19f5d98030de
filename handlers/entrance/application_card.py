"""The card by which moderators see an application, with its evidence photo above."""

import logging
from dataclasses import replace

from telegram import InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.error import BadRequest

from anonymize import blank
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.delivery import following, is_unchanged, send_text
from handlers.entrance.credentials import Credential, ask_registry, credential_lines, credential_of
from handlers.entrance.dossier import Dossier, dossier_lines, dossier_of
from handlers.entrance.evidence import show_further
from handlers.entrance.registers import number_line
from handlers.erasing import erase
from handlers.people import moderation_place
from handlers.telling import set_buttons
from handlers.texts import Speech, Translate, quoted, role_name, specialty_name
from moderation.application import Application, ApplicationState
from moderation.member import Role
from moderation.post import Place
from storage import applications
from storage.files import MissingFileError

log = logging.getLogger(__name__)


def wake(services: Services, application_id: int) -> None:
    """Has an application shown as soon as what submitted it is committed."""
    services.errand("application", application_id, lambda: show_card(services, application_id))


async def show_card(services: Services, application_id: int) -> None:
    """Puts a submitted application before the moderators, unless it stands there already."""
    async with services.application_locks[application_id]:
        place = await moderation_place(services)
        application = await applications.load(services.database.reader, application_id)
        if place is None or application is None or application.card_message_id is not None:
            return
        if place.is_paused:
            return
        if application.state is not ApplicationState.SUBMITTED or application.evidence is None:
            return
        try:
            async with following(services, place.chat_id):
                await _show(services, place, application, application.evidence)
        except MissingFileError:
            log.warning("the evidence of an application is gone")


async def _show(services: Services, place: Place, application: Application, key: str) -> None:
    """Photo, then card; where it breaks off, the next sweep takes it up from there.

    What is sent first is a blank photo: should its id never come back, no evidence stands in a
    message that nobody could find to delete.
    """
    evidence = await services.files.get(key)
    await ask_registry(services, application)
    framed = await _framed(services, place, application)
    if framed is None or framed.evidence_message_id is None:
        return
    try:
        await services.bot.edit_message_media(
            InputMediaPhoto(evidence), place.chat_id, framed.evidence_message_id
        )
    except BadRequest as error:
        if not is_unchanged(error):
            await erase(services, *photo_message(framed))
            await _record(services, framed, replace(framed, evidence_message_id=None))
            raise
    if not await show_further(services, place, framed):
        return
    card = await _tell_card(services, place, framed, framed.evidence_message_id)
    if card is None:
        return
    async with services.database.unit():
        shown = await _record(services, framed, replace(framed, card_message_id=card.message_id))
        if shown is None:
            await erase(services, place.chat_id, [card.message_id])
            return
        # Last, so that no card decides whose id never came back.
        speech = services.texts.of(services.rules.language)
        dossier = await dossier_of(services, application)
        markup = card_buttons(speech, application, dossier)
        await set_buttons(services, place.chat_id, card.message_id, markup)


async def _framed(
    services: Services, place: Place, application: Application
) -> Application | None:
    """The application with the message that its photo goes into; None when it has moved on."""
    if application.evidence_message_id is not None and application.card_chat_id == place.chat_id:
        return application
    await erase(services, *photo_message(application))
    photo = await services.bot.send_photo(
        place.chat_id, blank(), message_thread_id=place.thread_id, protect_content=True
    )
    placed = replace(application, card_chat_id=place.chat_id, evidence_message_id=photo.message_id)
    framed = await _record(services, application, placed)
    if framed is None:
        await erase(services, place.chat_id, [photo.message_id])
    return framed


async def _record(services: Services, was: Application, now: Application) -> Application | None:
    """Saves where the application is shown; None when it was decided meanwhile."""
    async with services.database.transaction() as tx:
        return now if await applications.swap(tx, was, now) else None


def photo_message(application: Application) -> tuple[int, list[int]]:
    """Chat and message of the evidence before the moderators; no message when there is none."""
    if application.card_chat_id is None or application.evidence_message_id is None:
        return 0, []
    return application.card_chat_id, [application.evidence_message_id]


async def _tell_card(
    services: Services, place: Place, application: Application, photo_id: int
) -> Message | None:
    speech = services.texts.of(services.rules.language)
    credential = await credential_of(services, application)
    text = open_text(speech, application, credential, await dossier_of(services, application))
    return await send_text(
        services, place.chat_id, text, reply_to=photo_id, thread_id=place.thread_id
    )


def open_text(
    speech: Speech, application: Application, credential: Credential, dossier: Dossier
) -> str:
    """The card while it waits: the claim, and what to do with the photos that stand above it."""
    _ = speech.say
    hint = _("Compare name and number with the photos above. They go with your decision.")
    about = "\n".join(dossier_lines(speech, application, dossier))
    return f"{card_text(speech, application, credential)}\n\n{about}\n\n{hint}"


def card_text(speech: Speech, application: Application, credential: Credential) -> str:
    """What the applicant claims, what is odd about it, and what the registry says."""
    _ = speech.say
    lines = [
        _("<b>Application no. {id}</b>").format(id=application.id),
        _("Name: {name}").format(name=quoted(application.name or "")),
        _("Role: {role}").format(role=role_name(_, application.role)),
        _("Specialty: {specialty}").format(specialty=specialty_name(_, application.specialty)),
        _number_line(_, application),
        *credential_lines(speech, application, credential),
    ]
    return "\n".join(lines)


def _number_line(_: Translate, application: Application) -> str:
    if not application.number:
        return _("Number: none") if application.role is not Role.STUDENT else _("Number: student")
    return number_line(_, application)


def card_buttons(
    speech: Speech, application: Application, dossier: Dossier
) -> InlineKeyboardMarkup:
    _ = speech.say
    accept = [button(_("✅ Accept"), card_tap(application, Act.ADMIT))]
    if dossier.holders:
        # There is nothing to accept as it is: that would make two members of one number.
        move = _("✅ The same person: hand the membership over")
        accept = [
            button(move, card_tap(application, Act.ADMIT_MOVE, str(holder.id)))
            for holder in dossier.holders
            if dossier.can_move
        ]
    return keyboard(
        accept,
        [
            button(_("↩️ Ask again"), card_tap(application, Act.ADMIT_ASK)),
            button(_("⛔ Refuse"), card_tap(application, Act.ADMIT_REFUSE)),
        ],
        [button(_("🔎 I take this one"), card_tap(application, Act.ADMIT_TAKE))],
    )


def card_tap(application: Application, act: Act, arg: str = "") -> Tap:
    return Tap(act, application.id, application.revision, arg)
