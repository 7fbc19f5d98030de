"""A moderator's own words: asked for as a reply, remembered as a row until they come."""

from telegram import ForceReply

from handlers.context import Services
from handlers.guarding import guarded
from handlers.people import display_name
from handlers.routing import Press
from handlers.telling import tell
from storage import places
from storage.outbox import Slot
from storage.places import Prompt


async def ask_own_words(
    services: Services, press: Press, question: str, purpose: str, **facts: str
) -> None:
    """Asks who pressed, and nobody else, about the row and revision that the button names.

    question: a sentence with places for `facts` and for the moderator's `{name}`, which opens the
    reply for them.
    """
    name = press.user.mention_html(guarded(display_name(press.user)))
    prompt = Prompt(
        press.chat_id, press.user.id, purpose, press.tap.subject, press.tap.revision, None
    )
    async with services.database.transaction() as tx:
        await places.ask(tx, prompt)
    await tell(
        services,
        press.chat_id,
        question.format(name=name, **facts),
        ForceReply(selective=True),
        reply_to=press.message_id,
        slot=Slot.PROMPT,
        subject=press.user.id,
    )
