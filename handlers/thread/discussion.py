"""Discussion: the thread of a post is found, its answers counted, the first ones announced."""

from telegram import Message, MessageOriginChannel, Update

from handlers.context import Context, Services
from handlers.erasing import erase
from handlers.publishing.settling import named_case, settle_by_copy
from handlers.routing import Said
from handlers.telling import message_link, tell
from handlers.texts import quoted
from handlers.thread.threads import way_to_speak
from moderation.case import Case, CaseState
from moderation.post import Post
from storage import cases, members, places, posts, spoken


async def note_copy(update: Update, context: Context) -> None:
    """The automatic forward of a channel post: where its thread begins."""
    message = update.effective_message
    origin = message.forward_origin if message else None
    if message is None or not isinstance(origin, MessageOriginChannel):
        return
    services = context.services
    if not await places.in_chat(services.database.reader, origin.chat.id):
        return
    channel = (origin.chat.id, origin.message_id)
    copy = (message.chat_id, message.message_id)
    async with services.database.transaction() as tx:
        album, case_id = message.media_group_id, named_case(message)
        await posts.add_copy(tx, channel, copy, album, case_id)
    await settle_by_copy(services, message, channel)
    await _erase_late(services, copy)


async def _erase_late(services: Services, copy: tuple[int, int]) -> None:
    """A copy that Telegram made after its post was taken down, or hidden, goes at once."""
    post = await posts.at_message(services.database.reader, *copy)
    if post is None:
        return
    case = await cases.load(services.database.reader, post.case_id)
    is_hidden = case is not None and case.state is CaseState.HIDDEN
    if post.taken_down_at is not None or is_hidden:
        await erase(services, copy[0], [copy[1]])


async def hear(services: Services, said: Said) -> None:
    """An answer in a thread: counted once, and told to the author while answers are few."""
    message, user = said.message, said.user
    post = await thread_of(services, message)
    case = await cases.load(services.database.reader, post.case_id) if post else None
    if post is None or case is None:
        return
    async with services.database.transaction() as tx:
        place = (message.chat_id, message.message_id)
        new = await posts.add_reply(tx, case.id, place, user.id, services.clock())
    if new and user.id != case.author_id and post.replies < services.rules.announce_first:
        # The name that everybody sees in the thread, not the one on a professional card.
        await _announce(services, case, message, user.full_name)


async def thread_of(services: Services, message: Message) -> Post | None:
    """The post whose thread a message belongs to: by its root, or by the answer it replies to."""
    reader = services.database.reader
    roots = [message.message_thread_id]
    if message.reply_to_message is not None:
        roots.append(message.reply_to_message.message_id)
    for root in roots:
        if root is None:
            continue
        post = await posts.at_message(reader, message.chat_id, root)
        if post is not None:
            return post
        case_id = await posts.case_of_reply(reader, message.chat_id, root)
        if case_id is None:
            case_id = await spoken.case_at(reader, message.chat_id, root)
        if case_id is not None:
            return await posts.load(reader, case_id)
    return None


async def _announce(services: Services, case: Case, message: Message, name: str) -> None:
    author = await members.load(services.database.reader, case.author_id)
    if author is None:
        return
    _ = services.texts.of(author.language).say
    link = message_link(message.chat_id, message.message_id)
    text = _('💬 {name} answered your case {number}: <a href="{link}">read it</a>')
    who = quoted(name)
    told = text.format(name=who, number=case.number, link=link)
    await tell(services, author.id, f"{told}\n{way_to_speak(_, case)}")
