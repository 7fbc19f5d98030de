"""Answering with a picture: from a thread into the private chat, and back through the review."""

import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import create_deep_linked_url

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.routing import Said
from handlers.telling import tell
from handlers.texts import Speech
from moderation.case import Case, CaseState, Sex, case_number
from moderation.member import Member
from moderation.permissions import answers_for_cases
from moderation.post import Post
from storage import cases, posts

# What the link ends with that leads here: t.me/NAME?start=answer_MP00012
LINK_PREFIX = "answer_"
LINK = re.compile(rf"^/start(?:@\w+)? {LINK_PREFIX}(?:MP)?0*(\d{{1,12}})$", re.IGNORECASE)


async def offer(
    services: Services, member: Member, post: Post | None
) -> tuple[list[str], InlineKeyboardMarkup | None]:
    """How somebody may show a picture in the thread of a post: the words, and the button."""
    if post is None or post.taken_down_at is not None or not answers_for_cases(member):
        return [], None
    _ = services.texts.of(member.language).say
    number = case_number(post.case_id)
    text = _(
        "You can answer case {number} with a picture here: I mask it, you check it, moderators "
        "look at it, and it appears in the thread."
    ).format(number=number)
    payload = LINK_PREFIX + number.replace("-", "")
    url = create_deep_linked_url(services.bot.username, payload)
    return [text], keyboard([InlineKeyboardButton(_("Answer with a picture"), url=url)])


async def begin(services: Services, said: Said) -> None:
    """The link was followed: a draft that answers the case, to which the next pictures belong."""
    match = LINK.match(said.words)
    answered = await _answered(services, int(match[1])) if match else None
    _ = said.speech.say
    if answered is None:
        text = _("This case is no longer shown, so it cannot be answered.")
        await tell(services, said.chat_id, text)
        return
    async with services.database.transaction() as tx:
        draft = await cases.draft_of(tx, said.member.id)
        if draft is None:
            now = services.clock()
            draft = await cases.begin(tx, said.member.id, now, **_known_of(answered))
    if draft.answers_id != answered.id:
        text = _("First send or cancel your open draft {number}.")
        await tell(services, said.chat_id, text.format(number=draft.number))
        return
    await _ask_for_pictures(services, said.speech, draft, answered)


async def _answered(services: Services, case_id: int) -> Case | None:
    """The published case that a number leads to; that of an answer leads to what it answers."""
    reader = services.database.reader
    case = await cases.load(reader, case_id)
    if case is not None and case.answers_id is not None:
        case = await cases.load(reader, case.answers_id)
    if case is None or case.state is not CaseState.PUBLISHED:
        return None
    return case if await posts.load(reader, case.id) else None


def _known_of(answered: Case) -> dict[str, object]:
    """What nobody is asked again; the age is asked, for the picture may be of a minor."""
    return {
        "answers_id": answered.id,
        "specialty": answered.specialty,
        "sex": Sex.UNSAID,
        "context": "",
    }


async def _ask_for_pictures(
    services: Services, speech: Speech, draft: Case, answered: Case
) -> None:
    _ = speech.say
    text = _(
        "🖼 Your answer to case {number}: send me one to ten pictures, with your words as the "
        "caption. I mask them and you check them; once moderators have looked, they appear in the "
        "thread, under your name or not."
    )
    cancel = button(_("Cancel"), Tap(Act.CANCEL, draft.id, draft.revision))
    await tell(services, draft.author_id, text.format(number=answered.number), keyboard([cancel]))
