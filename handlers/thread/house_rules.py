"""The house rules, in private and with every warning."""

from handlers.context import Services
from handlers.routing import Said
from handlers.telling import tell
from handlers.texts import Translate


async def show(services: Services, said: Said) -> None:
    """/rules"""
    await tell(services, said.chat_id, house_rules(said.speech.say))


def house_rules(_: Translate) -> str:
    """In HTML; short enough to be read."""
    return _(
        "<b>House rules</b>\n"
        "1. Nobody is named: no name, no date, no place, no initials of a patient.\n"
        "2. No picture is posted in a thread by hand: it is sent to the bot, which masks it.\n"
        "3. Colleagues are answered as one would like to be answered; doubt is welcome, scorn is "
        "not.\n"
        "4. An answer is an opinion among colleagues, no order: who treats the patient decides.\n"
        "5. No advertising, no offers, nothing that is not about the case.\n"
        "6. Nothing leaves these rooms: no screenshot, no forwarding.\n"
        "Moderators warn, mute or remove; /report tells them what they have not seen."
    )
