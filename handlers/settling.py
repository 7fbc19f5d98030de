"""Settling: an automatic forward proves that a post was made whose answer was lost."""

import re

from telegram import Message

from handlers import publication, taking_down
from handlers.context import Services
from handlers.review import update_cards
from storage import cases, pictures, places, posts

# The tag that `summary.post_caption` writes.
TAG = re.compile(r"#MP(\d{5,12})\b")


def named_case(copy: Message) -> int | None:
    """The id of the case that a forwarded post names in its caption.

    The last tag is ours; its author may have named another case in the question.
    """
    named = TAG.findall(copy.caption or "")
    return int(named[-1]) if named else None


async def settle_by_copy(services: Services, copy: Message, channel: tuple[int, int]) -> None:
    """Notes the post that a forward shows, while nobody knows whether it was made.

    channel: chat and message that was forwarded. An album counts once all its pictures came.
    """
    reader = services.database.reader
    case_id, ids = named_case(copy), [channel[1]]
    if copy.media_group_id:
        case_id, ids = await posts.of_album(reader, channel[0], copy.media_group_id)
    case = await cases.load(reader, case_id) if case_id is not None else None
    if case is None or not await posts.attempted(reader, case.id):
        return
    place = await places.of_duty(reader, case.specialty or "")
    if place is None or place.chat_id != channel[0]:
        return
    if len(ids) < len([p for p in await pictures.of_case(reader, case.id) if p.digest]):
        return
    if await publication.record(services, case, place, tuple(ids)):
        await update_cards(services, await cases.load(reader, case.id) or case)
    else:
        taking_down.take_down(services, case.id)
