"""Lapses in words: the member's letter, the operators' question, the moderators' summary."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.entrance.registers import REGISTER_NAMES
from handlers.texts import Speech, Translate, copied, quoted
from moderation.member import Member
from moderation.recheck import TOLD, Outcome, Plan, Registration
from moderation.registry import Edition
from storage import registrations
from storage.registrations import Lapse
from storage.registry_checks import Check

# A message holds 4,096 characters; the audit trail has all of them.
NAMES_SHOWN = 15


def letter_to_member(
    speech: Speech, registration: Registration, outcome: Outcome
) -> tuple[str, InlineKeyboardMarkup]:
    """Why the membership ended, and how to answer."""
    _ = speech.say
    answer = _(
        "Your access has ended for now. If this is a mistake, or if you asked the register not to "
        "publish you, press the button and show your card once more: moderators decide."
    )
    text = f"{lapse_reason(_, registration, outcome)}\n\n{answer}"
    return text, keyboard([button(_("Apply again"), Tap(Act.START_AGAIN))])


def lapse_reason(_: Translate, registration: Registration, outcome: Outcome) -> str:
    texts = {
        Outcome.GONE: _("⚠️ Your number {number} is no longer listed in the register {register}."),
        Outcome.TAKEN: _(
            "⚠️ Your number {number} is now listed under another name in the register {register}."
        ),
        Outcome.PROFESSION: _(
            "⚠️ Your number {number} is now listed with another profession in the register "
            "{register}."
        ),
    }
    name = REGISTER_NAMES[registration.register]
    return texts[outcome].format(number=copied(registration.number), register=name)


async def why_lapsed(services: Services, member: Member, speech: Speech) -> str:
    """What a lapsed member is told again later; nothing when no registry ended the membership."""
    reader = services.database.reader
    outcome = await registrations.why_lapsed(reader, member.id)
    registration = await registrations.load(reader, member.id)
    if outcome is None or registration is None:
        return ""
    return lapse_reason(speech.say, registration, outcome)


def question_to_operators(
    speech: Speech, edition: Edition, check: Check
) -> tuple[str, InlineKeyboardMarkup]:
    _ = speech.say
    question = _(
        "A file that was cut off looks like this. Compare it with the one before; nobody lapses "
        "until you decide."
    )
    mark = f"{check.register}.{check.edition}"
    rows = (
        [button(_("The file is right: let them lapse"), Tap(Act.LAPSE, arg=mark))],
        [button(_("Keep everybody"), Tap(Act.LAPSE_NONE, arg=mark))],
    )
    return f"{_loss(_, edition, check)}\n\n{question}", keyboard(*rows)


def stop_text(speech: Speech, edition: Edition, check: Check) -> str:
    """What moderators hear meanwhile."""
    _ = speech.say
    return f"{_loss(_, edition, check)}\n\n" + _("Nobody lapses until an operator has decided.")


def _loss(_: Translate, edition: Edition, check: Check) -> str:
    text = _(
        "⚠️ New edition of the register {register} ({date}): of {checked} members whom the earlier "
        "one had, {lapsing} are missing or somebody else."
    )
    return text.format(**_facts(edition), lapsing=check.lapsing, checked=check.checked)


def decision_text(speech: Speech, check: Check, *, goes_on: bool) -> str:
    _ = speech.say
    name = REGISTER_NAMES[check.register]
    if goes_on:
        text = _(
            "Decided: the new edition of the register {register} counts. Memberships that end: "
            "{lapsing}."
        )
    else:
        text = _("Decided: nobody lapses by the new edition of the register {register}.")
    return text.format(lapsing=check.lapsing, register=name)


def summary(
    speech: Speech,
    edition: Edition,
    made: Plan,
    lapsed: Sequence[Lapse],
    names: Mapping[int, str],
) -> str:
    """What an edition changed. names: of those whom `TOLD` is about."""
    _ = speech.say
    head = _(
        "📋 New edition of the register {register} ({date}). Members compared: {checked}. Lapsed: "
        "{lapsed}."
    )
    # Who lapsed before a stop is no longer among those that are compared after it.
    everybody = made.outcomes.keys() | {one.member_id for one in lapsed}
    lines = [head.format(**_facts(edition), checked=len(everybody), lapsed=len(lapsed))]
    ended = [
        f"• {quoted(one.name or '?')} · {copied(one.number)} · {outcome_name(_, one.outcome)}"
        for one in lapsed
    ]
    lines += _cut(_, ended)
    for outcome in TOLD:
        told = [f"• {quoted(names[who])}" for who in made.of(outcome)]
        if told:
            lines += [outcome_name(_, outcome), *_cut(_, told)]
    unknown = len(made.of(Outcome.UNKNOWN))
    if unknown:
        lines.append(_("Never listed, and still members: {number}").format(number=unknown))
    return "\n".join(lines)


def outcome_name(_: Translate, outcome: Outcome) -> str:
    names = {
        Outcome.GONE: _("no longer listed"),
        Outcome.TAKEN: _("the number is another person's now"),
        Outcome.PROFESSION: _("another profession"),
        Outcome.RENAMED: _("Listed under a new name, and still members"),
        Outcome.SPECIALTY: _("Listed with another specialty, and still members"),
        Outcome.OTHER_NAME: _("⚠️ Their number is listed under another name: please look"),
    }
    return names[outcome]


def _cut(_: Translate, lines: list[str]) -> list[str]:
    if len(lines) <= NAMES_SHOWN:
        return lines
    more = _("• … and {number} more").format(number=len(lines) - NAMES_SHOWN)
    return [*lines[:NAMES_SHOWN], more]


def _facts(edition: Edition) -> dict[str, str]:
    return {
        "register": REGISTER_NAMES[edition.register],
        "date": f"{edition.imported_at:%Y-%m-%d}",
    }
