"""Settling: an automatic forward proves that a post was made whose answer was lost; what stands in
a channel beside the post that is known, or of a case that has ended, goes.
"""

import re

from telegram import Message

from handlers.alarms import alarm_turned_up
from handlers.context import Services
from handlers.publishing import publication, taking_down
from handlers.reviewing.review import update_cards
from moderation.case import ENDED, Case
from storage import cases, pictures, places, posts

# The line that `summary.post_caption` ends with, under an album with the link of `dress.dressed`;
# a person who names a case writes it otherwise.
TAG = re.compile(r"(?:\A|\n)#[a-z]+ #MP(\d{5,12})(?: · 🚩 [^\n]+)?\s*\Z")


def named_case(copy: Message) -> int | None:
    """The id of the case that a forwarded post names where we write it: at its caption's end."""
    named = TAG.search(copy.caption or "")
    return int(named[1]) if named else None


async def settle_by_copy(services: Services, copy: Message, channel: tuple[int, int]) -> None:
    """Notes the post that a forward shows, while nobody knows whether it was made.

    channel: chat and message that was forwarded.
    """
    reader = services.database.reader
    case_id, ids = named_case(copy), [channel[1]]
    if copy.media_group_id:
        case_id, ids = await posts.of_album(reader, channel[0], copy.media_group_id)
    case = await cases.load(reader, case_id) if case_id is not None else None
    if case is None:
        return
    known = await posts.load(reader, case.id)
    if known is None and await posts.attempted(reader, case.id):
        await _settle(services, case, channel[0], ids)
        return
    if known is None and case.state not in ENDED:
        return
    extra = publication.beside(known, channel[0], ids)
    if extra:
        await taking_down.remove_extra(services, channel[0], extra)
        # One message of an album bears the caption, so people hear of it once.
        if named_case(copy) is not None:
            await alarm_turned_up(services, case)


async def _settle(services: Services, case: Case, channel_id: int, ids: list[int]) -> None:
    """An album counts once all its pictures came."""
    reader = services.database.reader
    place = await places.of_duty(reader, case.specialty or "")
    if place is None or place.chat_id != channel_id:
        return
    if len(ids) < len([p for p in await pictures.of_case(reader, case.id) if p.digest]):
        return
    if await publication.record(services, case, place, tuple(ids)):
        await update_cards(services, await cases.load(reader, case.id) or case)
    else:
        taking_down.take_down(services, case.id)
