"""Questions for a moderator's own words that stayed behind in a group that moved: asked again.

An answer finds its question by the message that it replies to, and no reply reaches the old group.
"""

from telegram import ForceReply
from telegram.helpers import mention_html

from handlers.context import Services
from handlers.guarding import guarded
from moderation.case import case_number
from storage import moderators, outbox, places
from storage.database import Transaction
from storage.outbox import Kind, Letter, Slot
from storage.places import Prompt


async def ask_again(
    services: Services, tx: Transaction, prompts: list[Prompt], chat_id: int
) -> None:
    """prompts: as they stood in the old group; chat_id: the new one, whose newer prompts stand."""
    for old in prompts:
        prompt = await places.prompt_of(tx, chat_id, old.user_id)
        if prompt is None or prompt.message_id is not None or old.message_id is None:
            continue
        name = await moderators.name_of(tx, old.user_id) or str(old.user_id)
        _ = services.texts.of(services.rules.language).say
        text = _(
            "{name}, my question about {what} stayed behind when this group moved. Write your "
            "answer by replying to this message:"
        ).format(name=mention_html(old.user_id, guarded(name)), what=_subject(services, old))
        markup = ForceReply(selective=True).to_dict()
        content = {"text": text, "markup": markup, "reply_to": None, "thread_id": None}
        letter = Letter(
            Kind.SAY, chat_id, chat_id, slot=Slot.PROMPT, subject=old.user_id, content=content
        )
        await outbox.add(tx, letter, services.clock())


def _subject(services: Services, prompt: Prompt) -> str:
    """A prompt's purpose begins with what it is about."""
    _ = services.texts.of(services.rules.language).say
    match prompt.purpose.partition("_")[0]:
        case "case":
            return case_number(prompt.subject_id)
        case "admission":
            return _("application no. {id}").format(id=prompt.subject_id)
        case _other:
            return _("request no. {id}").format(id=prompt.subject_id)
