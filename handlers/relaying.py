"""What the bot passes on of a person's words: without what identifies, and they hear of it."""

from collections.abc import Sequence

from handlers.context import Services
from handlers.telling import tell
from handlers.texts import Speech
from handlers.wording import rewritten

REASON_MAX_CHARACTERS = 500


async def tell_replaced(
    services: Services,
    chat_id: int,
    speech: Speech,
    labels: Sequence[str],
    *,
    reply_to: int | None = None,
) -> None:
    """What was replaced, by its kind; the words themselves are not said again."""
    text = speech.say("🔒 I replaced what could identify somebody in your text: {labels}.")
    said = text.format(labels=", ".join(labels))
    await tell(services, chat_id, said, reply_to=reply_to)


def relayed(
    services: Services, language: str, words: str, limit: int = REASON_MAX_CHARACTERS
) -> tuple[str, list[str]]:
    """A person's words as their reader will see them, and what was replaced in them.

    Doubtful words stay: a reason waits for nobody, and its writer or its reader is a moderator.
    """
    _ = services.texts.of(language).say
    kept = rewritten(services.identifiers, _, words, limit)
    return kept.text[:limit], list(kept.labels)
