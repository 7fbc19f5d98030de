"""Quotas: what goes beyond a limit is not even fetched, and its sender hears which limit it is."""

from datetime import datetime, timedelta

from telegram import Message

from handlers.context import Services
from handlers.quota_words import alarm, sentence
from handlers.routing import Said
from handlers.telling import tell
from moderation.case import AT_WORK, CaseState
from moderation.quota import COMMON, DAY, Full, Limit, Load, Usage, crowded, full
from storage import cases, receipts, told
from storage.database import Transaction

# An album that goes beyond a limit is answered once, not picture by picture.
SAID_EVERY = timedelta(minutes=1)
# Operators hear of what stops everybody, but not at each picture.
ALARM_EVERY = timedelta(hours=1)
# Cases that somebody still has to decide about.
UNDECIDED = (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.CHANGES_ASKED)


async def refused(services: Services, said: Said, *, evidence: bool) -> bool:
    """Whether this picture goes beyond a limit; then its sender hears so, once a minute.

    By the size that Telegram states, before anything is fetched.
    """
    reached = await _reached(services, said.member.id, size_of(said.message), evidence=evidence)
    if reached is None:
        return False
    now = services.clock()
    async with services.database.transaction() as tx:
        await _alarm(services, tx, reached, now)
        if not await told.first_in(tx, said.member.id, "quota", now, SAID_EVERY):
            return True
        # Where the picture leaves the chat, there is nothing to answer to.
        sent = None if services.rules.delete_incoming else said.message.message_id
        await tell(services, said.chat_id, sentence(said.speech, reached, now), reply_to=sent)
    return True


async def note(services: Services, member_id: int, size: int) -> None:
    """Counts what was fetched, whatever became of it."""
    async with services.database.transaction() as tx:
        await receipts.add(tx, member_id, size, services.clock())


async def forget(services: Services) -> None:
    """What no limit asks about any more."""
    now = services.clock()
    async with services.database.transaction() as tx:
        await receipts.forget(tx, now - DAY, now)
        await told.forget(tx, now - DAY, now)


def size_of(message: Message) -> int:
    """Bytes, as Telegram states them; of a photo its largest rendering."""
    if message.document is not None:
        return message.document.file_size or 0
    return max((size.file_size or 0 for size in message.photo), default=0)


async def _reached(
    services: Services, member_id: int, size: int, *, evidence: bool
) -> Full | None:
    """A person's own limits come first: they can do something about those."""
    quotas, reader, now = services.rules.quotas, services.database.reader, services.clock()
    begins = not evidence and await cases.draft_of(reader, member_id) is None
    mine = Usage(
        await receipts.of_member(reader, member_id, now - DAY),
        await receipts.open_cases(reader, UNDECIDED, member_id),
        begins,
    )
    own = full(mine, quotas.person, size, now)
    if own is not None:
        return own
    everybodys = Usage(
        await receipts.of_everybody(reader, now - DAY),
        await receipts.open_cases(reader, [CaseState.DRAFT]),
        begins,
    )
    common = full(everybodys, quotas.everybody, size, now, COMMON)
    if common is not None:
        return common
    room = await services.files.room()
    load = Load(await receipts.waiting_pictures(reader, AT_WORK), room.kept, room.free)
    return crowded(load, quotas.machine, size)


async def _alarm(services: Services, tx: Transaction, reached: Full, now: datetime) -> None:
    """What stops everybody is the operators' business; a queue empties by itself."""
    if not reached.limit.startswith("all") or reached.limit is Limit.QUEUE:
        return
    text = alarm(services.texts.of(services.rules.language), reached)
    for operator in sorted(services.rules.operators):
        if await told.first_in(tx, operator, f"quota {reached.limit}", now, ALARM_EVERY):
            await tell(services, operator, text)
