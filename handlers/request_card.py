"""The card by which moderators see a request to take a case down, and the reasons to keep it."""

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.texts import Speech, Translate, copied, quoted
from moderation.case import Case
from moderation.request import KeepReason, Request, RequestState

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
    if request.words:
        lines.append(f"<blockquote>{quoted(request.words)}</blockquote>")
    if request.contact:
        lines.append(_("Contact: {contact}").format(contact=copied(request.contact)))
    lines.append(_state_line(_, request, decided_by))
    return "\n\n".join(lines)


def _asked_by(_: Translate, request: Request) -> str:
    if request.member:
        return _("A verified member asks that it be taken down:")
    return _("Somebody who is no member, perhaps the patient, asks that it be taken down:")


def _state_line(_: Translate, request: Request, decided_by: str | None) -> str:
    match request.state:
        case RequestState.GRANTED if decided_by:
            return _("🚫 Taken down by {name}").format(name=quoted(decided_by))
        case RequestState.GRANTED:
            return _("🚫 The case is no longer shown.")
        case RequestState.KEPT:
            line = _("✅ Kept by {name}: {reason}")
            reason = keep_reason(_, request.reason)
            return line.format(name=quoted(decided_by or "?"), reason=reason)
        case _:
            return _("Look at the post, then decide within 24 hours. The person will be told.")


def card_buttons(speech: Speech, request: Request) -> InlineKeyboardMarkup:
    _ = speech.say
    return keyboard(
        [button(_("🚫 Take down now"), Tap(Act.REQUEST_GRANT, request.id))],
        [button(_("Keep the case"), Tap(Act.REQUEST_KEEP, request.id))],
    )


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


def keep_reason(_: Translate, reason: str | None) -> str:
    """A canned reason in the reader's language; a free one as it was written, made safe."""
    names: dict[str, str] = {
        KeepReason.NOBODY: _("Nobody can be recognised in it."),
        KeepReason.AGREED: _("The patient was informed and agreed."),
        KeepReason.OTHER_CASE: _("The request seems to be about another case."),
        KeepReason.NO_GROUNDS: _("We found nothing in it that has to go."),
    }
    return names.get(reason or "") or quoted(reason or "")
