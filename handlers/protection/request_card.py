"""The card by which moderators see a request to take a case down, and the reasons to keep it."""

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.telling import message_link
from handlers.texts import Speech, Translate, copied, quoted
from moderation.case import Case, CaseState
from moderation.request import PRIVACY_KINDS, KeepReason, ReportKind, Request, RequestState

OWN_WORDS = "words"


def card_text(
    speech: Speech, request: Request, case: Case, link: str | None, decided_by: str | None = None
) -> str:
    """What is asked, by what kind of person, and what became of it; in HTML.

    link: to the post; decided_by: what colleagues call who decided, None when nobody had to.
    """
    _ = speech.say
    number = f'<a href="{link}">{case.number}</a>' if link else case.number
    head = _("<b>Request no. {id}</b> about case {number}").format(id=request.id, number=number)
    lines = [head, _asked_by(_, request)]
    if request.about_chat_id is not None and request.about_message_id is not None:
        answer = message_link(request.about_chat_id, request.about_message_id)
        lines.append(
            _('It points at <a href="{link}">an answer in its thread</a>.').format(link=answer)
        )
    if request.words:
        lines.append(f"<blockquote>{quoted(request.words)}</blockquote>")
    if request.contact:
        lines.append(_("Contact: {contact}").format(contact=copied(request.contact)))
    lines += [_state_line(_, request, case, decided_by)]
    return "\n\n".join(lines)


def _asked_by(_: Translate, request: Request) -> str:
    if request.kind is not None:
        return _("A verified member reports: {what}").format(what=kind_name(_, request.kind))
    if request.member:
        return _("A verified member asks that it be taken down:")
    return _("Somebody who is no member, perhaps the patient, asks that it be taken down:")


def _state_line(_: Translate, request: Request, case: Case, decided_by: str | None) -> str:
    match request.state:
        case RequestState.GRANTED if decided_by:
            return _("🚫 Taken down by {name}").format(name=quoted(decided_by))
        case RequestState.GRANTED:
            return _("🚫 The case is no longer shown.")
        case RequestState.KEPT:
            line = _("✅ Kept by {name}: {reason}")
            reason = keep_reason(_, request.reason)
            return line.format(name=quoted(decided_by or "?"), reason=reason)
        case _ if case.state is CaseState.HIDDEN:
            return _(
                "🙈 The case is hidden everywhere, here as well. Look at its pictures, then "
                "decide within 24 hours: show it again, or take it down. The person will be told."
            )
        case _ if request.kind in PRIVACY_KINDS and not request.hides:
            return _(
                "⚠️ It hid nothing: several reports of this member were not upheld lately. Look at "
                "the post now, then decide. The person will be told."
            )
        case _:
            return _("Look at the post, then decide within 24 hours. The person will be told.")


def card_buttons(speech: Speech, request: Request, case: Case) -> InlineKeyboardMarkup:
    _ = speech.say
    rows = [[button(_("🚫 Take down now"), Tap(Act.REQUEST_GRANT, request.id))]]
    keep = Tap(Act.REQUEST_KEEP, request.id)
    match case.state:
        case CaseState.HIDDEN:
            look = button(_("👁 Show us the pictures"), Tap(Act.REQUEST_LOOK, request.id))
            rows += [[look], [button(_("Show the case again"), keep)]]
        case CaseState.PUBLISHED:
            hide = button(_("🙈 Hide until decided"), Tap(Act.REQUEST_HIDE, request.id))
            rows += [[hide], [button(_("Keep the case"), keep)]]
        case _:
            rows.append([button(_("Keep the case"), keep)])
    return keyboard(*rows)


def reason_buttons(speech: Speech, request: Request) -> InlineKeyboardMarkup:
    """One canned reason a row, then own words, then back."""
    _ = speech.say
    rows = [
        [button(f"✅ {keep_reason(_, reason)}", Tap(Act.REQUEST_REASON, request.id, arg=reason))]
        for reason in KeepReason
    ]
    own = Tap(Act.REQUEST_REASON, request.id, arg=OWN_WORDS)
    return keyboard(
        *rows,
        [button(_("✍️ In my own words"), own)],
        [button(_("« Back"), Tap(Act.REQUEST_BACK, request.id))],
    )


def kind_name(_: Translate, kind: ReportKind) -> str:
    names = {
        ReportKind.RECOGNISED: _("The patient can be recognised"),
        ReportKind.WRITING: _("A name or other writing can be read"),
        ReportKind.GRAPHIC: _("It is too graphic"),
        ReportKind.SPECIALTY: _("It is in the wrong specialty"),
        ReportKind.OTHER: _("Something else"),
    }
    return names[kind]


def keep_reason(_: Translate, reason: str | None) -> str:
    """A canned reason in the reader's language; a free one as it was written, made safe."""
    names: dict[str, str] = {
        KeepReason.NOBODY: _("Nobody can be recognised in it."),
        KeepReason.AGREED: _("The patient was informed and agreed."),
        KeepReason.OTHER_CASE: _("The request seems to be about another case."),
        KeepReason.NO_GROUNDS: _("We found nothing in it that has to go."),
    }
    return names.get(reason or "") or quoted(reason or "")
