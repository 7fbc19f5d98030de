"""Free text in private: the answer to what was asked last, or a friendly pointer."""

from handlers import joining, reporting, typed
from handlers.context import Services
from handlers.routing import Said
from handlers.telling import tell
from handlers.welcome import NOTICE_VERSION, greet


async def take_words(services: Services, said: Said) -> None:
    if await reporting.take_words(services, said):
        return
    if said.member.notice_version < NOTICE_VERSION:
        await greet(services, said.member, said.speech)
        return
    if await typed.take_words(services, said) or await joining.take_words(services, said):
        return
    _ = said.speech.say
    if said.member.may_submit:
        text = _("Send a picture first; your words can follow as its caption or question.")
        await tell(services, said.chat_id, text)
    else:
        await greet(services, said.member, said.speech)
