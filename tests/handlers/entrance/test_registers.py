"""Numbers of several countries: how they are asked for, doubted, and told to moderators."""

from dataclasses import replace

import pytest

from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.entrance.joining import choose_register, offer_registers, take_words
from handlers.entrance.registers import country_name, number_doubt, number_line, number_question
from handlers.texts import Speech
from moderation.application import Application, Question
from moderation.errors import OutOfDate
from moderation.member import Member, Role
from moderation.numbers import Register
from storage import applications, members
from tests.handlers.scenes import press, said
from tests.moderation.examples import AUTHOR, NOW, RPPS, make_application, make_member


@pytest.fixture
async def applicant(services: Services) -> Member:
    """Whose number is asked for next."""
    member = make_member(language="en", notice_version=1)
    async with services.database.transaction() as tx:
        await members.save(tx, member)
        begun = await applications.begin(tx, AUTHOR, NOW)
        await applications.swap(tx, begun, replace(begun, role=Role.DOCTOR, name="Ada"))
    return member


async def now(services: Services) -> Application:
    latest = await applications.latest(services.database.reader, AUTHOR)
    assert latest is not None
    return latest


async def choose(services: Services, member: Member, register: str) -> None:
    application = await now(services)
    tap = Tap(Act.REGISTER, application.id, application.revision, register)
    await choose_register(services, press(services, member, tap))


async def test_another_countrys_number_is_judged_by_its_own_rules(
    services: Services, applicant: Member
) -> None:
    """Typed as Belgians print it."""
    await choose(services, applicant, "inami")
    await take_words(services, said(services, applicant, "1-23456-25-123"))
    application = await now(services)
    assert (application.register, application.number) == (Register.INAMI, "12345625123")
    assert application.next_question() is Question.SPECIALTY


async def test_a_doubtful_number_may_be_right_elsewhere(
    services: Services, applicant: Member
) -> None:
    """Choosing the country then asks for the number anew, under its own rules."""
    await take_words(services, said(services, applicant, "12345625123"))
    assert (await now(services)).next_question() is Question.CONFIRM_NUMBER
    await choose(services, applicant, "inami")
    application = await now(services)
    assert (application.number, application.next_question()) == (None, Question.NUMBER)


@pytest.mark.parametrize("register", ["pope", "", "npi"])
async def test_only_offered_registers_are_taken(
    services: Services, applicant: Member, register: str
) -> None:
    """The operator chose which; a forged press finds nothing else."""
    services.rules = replace(services.rules, registers=(Register.RPPS, Register.BIG))
    with pytest.raises(OutOfDate):
        await choose(services, applicant, register)


async def test_a_settled_number_keeps_its_register(services: Services, applicant: Member) -> None:
    """An old button does not turn a French number into a German one."""
    await take_words(services, said(services, applicant, RPPS))
    with pytest.raises(OutOfDate):
        await choose(services, applicant, "lanr")


async def test_the_countries_are_offered_in_place(services: Services, applicant: Member) -> None:
    """Those that the operator chose, in their order."""
    services.rules = replace(services.rules, registers=(Register.BIG, Register.RPPS))
    tap = Tap(Act.REGISTERS, (await now(services)).id, 1)
    await offer_registers(services, press(services, applicant, tap))
    rows = await services.database.reader.execute_fetchall("SELECT content FROM outbox")
    shown = str([tuple(row) for row in rows])
    assert shown.index("Netherlands") < shown.index("France")
    assert "Belgium" not in shown


def test_one_register_alone_offers_no_choice(english: Speech) -> None:
    """Neither when the number is asked for nor when it is doubted."""
    application = make_application(number=None)
    _text, alone = number_question(english, application, [Register.RPPS])
    _text, several = number_question(english, application, list(Register))
    assert len(several.inline_keyboard) == len(alone.inline_keyboard) + 1
    _text, doubt = number_doubt(english, make_application(number="12"), [Register.RPPS])
    [[keep]] = doubt.inline_keyboard
    tap = parse(str(keep.callback_data))
    assert tap is not None
    assert tap.act is Act.KEEP_NUMBER


@pytest.mark.parametrize("register", Register)
def test_every_register_has_its_words(speech: Speech, register: Register) -> None:
    """Question, doubt and line name it and leave no place unfilled."""
    application = make_application(register=register, number="12")
    question, _markup = number_question(speech, application, list(Register))
    doubt, _markup = number_doubt(speech, application, list(Register))
    line = number_line(speech.say, application)
    country = country_name(speech.say, register)
    assert "{" not in question + doubt + line + country
    assert country.split(" · ")[1] in question
    assert "<code>12</code>" in doubt
    assert line.startswith("⚠️")


@pytest.mark.parametrize(
    ("register", "number", "words"),
    [
        (Register.RPPS, RPPS, "shape and check digit are right"),
        (Register.GMC, "1234567", "the shape is right; there is no check digit"),
        (Register.LANR, "123456701", "the check digit does not fit"),
        (Register.NPI, "12", "not 10 digits"),
    ],
)
def test_the_card_says_what_can_be_known(
    english: Speech, register: Register, number: str, words: str
) -> None:
    """A register without a key promises nothing."""
    line = number_line(english.say, make_application(register=register, number=number))
    assert words in line
