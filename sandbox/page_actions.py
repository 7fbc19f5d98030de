"""What people do on the page, each act by its name; what cannot be done raises one sentence."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sandbox import files, writing
from sandbox.membership import CannotJoinError, find_link
from sandbox.messenger import Messenger
from sandbox.model import Chat, JsonObject, Media
from sandbox.page_view import chat_for
from sandbox.people import Person
from sandbox.refusal import Refusal
from sandbox.rights import is_present
from sandbox.seen import Seen
from sandbox.tapping import press_button
from sandbox.voting import CannotVoteError, vote

ANSWER_SECONDS = 15.0
MAX_ALBUM = 10


class ActError(Exception):
    """The page asked for what cannot be done; the message is for the person to read."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person: its chat, its fields, the files that come along as (name, bytes)."""

    messenger: Messenger
    person: Person
    chat: Chat
    fields: JsonObject
    files: list[tuple[str, bytes]]

    def number(self, name: str) -> int:
        """A whole number of the fields, 0 when it is absent; bool and text are refused."""
        value = self.fields.get(name) or 0
        if type(value) is not int:
            raise ActError(f"{name} must be a number")
        return value

    def words(self, name: str) -> str:
        value = self.fields.get(name) or ""
        if not isinstance(value, str):
            raise ActError(f"{name} must be text")
        return value

    def message(self) -> Seen:
        seen = Seen(self.messenger, self.chat.key, self.number("message"))
        if seen.id not in self.chat.messages or seen.deleted:
            raise ActError("this message is gone")
        return seen


async def perform(
    messenger: Messenger,
    person: Person,
    action: str,
    fields: JsonObject,
    uploads: list[tuple[str, bytes]],
) -> JsonObject:
    """Do it as the person; raises ActError, and KeyError for an unknown act or chat."""
    do = ACTS[action]
    chat_id = fields.get("chat") or person.id
    if type(chat_id) is not int:
        raise ActError("chat must be a number")
    chat = chat_for(messenger, person, chat_id)
    try:
        return await do(Act(messenger, person, chat, fields, uploads))
    except Refusal as refusal:
        raise ActError(refusal.description) from refusal
    except (writing.NotAllowedError, CannotJoinError, CannotVoteError, ValueError) as error:
        raise ActError(str(error)) from error


def _write(act: Act, text: str, *, media: Media | None = None, album: str = "") -> None:
    """Write below the message that is answered, in the topic that is open."""
    act.person.write(
        act.chat,
        text=text,
        media=media,
        reply_to=act.number("reply"),
        thread=act.number("topic"),
        album=album,
    )


async def _text(act: Act) -> JsonObject:
    _write(act, act.words("text"))
    return {}


async def _files(act: Act) -> JsonObject:
    """One picture or file, or up to ten as an album with the caption on the first."""
    if not 0 < len(act.files) <= MAX_ALBUM:
        raise ActError(f"send 1 to {MAX_ALBUM} at once")
    _may_send(act, "document" if act.words("kind") == "file" else "photo")
    media = [_media(act, name, data) for name, data in act.files]
    album = writing.new_album_id(act.messenger) if len(media) > 1 else ""
    caption = act.words("caption")
    for each in media:
        _write(act, caption, media=each, album=album)
        caption = ""
    return {}


def _may_send(act: Act, kind: str) -> None:
    if reason := writing.may_write(act.messenger, act.chat, act.person.id, kind):
        raise ActError(reason)


def _media(act: Act, name: str, data: bytes) -> Media:
    if act.words("kind") == "file":
        return files.document(act.messenger, data, name)
    return files.photo(act.messenger, data)


async def _press(act: Act) -> JsonObject:
    """Tap what stands at this row and column now; the label must be what the person read."""
    seen = act.message()
    place = (act.number("row"), act.number("column"), act.words("text"))
    for button in seen.buttons:
        if (button.row, button.column, button.label) == place:
            break
    else:
        raise ActError("this button is not there any more")
    try:
        answer = await press_button(act.person, seen, button, ANSWER_SECONDS)
    except AssertionError:
        return {"late": True}
    return {"text": answer.text, "alert": answer.alert, "url": answer.url}


async def _vote(act: Act) -> JsonObject:
    poll_id = act.message().record.poll_id
    if not poll_id or not writing.can_read(act.messenger, act.chat, act.person.id):
        raise ActError("there is nothing to vote on")
    vote(act.messenger, act.person.id, act.messenger.world.polls[poll_id], [act.number("option")])
    return {}


async def _start(act: Act) -> JsonObject:
    act.person.start(act.words("payload"))
    return {}


async def _block(act: Act) -> JsonObject:
    act.person.block_bot()
    return {}


async def _unblock(act: Act) -> JsonObject:
    act.person.unblock_bot()
    return {}


async def _join(act: Act) -> JsonObject:
    act.person.join(act.words("link"))
    return {}


async def _leave(act: Act) -> JsonObject:
    if act.chat.is_private or not is_present(act.chat, act.person.id):
        raise ActError("you are not in this chat")
    act.person.leave(act.messenger.room(act.chat.id))
    return {}


async def _follow(act: Act) -> JsonObject:
    """Where a link leads: {open: chat, message}, {ask: link} to join, or {outside: address}."""
    url = act.words("url")
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.hostname not in {"t.me", "telegram.me"}:
        return {"outside": url}
    return _inside(act, parts.path.strip("/"), parse_qs(parts.query))


def _inside(act: Act, path: str, query: dict[str, list[str]]) -> JsonObject:
    bot = act.messenger.world.users[act.messenger.only_bot().user_id]
    if path.startswith(("+", "joinchat/")):
        return _invitation(act, f"https://t.me/{path}")
    if path.casefold() == bot.username.casefold():
        if "start" in query:
            act.person.start(query["start"][0])
        return {"open": act.person.id}
    if found := re.fullmatch(r"(?:c/)?(\w+)(?:/\d+)??(?:/(\d+))?", path):
        return _post(act, found[1], int(found[2] or 0))
    raise ActError("this link leads nowhere")


def _invitation(act: Act, link: str) -> JsonObject:
    chat, invite = find_link(act.messenger, link)
    if is_present(chat, act.person.id):
        return {"open": chat.id}
    return {"ask": link, "title": chat.title, "request": invite.creates_join_request}


def _post(act: Act, name: str, message: int) -> JsonObject:
    for chat in act.messenger.world.chats.values():
        named = chat.username and chat.username.casefold() == name.casefold()
        if named or (not chat.is_private and str(chat.id) == f"-100{name}"):
            if not writing.can_read(act.messenger, chat, act.person.id):
                raise ActError("you are not a member of that chat")
            return {"open": chat.id, "message": message}
    raise ActError("this link leads nowhere")


ACTS: dict[str, Callable[[Act], Awaitable[JsonObject]]] = {
    "text": _text,
    "files": _files,
    "press": _press,
    "vote": _vote,
    "start": _start,
    "block": _block,
    "unblock": _unblock,
    "join": _join,
    "leave": _leave,
    "follow": _follow,
}
