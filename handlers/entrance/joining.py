"""Join: a person says who they are and proves it; the moderators' answer is in admission.py."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, in_rows, keyboard
from handlers.context import Services
from handlers.entrance.evidence import challenged, late_and_all, received
from handlers.entrance.evidence import question as evidence_question
from handlers.entrance.registers import (
    country_name,
    country_question,
    number_doubt,
    number_question,
)
from handlers.guarding import guarded
from handlers.routing import Press, Said
from handlers.telling import present, take_buttons, tell
from handlers.texts import (
    Speech,
    Translate,
    admission_reason,
    copied,
    role_name,
    shortened,
    specialty_name,
)
from moderation.application import (
    APPLICATION_ENDS,
    Application,
    ApplicationState,
    Question,
)
from moderation.errors import OutOfDate
from moderation.member import Member, Role, StandingAction, next_standing
from moderation.numbers import Register, canonical
from moderation.specialty import SPECIALTIES
from storage import applications, audit, members

NAME_MAX_CHARACTERS = 80
NUMBER_MAX_CHARACTERS = 30
NUMBER_QUESTIONS = {Question.NUMBER, Question.CONFIRM_NUMBER}


async def go_on(services: Services, member: Member, speech: Speech) -> None:
    """Asks the next question, or says that the moderators have it."""
    application = await applications.latest(services.database.reader, member.id)
    if application is None or application.state in APPLICATION_ENDS:
        application = await begin(services, member)
    _ = speech.say
    if application.state is ApplicationState.SUBMITTED:
        await tell(
            services,
            member.id,
            _("Your application is with the moderators. You will hear from me."),
        )
        return
    await _ask(services, member.id, speech, application)


async def start_again(services: Services, press: Press) -> None:
    """A refused or lapsed person applies again."""
    await take_buttons(services, press.chat_id, press.message_id)
    standing = next_standing(press.member.standing, StandingAction.APPLY)
    async with services.database.transaction() as tx:
        await members.save(tx, replace(press.member, standing=standing))
        application = await begin(services, press.member)
    await _ask(services, press.member.id, press.speech, application)


async def begin(services: Services, member: Member) -> Application:
    now = services.clock()
    async with services.database.transaction() as tx:
        begun = await applications.begin(tx, member.id, now, services.rules.registers[0])
        subject = f"application {begun.id}"
        await audit.record(tx, now, member.id, StandingAction.APPLY, subject, begun.revision)
    return begun


async def choose_role(services: Services, press: Press) -> None:
    application = await _filling(services, press)
    if press.tap.arg not in set(Role):
        raise OutOfDate
    await _fill(services, press, replace(application, role=Role(press.tap.arg)))


async def no_number(services: Services, press: Press) -> None:
    application = await _filling(services, press)
    await _fill(services, press, replace(application, number=""))


async def keep_number(services: Services, press: Press) -> None:
    application = await _filling(services, press)
    await _fill(services, press, replace(application, number_kept=True))


async def offer_registers(services: Services, press: Press) -> None:
    """The countries whose numbers are taken, in place of the question."""
    application = await _filling(services, press)
    text, markup = country_question(press.speech, application, services.rules.registers)
    await present(services, press.chat_id, press.message_id, text, markup)


async def choose_register(services: Services, press: Press) -> None:
    """Also after a number that looked wrong: it may be right elsewhere, and is typed again."""
    application = await _filling(services, press)
    asked = application.next_question()
    if press.tap.arg not in services.rules.registers or asked not in NUMBER_QUESTIONS:
        raise OutOfDate
    chosen = replace(application, register=Register(press.tap.arg), number=None)
    await _fill(services, press, chosen)


async def choose_specialty(services: Services, press: Press) -> None:
    application = await _filling(services, press)
    if press.tap.arg not in SPECIALTIES:
        raise OutOfDate
    await _fill(services, press, replace(application, specialty=press.tap.arg))


async def take_words(services: Services, said: Said) -> bool:
    """A free text of an applicant; False when nothing was waiting for one."""
    application = await applications.latest(services.database.reader, said.member.id)
    if application is None or application.state is not ApplicationState.FILLING:
        return False
    match application.next_question():
        case Question.NAME:
            # On one line: a name must not be able to write further lines onto the card.
            name = shortened(" ".join(said.words.split()), NAME_MAX_CHARACTERS)
            # What nobody can see is no answer.
            filled = replace(application, name=name) if guarded(name).strip() else application
        case Question.NUMBER | Question.CONFIRM_NUMBER:
            number = canonical(application.register, said.words)[:NUMBER_MAX_CHARACTERS]
            filled = replace(application, number=number)
        case _:
            filled = application
    if filled != application:
        async with services.database.transaction() as tx:
            await applications.swap(tx, application, filled)
    await _ask(services, said.chat_id, said.speech, filled)
    return True


async def _filling(services: Services, press: Press) -> Application:
    """The application that a button belongs to, if it still is being filled."""
    application = await applications.load(services.database.reader, press.tap.subject)
    if (
        application is None
        or application.member_id != press.member.id
        or application.state is not ApplicationState.FILLING
        or application.revision != press.tap.revision
    ):
        raise OutOfDate
    return application


async def _fill(services: Services, press: Press, filled: Application) -> None:
    """Saves an answer given by button; the question's message keeps the answer."""
    was = await _filling(services, press)
    async with services.database.transaction() as tx:
        if not await applications.swap(tx, was, filled):
            raise OutOfDate
    chosen = _chosen(press.speech.say, press.tap, filled)
    await present(services, press.chat_id, press.message_id, chosen)
    await _ask(services, press.chat_id, press.speech, filled)


