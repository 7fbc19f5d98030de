"""Threads: where the pictures that answer a case appear, and that its author hears of them."""

from dataclasses import dataclass, replace

from handlers.context import Services
from handlers.telling import message_link, tell
from handlers.texts import Translate
from moderation.case import Case, CaseState
from moderation.post import Place, Post
from storage import cases, members, posts


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is posted; below: the message that it answers, if it answers one."""

    place: Place
    below: int | None = None


async def spot_of(services: Services, case: Case, place: Place) -> Spot | None:
    """A case goes into its channel, an answer below its case; None while that has no thread."""
    if case.answers_id is None:
        return Spot(place)
    reader = services.database.reader
    answered = await cases.load(reader, case.answers_id)
    post = await posts.load(reader, case.answers_id)
    if answered is None or answered.state is not CaseState.PUBLISHED or post is None:
        return None
    root = root_of(post)
    if root is None:
        return None
    thread = replace(place, chat_id=root[0], thread_id=post.thread_id, discussion_id=None)
    return Spot(thread, root[1])


def root_of(post: Post) -> tuple[int, int] | None:
    """Chat and message below which a post is answered; None until Telegram has forwarded it."""
    if post.discussion_id is not None:
        return (post.discussion_id, post.copies[0][1]) if post.copies else None
    return post.chat_id, post.message_ids[0]


async def tell_of_picture(services: Services, case: Case, post: Post) -> None:
    """An answer with pictures is one: counted, and told to the author of the case."""
    reader = services.database.reader
    answered = await cases.load(reader, case.answers_id or 0)
    author = await members.load(reader, answered.author_id) if answered else None
    if answered is None or author is None:
        return
    shown = (post.chat_id, post.message_ids[0])
    async with services.database.transaction() as tx:
        await posts.add_reply(tx, answered.id, shown, case.author_id, post.published_at)
    if case.author_id == author.id:
        return
    _ = services.texts.of(author.language).say
    text = _(
        "💬 A colleague answered your case {number} with a picture: "
        '<a href="{link}">look at it</a>'
    ).format(number=answered.number, link=message_link(*shown))
    await tell(services, author.id, f"{text}\n{way_to_speak(_, answered)}")


def way_to_speak(_: Translate, case: Case) -> str:
    """What a notice of an answer offers to the author."""
    if case.signed:
        return _("Reply to this message, and I post your words there.")
    return _("Reply to this message, and I post your words there without your name.")
