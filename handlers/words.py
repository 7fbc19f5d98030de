"""Free text in private: the answer to what was asked last, or a friendly pointer."""

from handlers.context import Services
from handlers.entrance import appeals, joining
from handlers.protection import reporting
from handlers.routing import Said
from handlers.submission import typed
from handlers.telling import tell
from handlers.welcome import greet
from moderation.errors import RuleError


async def of_applicant(services: Services, said: Said) -> None:
    """Whoever is joining answers a question, or is shown where they stand."""
    if await reporting.take_words(services, said):
        return
    if not await joining.take_words(services, said):
        await greet(services, said.member, said.speech)


async def of_suspended(services: Services, said: Said) -> None:
    """Who is suspended writes their appeal, or is shown where they stand."""
    if await reporting.take_words(services, said):
        return
    if not await appeals.take_words(services, said):
        await greet(services, said.member, said.speech)


async def of_author(services: Services, said: Said) -> None:
    """Whoever may send cases describes the open one."""
    if await reporting.take_words(services, said):
        return
    if not await typed.take_words(services, said):
        _ = said.speech.say
        text = _("Send a picture first; your words can follow as its caption or question.")
        await tell(services, said.chat_id, text)


async def turn_away(services: Services, said: Said, _refusal: RuleError) -> None:
    """Nobody waits for words of theirs, unless they ask that a case be taken down: otherwise they
    are shown where they stand.
    """
    if await reporting.take_words(services, said):
        return
    await greet(services, said.member, said.speech)
