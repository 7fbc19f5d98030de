"""/mydata: a copy of everything kept about a person, sent to them in private, once a day."""

import logging
from datetime import timedelta

from telegram.error import BadRequest, Forbidden

from handlers.context import Services
from handlers.rights import archive
from handlers.routing import Said
from handlers.telling import tell
from handlers.texts import Speech
from moderation.trail import Entry
from storage import audit, exports, members
from storage.exports import Export

log = logging.getLogger(__name__)

ONCE_IN = timedelta(days=1)
# A part that Telegram would not take so often is given up; the person may ask again.
TRIES_MAX = 10
# Up to 50 MB go out over whatever line the operator has.
UPLOAD_SECONDS = 300


async def ask(services: Services, said: Said) -> None:
    """Notes that an archive is due; it is made and sent beside the updates."""
    _ = said.speech.say
    now = services.clock()
    last = await exports.load(services.database.reader, said.member.id)
    if last is not None and last.done_at is None:
        await tell(services, said.chat_id, _("Your archive is being made; it will come here."))
        return
    if last is not None and now < last.asked_at + ONCE_IN:
        hours = 1 + int((last.asked_at + ONCE_IN - now).total_seconds() // 3600)
        text = said.speech.count(
            "I make one archive a day. Ask again in {number} hour.",
            "I make one archive a day. Ask again in {number} hours.",
            hours,
        )
        await tell(services, said.chat_id, text)
        return
    async with services.database.transaction() as tx:
        await exports.ask(tx, said.member.id, now)
        await audit.record(tx, now, said.member.id, Entry.EXPORT, f"member {said.member.id}")
    text = _("I am putting together everything that is kept about you; it will come as a file.")
    await tell(services, said.chat_id, text)
    wake(services, said.member.id)


def wake(services: Services, member_id: int) -> None:
    """Has a due archive sent once what asked for it is committed; twice is harmless."""
    services.errand("export", member_id, lambda: send(services, member_id))


async def sweep(services: Services) -> None:
    """Takes up what a stop or a broken connection left unsent."""
    for member_id in await exports.due(services.database.reader):
        wake(services, member_id)


async def send(services: Services, member_id: int) -> None:
    """Sends what is due, part by part; what was sent is on record, so that a stop costs one part.

    Raises TelegramError when there was no answer: then this part is sent again.
    """
    while True:
        due = await exports.load(services.database.reader, member_id)
        member = await members.load(services.database.reader, member_id)
        if due is None or due.done_at is not None or member is None:
            return
        if due.tries >= TRIES_MAX:
            log.warning("an archive could not be sent and is given up")
            await _give_up(services, due)
            return
        async with services.database.transaction() as tx:
            await exports.tried(tx, member_id)
        await _send_part(services, due, services.texts.of(member.language))


async def _send_part(services: Services, due: Export, speech: Speech) -> None:
    part = await archive.next_part(services, due, speech)
    try:
        await services.bot.send_document(
            due.member_id,
            await part.zipped(),
            filename=f"medpics-{due.asked_at:%Y-%m-%d}-{due.parts + 1}.zip",
            caption=_caption(speech, due, is_last=part.is_last),
            write_timeout=UPLOAD_SECONDS,
        )
    except (BadRequest, Forbidden) as refusal:
        log.warning("an archive was refused (%s)", type(refusal).__name__)
        await _give_up(services, due)
        return
    async with services.database.transaction() as tx:
        await exports.sent(tx, due, part.reached)
        if part.is_last:
            await exports.done(tx, due.member_id, services.clock())


async def _give_up(services: Services, due: Export) -> None:
    async with services.database.unit():
        async with services.database.transaction() as tx:
            await exports.done(tx, due.member_id, services.clock())
        member = await members.load(services.database.reader, due.member_id)
        if member is not None:
            _ = services.texts.of(member.language).say
            text = _(
                "I could not send you your archive. Ask again tomorrow, or ask the operator: "
                "/privacy says how to reach them."
            )
            await tell(services, due.member_id, text)


def _caption(speech: Speech, due: Export, *, is_last: bool) -> str:
    _ = speech.say
    if due.parts == 0 and is_last:
        head = _("Everything that is kept about you: open medpics.json first.")
    elif is_last:
        head = _("Part {number}, the last one.").format(number=due.parts + 1)
    else:
        head = _("Part {number}; more follow.").format(number=due.parts + 1)
    note = _("Telegram carries this file: save it on your own device, then delete it here.")
    return f"{head}\n{note}"
