"""Alarms: what moderators must hear when a post does not come, or does not go."""

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.people import moderation_place
from handlers.telling import message_link, tell
from handlers.texts import Translate, quoted
from moderation.case import Case, case_number
from moderation.post import Place, Post
from storage import posts


async def ask_whether_posted(services: Services, case: Case, place: Place) -> None:
    """Telegram did not answer: a person looks into the channel before anything is sent again.

    The button is good for this one attempt: an older question must not post a second time.
    """
    attempt = await posts.attempted(services.database.reader, case.id)
    _ = _say(services)
    text = _(
        "❓ Telegram did not say whether case {number} reached “{channel}”. Look there first: "
        "only if it is missing, send it again."
    ).format(number=case.number, channel=quoted(place.title))
    again = Tap(Act.POST_AGAIN, case.id, case.revision, attempt or "")
    await _alarm(services, text, keyboard([button(_("It is missing: send again"), again)]))


async def alarm_unbound(services: Services, case: Case) -> None:
    _ = _say(services)
    text = _(
        "Case {number} is approved, but no channel is bound yet: an operator sends "
        "/bind {specialty} in it, and the case appears by itself."
    )
    await _alarm(services, text.format(number=case.number, specialty=case.specialty))


async def alarm_barred(services: Services, case: Case) -> None:
    """Approved, and before it appeared its author lost their standing."""
    _ = _say(services)
    text = _(
        "⏸ Case {number} is approved, but its author may not send cases at present; it is held "
        "back, and appears by itself should that change. /takedown {number} ends it."
    )
    await _alarm(services, text.format(number=case.number))


async def alarm_refused(services: Services, case: Case, place: Place) -> None:
    _ = _say(services)
    text = _(
        "⚠️ “{channel}” does not let me post case {number}. Give me back my administrator's "
        "rights there; the case then appears by itself."
    )
    await _alarm(services, text.format(number=case.number, channel=quoted(place.title)))


async def alarm_altered(services: Services, case: Case) -> None:
    """What would be posted is not, byte for byte, what was approved."""
    _ = _say(services)
    text = _(
        "⚠️ Case {number} is approved, but its pictures or words are no longer what you approved; "
        "it is held back. Take it down with /takedown {number} and tell the operator."
    )
    await _alarm(services, text.format(number=case.number))


async def alarm_ended(services: Services, case: Case) -> bool:
    """The post of an ended case may stand in its channel, and only a person can know.

    False while no moderators' group is bound: then a sweep comes back to it, as to the others.
    """
    _ = _say(services)
    text = _(
        "⚠️ Case {number} was taken back before Telegram said whether it was posted. Look into "
        "its channel; if it is there, please delete it by hand."
    )
    return await _alarm(services, text.format(number=case.number))


async def alarm_turned_up(services: Services, case: Case) -> None:
    """A post that was given up for lost stands in its channel after all."""
    _ = _say(services)
    text = _(
        "⚠️ A post of case {number} that should not stand there turned up in its channel. I am "
        "deleting it, with its copy in the discussion."
    )
    await _alarm(services, text.format(number=case.number))


async def alarm_kept(services: Services, kept: list[tuple[int, int]]) -> bool:
    """kept: chat and message of each part that Telegram would not delete."""
    _ = _say(services)
    text = _("⚠️ Telegram would not delete these; please delete them by hand:")
    return await _alarm_parts(services, text, kept)


async def alarm_doubtful(services: Services, link: str) -> None:
    """Words that may identify somebody stay where they are, until a person has looked."""
    _ = _say(services)
    text = _(
        "🔎 This message in a discussion may say who somebody is: "
        '<a href="{link}">look at it</a>, and delete it if it does.'
    )
    await _alarm(services, text.format(link=link))


async def alarm_doubtful_author(services: Services, case: Case, link: str) -> None:
    """The same of what the bot posted for an author, below the answer that `link` leads to."""
    _ = _say(services)
    text = _(
        "🔎 What I posted for the author of case {number} may say who somebody is: look below "
        '<a href="{link}">this answer</a>, and delete it if it does.'
    )
    await _alarm(services, text.format(number=case.number, link=link))


async def alarm_visible(services: Services, case: Case, parts: list[tuple[int, int]]) -> bool:
    """parts: chat and message of what must not be seen, and cannot be changed or deleted."""
    _ = _say(services)
    text = _(
        "🚨 Case {number} has to be hidden, and Telegram lets me neither change nor delete these. "
        "Please delete them by hand now:"
    ).format(number=case.number)
    return await _alarm_parts(services, text, parts)


async def alarm_not_restored(services: Services, case: Case, parts: list[tuple[int, int]]) -> bool:
    """parts: chat and message of what stays grey, or is gone, though the case is shown again."""
    _ = _say(services)
    text = _(
        "⚠️ Case {number} is shown again, but Telegram does not let me put back these parts. If "
        "too much is missing, take it down with /takedown {number}; its author can send it anew."
    ).format(number=case.number)
    return await _alarm_parts(services, text, parts)


async def alarm_stays_hidden(services: Services, case: Case) -> bool:
    """What would be shown again is not, byte for byte, what was approved."""
    _ = _say(services)
    text = _(
        "⚠️ Case {number} cannot be shown again: its pictures or words are no longer what you "
        "approved. It stays hidden. Take it down with /takedown {number} and tell the operator."
    )
    return await _alarm(services, text.format(number=case.number))


async def alarm_foreign(services: Services, case_id: int, group: str) -> bool:
    """group: title and number of a discussion group that nobody bound, in HTML."""
    _ = _say(services)
    text = _(
        "⚠️ Case {number} is taken out of its channel, but that has another discussion group now: "
        "{group}. A copy may stand there that I cannot delete. Please look, and delete it by hand."
    )
    text = text.format(number=case_number(case_id), group=group)
    return await _alarm(services, text)


async def alarm_signed(services: Services, case_id: int, post: Post) -> bool:
    """An erased author's name stands under a post, and Telegram would not let it be changed."""
    _ = _say(services)
    text = _(
        "⚠️ The author of case {number} has erased their account, but Telegram does not let me "
        "take their name off the post: {link}\nPlease edit it by hand, or take the case down."
    )
    link = message_link(post.chat_id, post.message_ids[0])
    return await _alarm(services, text.format(number=case_number(case_id), link=link))


async def report_removal(services: Services, case: Case) -> None:
    """Moderators took a case down: nothing of its post is left."""
    _ = _say(services)
    await _alarm(services, _("Case {number} is taken down.").format(number=case.number))


def _say(services: Services) -> Translate:
    return services.texts.of(services.rules.language).say


async def _alarm_parts(services: Services, text: str, parts: list[tuple[int, int]]) -> bool:
    """parts: chat and message of what `text` is about, one link below the other."""
    links = [message_link(chat_id, message_id) for chat_id, message_id in parts]
    return await _alarm(services, "\n".join([text, *links]))


async def _alarm(
    services: Services, text: str, markup: InlineKeyboardMarkup | None = None
) -> bool:
    """Whether there is somebody to hear it."""
    place = await moderation_place(services)
    if place is None or place.is_gone:
        return False
    await tell(services, place.chat_id, text, markup, thread_id=place.thread_id)
    return True
