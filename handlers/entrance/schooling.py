"""Schooling: students are reminded, lapse on 30 September, and prove the new school year."""

from dataclasses import replace
from datetime import timedelta

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.entrance import joining, standings
from handlers.routing import Press
from handlers.telling import take_buttons, tell
from handlers.texts import Speech
from moderation.application import APPLICATION_ENDS
from moderation.errors import OutOfDate
from moderation.member import Member, Role, Standing, StandingAction
from moderation.school import REMINDERS, due_reminder, school_year_end
from storage import applications, members, school_years
from storage.school_years import SchoolYear


async def sweep(services: Services) -> None:
    """Reminders and lapses that are due; running it twice is harmless."""
    now = services.clock()
    for member_id in await school_years.without(services.database.reader):
        async with services.database.transaction() as tx:
            await school_years.prove(tx, member_id, school_year_end(now))
    limit = now + timedelta(days=max(REMINDERS))
    for year in await school_years.ending_before(services.database.reader, limit):
        async with services.database.unit():
            await _follow(services, year)


async def _follow(services: Services, year: SchoolYear) -> None:
    now = services.clock()
    member = await members.load(services.database.reader, year.member_id)
    if member is None or not member.is_verified:
        return
    speech = services.texts.of(member.language)
    if year.until <= now:
        await standings.change(services, member, StandingAction.LAPSE, None)
        await tell(services, member.id, *lapsed_letter(speech))
        return
    days = due_reminder(year.until, now, year.reminded)
    if days is None:
        return
    async with services.database.transaction() as tx:
        if not await school_years.remind(tx, year, days):
            return
    await tell(services, member.id, *_reminder(speech, year))


def _reminder(speech: Speech, year: SchoolYear) -> tuple[str, InlineKeyboardMarkup]:
    _ = speech.say
    text = _(
        "🎓 Your access as a student ends after {date}. Show your card or certificate of the new "
        "school year before, and nothing changes for you."
    ).format(date=f"{year.until - timedelta(days=1):%Y-%m-%d}")
    return text, _button(speech)


def lapsed_letter(speech: Speech) -> tuple[str, InlineKeyboardMarkup]:
    """What a student reads whose school year is over, then and whenever they come back."""
    _ = speech.say
    text = _(
        "🎓 The school year is over, and with it your access. Show your card or certificate of "
        "the new school year, and the moderators let you in again."
    )
    return text, _button(speech)


def _button(speech: Speech) -> InlineKeyboardMarkup:
    return keyboard([button(speech.say("Prove the new school year"), Tap(Act.RENEW))])


async def show_lapsed(services: Services, member: Member) -> bool:
    """Where a lapsed student stands; False for whoever lapsed for another reason."""
    year = await school_years.load(services.database.reader, member.id)
    if member.role is not Role.STUDENT or year is None or year.until > services.clock():
        return False
    await tell(services, member.id, *lapsed_letter(services.texts.of(member.language)))
    return True


async def renew(services: Services, press: Press) -> None:
    """A new application, in which only the photo is missing; the standing stays as it is."""
    member = press.member
    if member.role is not Role.STUDENT or member.standing not in {
        Standing.VERIFIED,
        Standing.LAPSED,
    }:
        raise OutOfDate
    await take_buttons(services, press.chat_id, press.message_id)
    async with services.database.transaction() as tx:
        latest = await applications.latest(tx, member.id)
        if latest is None or latest.state in APPLICATION_ENDS:
            begun = await joining.begin(services, member)
            known = replace(begun, role=Role.STUDENT, name=member.name, specialty=member.specialty)
            await applications.swap(tx, begun, known)
    await joining.go_on(services, member, press.speech)
