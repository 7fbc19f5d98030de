"""Speaking: an author answers in the thread through the bot, without showing who they are."""

import re

from telegram import Message, MessageEntity
from telegram.ext.filters import MessageFilter

from handlers.alarms import alarm_doubtful_author
from handlers.context import Services
from handlers.routing import Said
from handlers.telling import message_link, tell
from handlers.texts import quoted, units
from handlers.thread.screening import given_back, is_grave
from moderation.case import Case, CaseState
from moderation.post import Post
from storage import audit, cases, posts, spoken
from storage.outbox import Slot

WORDS_MAX_CHARACTERS = 3000
# What the notices of answers begin with, in every language.
MARK = "💬"
_LINK = re.compile(r"https://t\.me/c/(\d{1,15})/(\d{1,15})")


class _ToNotice(MessageFilter):
    """Words in answer to the bot's own notice of an answer."""

    def filter(self, message: Message) -> bool:
        return noticed_by(message) is not None


TO_NOTICE = _ToNotice()


def noticed_by(message: Message) -> tuple[int, int] | None:
    """Chat and message that the notice tells of, to which this answers; by its link, which nobody
    but the bot can have written into it.
    """
    notice = message.reply_to_message
    if notice is None or notice.from_user is None or not notice.from_user.is_bot:
        return None
    if not (notice.text or "").startswith(MARK):
        return None
    for entity in notice.entities:
        match = (
            _LINK.fullmatch(entity.url or "") if entity.type == MessageEntity.TEXT_LINK else None
        )
        if match:
            return int(f"-100{match[1]}"), int(match[2])
    return None


async def speak(services: Services, said: Said) -> None:
    """Posts an author's words below the answer that they were told of, once they name nobody."""
    _ = said.speech.say
    answered = noticed_by(said.message)
    case, post = await _case_of(services, answered)
    if answered is None or case is None or post is None or case.author_id != said.member.id:
        text = _("That answer, or your case, is no longer there. Nothing was posted.")
        await tell(services, said.chat_id, text)
        return
    length = units(said.words)
    if length > WORDS_MAX_CHARACTERS:
        text = _("Your text has {length} characters; the limit is {limit}. Send a shorter one.")
        text = text.format(length=length, limit=WORDS_MAX_CHARACTERS)
        await tell(services, said.chat_id, text, reply_to=said.message.message_id)
        return
    found = services.identifiers(said.words)
    if is_grave(found):
        await _give_back(services, said)
        return
    await _post(services, said, case, post, answered)
    if found:
        await alarm_doubtful_author(services, case, message_link(*answered))


async def _case_of(
    services: Services, answered: tuple[int, int] | None
) -> tuple[Case | None, Post | None]:
    """The published case to which a known answer belongs."""
    reader = services.database.reader
    case_id = await posts.case_of_reply(reader, *answered) if answered else None
    if case_id is None:
        return None, None
    case = await cases.load(reader, case_id)
    stands = case is not None and case.state is CaseState.PUBLISHED
    return (case, await posts.load(reader, case_id)) if stands else (None, None)


async def _give_back(services: Services, said: Said) -> None:
    text = said.speech.say(
        "✂️ I posted nothing, because your text says who somebody is. Here it is with labels in "
        "place of that; answer the notice again without them:"
    )
    words = given_back(services, said.member, said.words)
    await tell(services, said.chat_id, f"{text}\n\n{words}")


async def _post(
    services: Services, said: Said, case: Case, post: Post, answered: tuple[int, int]
) -> None:
    now = services.clock()
    async with services.database.transaction() as tx:
        number = await spoken.add(tx, case.id, said.member.id, answered[0], now)
        await audit.record(tx, now, said.member.id, "speak", f"case {case.id}", case.revision)
    _ = services.texts.of(services.rules.language).say
    head = _("The author")
    if case.signed:
        head = _("{name}, the author").format(name=quoted(said.member.name or "?"))
    await tell(
        services,
        answered[0],
        f"🗣 <b>{head}</b>\n{quoted(said.words)}",
        reply_to=answered[1],
        thread_id=post.thread_id,
        slot=Slot.SPOKEN,
        subject=number,
    )
    _ = said.speech.say
    text = _("Your answer is in the thread, under your name.")
    if not case.signed:
        text = _("Your answer is in the thread, as “The author” and without your name.")
    await tell(services, said.chat_id, text, reply_to=said.message.message_id)
