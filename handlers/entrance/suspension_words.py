"""Suspensions in words: the person's letter, the moderators' questions, and the appeal's card."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, in_rows, keyboard
from handlers.texts import Speech, Translate, quoted, role_name, specialty_name, standing_name
from moderation.member import Member
from moderation.suspension import SPANS, SuspendReason, Suspension

OWN_WORDS = "words"


def member_line(_: Translate, member: Member) -> str:
    """Who somebody is, on one line, for moderators."""
    facts = [quoted(member.name or "?"), role_name(_, member.role)]
    if member.specialty:
        facts.append(specialty_name(_, member.specialty))
    facts += [standing_name(_, member.standing), f"<code>{member.id}</code>"]
    return " · ".join(facts)


def suspend_reason(_: Translate, reason: str) -> str:
    """A canned reason in the reader's language; a free one as it was written, made safe."""
    names: dict[str, str] = {
        SuspendReason.PRIVACY: _("Pictures or words of yours could identify patients."),
        SuspendReason.BEHAVIOUR: _("The way you wrote to or about others is not acceptable here."),
        SuspendReason.IDENTITY: _("There is doubt about who you are."),
    }
    return names.get(reason) or quoted(reason)


def span_name(speech: Speech, span: int) -> str:
    if not span:
        return speech.say("Until moderators end it")
    return speech.count("{number} day", "{number} days", span)


def choose_member(
    speech: Speech, found: Sequence[tuple[Member, int]], act: Act
) -> tuple[str, InlineKeyboardMarkup]:
    """Several fit. found: each with the revision that its button carries."""
    _ = speech.say
    lines = [_("Whom do you mean?"), *(f"• {member_line(_, member)}" for member, _rev in found)]
    taps = [
        button(f"{member.name or '?'} · {member.id}", Tap(act, member.id, revision))
        for member, revision in found
    ]
    return "\n".join(lines), keyboard(*in_rows(taps, 1))


def ask_span(
    speech: Speech, member: Member, revision: int, *, moderates: bool
) -> tuple[str, InlineKeyboardMarkup]:
    _ = speech.say
    lines = [
        member_line(_, member),
        _(
            "Suspend for how long? They leave the channels at once, send no cases, and their "
            "waiting cases do not appear meanwhile."
        ),
    ]
    if moderates:
        lines.insert(1, _("⚠️ This is a moderator: they would decide nothing any more."))
    taps = [
        button(
            f"⛔ {span_name(speech, span)}", Tap(Act.SUSPEND_SPAN, member.id, revision, str(span))
        )
        for span in SPANS
    ]
    return "\n\n".join(lines), keyboard(*in_rows(taps, 2))


def ask_reason(
    speech: Speech, member: Member, revision: int, span: int
) -> tuple[str, InlineKeyboardMarkup]:
    _ = speech.say
    text = f"{member_line(_, member)}\n\n" + _("Why? The reason is sent to them.")

    def tap(reason: str) -> Tap:
        return Tap(Act.SUSPEND_SURE, member.id, revision, f"{span}.{reason}")

    rows = [[button(f"⛔ {suspend_reason(_, reason)}", tap(reason))] for reason in SuspendReason]
    own = button(_("✍️ In my own words"), tap(OWN_WORDS))
    back = button(_("« Back"), Tap(Act.SUSPEND, member.id, revision))
    return text, keyboard(*rows, [own], [back])


def ask_reinstate(
    speech: Speech, member: Member, revision: int, suspension: Suspension | None
) -> tuple[str, InlineKeyboardMarkup]:
    _ = speech.say
    lines = [member_line(_, member)]
    if suspension is not None:
        lines.append(_("Reason: {reason}").format(reason=suspend_reason(_, suspension.reason)))
        lines.append(_until(_, suspension))
    lines.append(_("Give them their access back?"))
    sure = Tap(Act.REINSTATE_SURE, member.id, revision)
    return "\n".join(lines), keyboard([button(_("✅ Reinstate"), sure)])


def letter(speech: Speech, suspension: Suspension) -> tuple[str, InlineKeyboardMarkup | None]:
    """What the suspended person reads, at once and whenever they come back to look."""
    _ = speech.say
    lines = [
        _("⛔ Your access is suspended. {reason}").format(
            reason=suspend_reason(_, suspension.reason)
        ),
        _until(_, suspension),
        _("Your drafts wait; /cases shows what is yours, and you can withdraw it."),
    ]
    if not suspension.can_be_appealed:
        lines.append(_appealed(_, suspension))
        return "\n\n".join(lines), None
    lines.append(_("If this is a mistake, you may appeal, once: moderators will look again."))
    return "\n\n".join(lines), keyboard([button(_("Appeal"), Tap(Act.APPEAL, suspension.id))])


def _until(_: Translate, suspension: Suspension) -> str:
    if suspension.until is None:
        return _("It lasts until moderators end it.")
    return _("It ends by itself on {date} (UTC).").format(
        date=f"{suspension.until:%Y-%m-%d, %H:%M}"
    )


def _appealed(_: Translate, suspension: Suspension) -> str:
    if suspension.awaits_answer:
        return _("Your appeal is with the moderators.")
    return _("The moderators have answered your appeal; it cannot be repeated.")


def appeal_text(speech: Speech, member: Member, suspension: Suspension) -> str:
    """The card by which moderators see an appeal."""
    _ = speech.say
    return "\n".join(
        [
            _("<b>Appeal</b> against a suspension"),
            member_line(_, member),
            _("Reason: {reason}").format(reason=suspend_reason(_, suspension.reason)),
            _until(_, suspension),
            f"<blockquote>{quoted(suspension.appeal or '')}</blockquote>",
        ]
    )


def appeal_buttons(speech: Speech, suspension: Suspension) -> InlineKeyboardMarkup:
    _ = speech.say
    return keyboard(
        [button(_("✅ Reinstate"), Tap(Act.APPEAL_GRANT, suspension.id))],
        [button(_("⛔ Keep the suspension"), Tap(Act.APPEAL_KEEP, suspension.id))],
        [button(_("⛔ Keep it, and say why"), Tap(Act.APPEAL_KEEP, suspension.id, arg=OWN_WORDS))],
    )
