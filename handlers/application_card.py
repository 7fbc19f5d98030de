"""The card by which moderators see an application, with its evidence photo above."""

from dataclasses import replace

from telegram import InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.people import moderation_place
from handlers.telling import erase, tell
from handlers.texts import Speech, Translate, quoted, role_name, specialty_name
from moderation.application import Application, ApplicationState, NumberProblem, rpps_problem
from moderation.member import Role
from moderation.post import Place
from storage import applications
from storage.files import MissingFileError


async def show_card(services: Services, application_id: int) -> None:
    """Puts a submitted application before the moderators, unless it stands there already."""
    async with services.application_locks[application_id]:
        place = await moderation_place(services)
        application = await applications.load(services.database.reader, application_id)
        if place is None or application is None or application.card_message_id is not None:
            return
        if application.state is ApplicationState.SUBMITTED and application.evidence is not None:
            await _show(services, place, application, application.evidence)


async def _show(services: Services, place: Place, application: Application, key: str) -> None:
    """Photo, then card; a photo that no row would name, to be purged later, is erased at once."""
    try:
        evidence = await services.files.get(key)
        photo = await services.bot.send_photo(
            place.chat_id, evidence, message_thread_id=place.thread_id, protect_content=True
        )
    except (MissingFileError, TelegramError):
        return
    card = await _tell_card(services, place, application, photo.message_id)
    saved = False
    if card is not None:
        shown = replace(
            application,
            card_chat_id=place.chat_id,
            card_message_id=card.message_id,
            evidence_message_id=photo.message_id,
        )
        async with services.database.transaction() as tx:
            saved = await applications.swap(tx, application, shown)
    if not saved:
        left = [photo.message_id, *([card.message_id] if card else [])]
        await erase(services, place.chat_id, left)


async def _tell_card(
    services: Services, place: Place, application: Application, photo_id: int
) -> Message | None:
    speech = services.texts.of(services.rules.language)
    text, markup = open_text(speech, application), card_buttons(speech, application)
    try:
        return await tell(
            services,
            place.chat_id,
            text,
            markup,
            reply_to=photo_id,
            thread_id=place.thread_id,
        )
    except TelegramError:
        return None


def open_text(speech: Speech, application: Application) -> str:
    """The card while it waits: the claim, and what to do with the photo that stands above it."""
    _ = speech.say
    hint = _("Compare name and number with the photo above. It is deleted with your decision.")
    return f"{card_text(speech, application)}\n\n{hint}"


def card_text(speech: Speech, application: Application) -> str:
    """What the applicant claims, and what is odd about it."""
    _ = speech.say
    lines = [
        _("<b>Application no. {id}</b>").format(id=application.id),
        _("Name: {name}").format(name=quoted(application.name or "")),
        _("Role: {role}").format(role=role_name(_, application.role)),
        _("Specialty: {specialty}").format(specialty=specialty_name(_, application.specialty)),
        _number_line(_, application),
    ]
    return "\n".join(lines)


def _number_line(_: Translate, application: Application) -> str:
    if not application.number:
        return _("Number: none") if application.role is not Role.STUDENT else _("Number: student")
    doubts = {
        None: _("RPPS {number}: shape and check digit are right"),
        NumberProblem.SHAPE: _("⚠️ RPPS {number}: not 11 digits"),
        NumberProblem.KEY: _("⚠️ RPPS {number}: the check digit does not fit"),
    }
    return doubts[rpps_problem(application.number)].format(number=quoted(application.number))


def card_buttons(speech: Speech, application: Application) -> InlineKeyboardMarkup:
    _ = speech.say
    return keyboard(
        [button(_("✅ Accept"), card_tap(application, Act.ADMIT))],
        [
            button(_("↩️ Ask again"), card_tap(application, Act.ADMIT_ASK)),
            button(_("⛔ Refuse"), card_tap(application, Act.ADMIT_REFUSE)),
        ],
    )


def card_tap(application: Application, act: Act, arg: str = "") -> Tap:
    return Tap(act, application.id, application.revision, arg)
