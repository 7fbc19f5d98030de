"""Registers in words: what they are called, how their numbers are asked for and doubted."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, in_rows, keyboard
from handlers.texts import Speech, Translate, copied
from moderation.application import Application
from moderation.numbers import LENGTHS, NumberProblem, Register, has_key, number_problem

# Proper names, the same in every language.
REGISTER_NAMES = {
    Register.RPPS: "RPPS",
    Register.NPI: "NPI",
    Register.GMC: "GMC",
    Register.BIG: "BIG",
    Register.INAMI: "INAMI/RIZIV",
    Register.LANR: "LANR",
}


def country_name(_: Translate, register: Register) -> str:
    names = {
        Register.RPPS: _("France"),
        Register.NPI: _("United States"),
        Register.GMC: _("United Kingdom"),
        Register.BIG: _("Netherlands"),
        Register.INAMI: _("Belgium"),
        Register.LANR: _("Germany"),
    }
    return f"{names[register]} · {REGISTER_NAMES[register]}"


def number_question(
    speech: Speech, application: Application, offered: Sequence[Register]
) -> tuple[str, InlineKeyboardMarkup]:
    """offered: the registers that numbers are taken from."""
    _ = speech.say
    text = _("Your {register} number ({digits} digits)? It is on your professional card.")
    none = button(_("I have none"), _tap(application, Act.NO_NUMBER))
    markup = keyboard([none], *_elsewhere(speech, application, offered))
    return _filled(text, application.register), markup


def _elsewhere(
    speech: Speech, application: Application, offered: Sequence[Register]
) -> list[list[InlineKeyboardButton]]:
    if not set(offered) - {application.register}:
        return []
    return [[button(speech.say("Another country"), _tap(application, Act.REGISTERS))]]


def country_question(
    speech: Speech, application: Application, offered: Sequence[Register]
) -> tuple[str, InlineKeyboardMarkup]:
    _ = speech.say
    taps = [
        button(country_name(_, register), _tap(application, Act.REGISTER, register))
        for register in offered
    ]
    return _("In which country are you registered?"), keyboard(*in_rows(taps, 1))


def number_doubt(
    speech: Speech, application: Application, offered: Sequence[Register]
) -> tuple[str, InlineKeyboardMarkup]:
    """What looks wrong about the number that was typed."""
    _ = speech.say
    number = copied(application.number or "")
    if number_problem(application.register, application.number or "") is NumberProblem.SHAPE:
        text = _(
            "“{number}” is not {digits} digits long, as {register} numbers are. Type it again, "
            "or keep it."
        )
    else:
        text = _("The check digit of {number} is wrong: a typing slip? Type it again, or keep it.")
    keep = button(_("Keep this number"), _tap(application, Act.KEEP_NUMBER))
    markup = keyboard([keep], *_elsewhere(speech, application, offered))
    return _filled(text, application.register, number), markup


def number_line(_: Translate, application: Application) -> str:
    """The number on the moderators' card, and what is odd about it."""
    number = application.number or ""
    match number_problem(application.register, number):
        case NumberProblem.SHAPE:
            text = _("⚠️ {register} {number}: not {digits} digits")
        case NumberProblem.KEY:
            text = _("⚠️ {register} {number}: the check digit does not fit")
        case _problem if has_key(application.register):
            text = _("{register} {number}: shape and check digit are right")
        case _problem:
            text = _("{register} {number}: the shape is right; there is no check digit")
    return _filled(text, application.register, copied(number))


def _filled(text: str, register: Register, number: str = "") -> str:
    name, digits = REGISTER_NAMES[register], LENGTHS[register]
    return text.format(register=name, digits=digits, number=number)


def _tap(application: Application, act: Act, arg: str = "") -> Tap:
    return Tap(act, application.id, application.revision, arg)