def _chosen(_: Translate, tap: Tap, application: Application) -> str:
    match tap.act:
        case Act.ROLE:
            answer = role_name(_, application.role)
        case Act.OWN_SPECIALTY:
            answer = specialty_name(_, application.specialty)
        case Act.NO_NUMBER:
            answer = _("no number")
        case Act.REGISTER:
            answer = country_name(_, application.register)
        case _:
            answer = copied(application.number or "")
    return "✓ " + answer


async def _ask(services: Services, chat_id: int, speech: Speech, application: Application) -> None:
    if application.takes_evidence:
        application = await challenged(services, application)
    if application.next_question() is None:
        _late, number = await late_and_all(services, application)
        await tell(services, chat_id, *received(speech, application, number))
        return
    text, markup = _question(speech, application, services.rules.registers)
    if application.reason and application.next_question():
        reason = admission_reason(speech.say, application.reason)
        text = (
            speech.say("The moderators need something more: {reason}").format(reason=reason)
            + "\n\n"
            + text
        )
    await tell(services, chat_id, text, markup)


def _question(
    speech: Speech, application: Application, registers: Sequence[Register]
) -> tuple[str, InlineKeyboardMarkup | None]:
    _ = speech.say

    def tap(act: Act, arg: str = "") -> Tap:
        return Tap(act, application.id, application.revision, arg)

    match application.next_question():
        case Question.ROLE:
            taps = [button(role_name(_, role), tap(Act.ROLE, role)) for role in Role]
            return _("You are…"), keyboard(*in_rows(taps, 1))
        case Question.NAME:
            return _("Your first and last name, as on your professional card?"), None
        case Question.NUMBER:
            return number_question(speech, application, registers)
        case Question.CONFIRM_NUMBER:
            return number_doubt(speech, application, registers)
        case Question.SPECIALTY:
            taps = [
                button(specialty_name(_, code), tap(Act.OWN_SPECIALTY, code))
                for code in SPECIALTIES
            ]
            return _("Your specialty, or the one closest to it?"), keyboard(*in_rows(taps, 2))
        case _:
            return evidence_question(speech, application)
