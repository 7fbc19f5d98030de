"""/doors, for moderators: which channels students may enter."""

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.entrance.doors import is_open_for
from handlers.entrance.farewells import remove_later
from handlers.routing import Press, Said
from handlers.telling import present, tell
from handlers.texts import Speech, quoted, specialty_name
from moderation.errors import OutOfDate
from moderation.member import Role
from moderation.post import MODERATION, Place
from moderation.trail import Entry
from storage import audit, doors, members, places

OPEN, CLOSED = "open", "closed"
ENTRIES = {OPEN: Entry.STUDENTS_OPEN, CLOSED: Entry.STUDENTS_CLOSED}


async def show(services: Services, said: Said) -> None:
    """/doors, in the moderators' group."""
    text, markup = await _list(services)
    thread = said.message.message_thread_id
    await tell(services, said.chat_id, text, markup, thread_id=thread)


async def change(services: Services, press: Press) -> str:
    """The button says what it makes of the channel, so that pressed twice it does so once."""
    duty, _dot, state = press.tap.arg.partition(".")
    place = await places.of_duty(services.database.reader, duty)
    if place is None or duty == MODERATION or state not in {OPEN, CLOSED}:
        raise OutOfDate
    if place.students is not (state == OPEN):
        async with services.database.transaction() as tx:
            await places.let_students(tx, duty, allowed=state == OPEN)
            now, action = services.clock(), ENTRIES[state]
            await audit.record(tx, now, press.user.id, action, f"place {duty}")
            if state == CLOSED:
                await _put_students_out(services, place)
    text, markup = await _list(services)
    await present(services, press.chat_id, press.message_id, text, markup)
    return press.speech.say("Done.")


async def _put_students_out(services: Services, place: Place) -> None:
    async with services.database.transaction() as tx:
        for chat_id in filter(None, (place.chat_id, place.discussion_id)):
            for user_id in await doors.inside(tx, chat_id):
                member = await members.load(tx, user_id)
                if member is None or member.role is not Role.STUDENT:
                    continue
                if not await is_open_for(services, member, chat_id):
                    await remove_later(services, chat_id, user_id)


async def _list(services: Services) -> tuple[str, InlineKeyboardMarkup]:
    speech = services.texts.of(services.rules.language)
    _ = speech.say
    bound = [
        place
        for place in await places.everywhere(services.database.reader)
        if place.duty != MODERATION
    ]
    if not bound:
        return _("No channel is bound yet."), keyboard()
    head = _("May students enter? They read and answer; they send no cases. A tap changes it.")
    lines = [head, *(_line(speech, place) for place in bound)]
    rows = [[button(_label(speech, place), _tap(place))] for place in bound]
    return "\n".join(lines), keyboard(*rows)


def _line(speech: Speech, place: Place) -> str:
    _ = speech.say
    text = _("• {title}: students may enter") if place.students else _("• {title}: no students")
    return text.format(title=quoted(place.title))


def _label(speech: Speech, place: Place) -> str:
    _ = speech.say
    text = _("{specialty}: no students") if place.students else _("{specialty}: let students in")
    return text.format(specialty=specialty_name(_, place.duty))


def _tap(place: Place) -> Tap:
    return Tap(Act.STUDENTS, arg=f"{place.duty}.{CLOSED if place.students else OPEN}")
