"""/privacy: what is kept, how long, who sees it, what Telegram sees, and whom to write to."""

from datetime import timedelta

from handlers.context import Rules, Services
from handlers.routing import Said
from handlers.telling import tell
from handlers.texts import Speech, plain


async def show(services: Services, said: Said) -> None:
    """/privacy: for members, applicants and patients alike."""
    await tell(services, said.chat_id, privacy_text(said.speech, services.rules))


def privacy_text(speech: Speech, rules: Rules) -> str:
    """In HTML, and in one message; the long version is docs/privacy.md."""
    _ = speech.say
    kept = _(
        "<b>What is kept, and how long</b>\n"
        "• your name, role, number and specialty: until you erase your account\n"
        "• the photo of your card: until the decision, at most {days}\n"
        "• an original picture: until the decision, at most {hours}\n"
        "• masked pictures: until the case is withdrawn or taken down\n"
        "• the words of a case: until you erase your account\n"
        "• who did what, by Telegram number and without names: 12 months"
    ).format(days=_span(speech, rules.evidence_kept), hours=_span(speech, rules.originals_kept))
    seen = _(
        "<b>Who sees it</b>\n"
        "• moderators: what you say of yourself and your card when you apply; your masked "
        "pictures, your words and your name with each case\n"
        "• members of a channel: masked pictures and words; your name only if you sign\n"
        "• Telegram: everything that passes through it, originals too. This chat is not "
        "end-to-end encrypted.\n"
        "• nobody else: pictures are masked on our own server, and sent to no other service"
    )
    rights = _(
        "<b>Your rights</b>\n/mydata – a copy of everything kept about you\n"
        "/forget – erase your account, and your cases if you want"
    )
    patients = _(
        "<b>Are you the patient, or do you speak for one?</b> You need no account: write /report "
        "and the number under the pictures, such as /report MP-00012. Moderators decide within "
        "24 hours and can take a case down at once."
    )
    head = _("<b>Your data at MedPics</b>")
    return "\n\n".join([head, kept, seen, rights, patients, _contact(speech, rules)])


def _contact(speech: Speech, rules: Rules) -> str:
    _ = speech.say
    whom = plain(rules.privacy_contact) or _("the person who runs this bot")
    text = _(
        "<b>Questions and complaints</b>\nWrite to: {whom}\nYou can also complain to your data "
        "protection authority (in France: cnil.fr)."
    )
    return text.format(whom=whom)


def _span(speech: Speech, span: timedelta) -> str:
    """In days when it is a whole number of them and more than one, else in hours."""
    hours = max(1, round(span.total_seconds() / 3600))
    if hours > 24 and hours % 24 == 0:
        return speech.count("{number} day", "{number} days", hours // 24)
    return speech.count("{number} hour", "{number} hours", hours)
