"""What operators and moderators read about a place: what is wrong, and how to mend it."""

from handlers.texts import Speech, Translate, quoted
from moderation.post import MODERATION, Place
from moderation.upkeep import Defect, Flaw


def report(speech: Speech, was: Place, now: Place, defects: list[Defect]) -> str:
    """One message about a place whose flaws have changed."""
    _ = speech.say
    lines = ["• " + remedy(_, now, defect) for defect in sorted(defects)]
    head = _head(_, was, now).format(title=quoted(now.title), duty=now.duty)
    return "\n".join([head, *lines])


def _head(_: Translate, was: Place, now: Place) -> str:
    if now.is_paused and now.duty == MODERATION:
        return _(
            "⏸ I cannot work in “{title}”. New cards wait and nothing is lost; they appear by "
            "themselves once this is mended:"
        )
    if now.is_paused:
        return _(
            "⏸ “{title}” ({duty}) does not let me post. Approved cases wait and nothing is lost; "
            "they appear by themselves once this is mended:"
        )
    if was.is_paused:
        return _("▶️ “{title}” ({duty}) is in order again; what waited goes on.")
    if now.flaws:
        return _("⚠️ “{title}” ({duty}) works, but:")
    return _("✅ “{title}” ({duty}) is in order.")


def remedy(_: Translate, place: Place, defect: Defect) -> str:
    """What is wrong and what to do, in one line."""
    editors, _space, posters = defect.detail.partition(" ")
    sentences = {
        Flaw.GONE: _(
            "I am not in it any more, or it was deleted. Make me an administrator there again, or "
            "send /bind {duty} in another one."
        ),
        Flaw.RIGHTS: _("As administrator I lack: {detail}."),
        Flaw.UNLINKED: _(
            "Its discussion group is no longer the one that was bound. Link that one again, or "
            "send /bind {duty} in the channel."
        ),
        Flaw.TALK_GONE: _(
            "I am not in its discussion group any more. Make me an administrator there."
        ),
        Flaw.TALK_RIGHTS: _("As administrator of its discussion group I lack: {detail}."),
        Flaw.LINKED: _(
            "It has a discussion group that I do not know. Send /bind {duty} in the channel."
        ),
        Flaw.WRITERS: _(
            "Besides its owner, so many administrators can edit posts: {editors}; can write some: "
            "{posters}. Take these rights from them, because Telegram does not tell me when a "
            "person changes a post."
        ),
        Flaw.HISTORY: _(
            "New members can read what was written before they came. Hide the chat history for "
            "new members."
        ),
        Flaw.MEDIA: _(
            "Members may send pictures where cases are discussed, and nobody masks those. Take "
            "the permission for media and link previews back, or send /bind {duty} again. "
            "Meanwhile I delete what comes."
        ),
    }
    return sentences[defect.flaw].format(
        duty=place.duty, detail=defect.detail, editors=editors, posters=posters
    )
