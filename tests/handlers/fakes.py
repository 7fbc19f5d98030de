"""Named stand-ins: a Telegram that records every request, and anonymizers with one bad habit each.

Nothing is patched: the product's own Bot speaks through a `RecordingRequest`.
"""

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from anonymize import Finding, Flag, Masked, PictureError, Refusal, Result, Stills, Verdict

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
BOT = {"id": 123456789, "is_bot": True, "first_name": "MedPics", "username": "medpics_bot"}
SENDS = ("sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText", "editMessageMedia")


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the method, its parameters as JSON knows them, and the bytes of its files."""

    method: str
    values: dict[str, Any]
    files: list[bytes] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    @property
    def words(self) -> str:
        return str(self["text"] or self["caption"] or "")


class RecordingRequest(BaseRequest):
    """Answers every method with success unless told otherwise, and keeps all calls, in order."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.chats: dict[int, dict[str, Any]] = {}
        self.presence: dict[tuple[int, int], dict[str, Any]] = {}
        self.downloads: dict[str, bytes] = {}
        self.results: dict[str, Any] = {"getChatAdministrators": []}
        self._refusals: defaultdict[str, list[Any]] = defaultdict(list)
        self._meanwhile: dict[str, Callable[[], Awaitable[None]]] = {}
        self._message_id = 1000

    @property
    def read_timeout(self) -> float:
        return 1

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    def refuse(
        self, method: str, code: int, description: str, times: int = 1, after: int = 0, **more: Any
    ) -> None:
        """Calls of a method fail as Telegram fails, once `after` were answered."""
        self._refusals[method] += [None] * after
        body = {"ok": False, "error_code": code, "description": description, "parameters": more}
        self._refusals[method] += [(code, body)] * times

    def break_off(self, method: str, error: Exception) -> None:
        """The next call of a method ends without an answer."""
        self._refusals[method].append(error)

    def before(self, method: str, act: Callable[[], Awaitable[None]]) -> None:
        """Something happens while the next call of a method is on its way."""
        self._meanwhile[method] = act

    def of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    @property
    def uploads(self) -> list[bytes]:
        return [data for call in self.calls for data in call.files]

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if "/file/" in url:
            data = self.downloads.get(url.rsplit("/", 1)[1])
            if data is None:
                # As connections do break: with the address in the error.
                raise NetworkError(url)
            return 200, data
        call = _call(url.rsplit("/", 1)[1], request_data)
        self.calls.append(call)
        if call.method in self._meanwhile:
            await self._meanwhile.pop(call.method)()
        if self._refusals[call.method]:
            refusal = self._refusals[call.method].pop(0)
            if isinstance(refusal, Exception):
                raise refusal
            if refusal is not None:
                return refusal[0], json.dumps(refusal[1]).encode()
        try:
            if call.method == "getChat" and int(call["chat_id"]) not in self.chats:
                return 400, CHAT_NOT_FOUND
            result = self._result(call)
        except (TypeError, ValueError):
            # Told as a broken connection, what is asked for wrongly would be asked for for ever.
            return 400, WRONG_PARAMETER
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _result(self, call: Call) -> Any:
        if call.method in self.results:
            return self.results[call.method]
        match call.method:
            case "getMe":
                return BOT
            case "getChat":
                return self.chats[int(call["chat_id"])] | {
                    "accent_color_id": 0,
                    "max_reaction_count": 1,
                    "accepted_gift_types": GIFTS,
                }
            case "getChatMember":
                return self._presence(int(call["chat_id"]), int(call["user_id"]))
            case "getFile":
                name = call["file_id"]
                return {"file_id": name, "file_unique_id": name, "file_path": f"photos/{name}"}
            case "sendMediaGroup":
                return [self._message(call) for _item in call["media"]]
            case "createChatInviteLink":
                return {"invite_link": "https://t.me/+door"} | LINK
            case name if name.startswith("send"):
                return self._message(call)
            case "editMessageText" | "editMessageMedia" | "editMessageReplyMarkup":
                return self._message(call) | {"message_id": int(call["message_id"])}
        return True

    def _message(self, call: Call) -> dict[str, Any]:
        self._message_id += 1
        chat = {"id": int(call["chat_id"]), "type": "private", "first_name": "A"}
        return {"message_id": self._message_id, "date": 0, "chat": chat}

    def _presence(self, chat_id: int, user_id: int) -> dict[str, Any]:
        user = {"id": user_id, "is_bot": False, "first_name": f"Moderator {user_id}"}
        absent = {"status": "left"}
        return {"user": user} | self.presence.get((chat_id, user_id), absent)


WRONG_PARAMETER = (
    b'{"ok": false, "error_code": 400, "description": "Bad Request: invalid parameter"}'
)
CHAT_NOT_FOUND = b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}'
GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)
LINK = {"creator": BOT, "creates_join_request": True, "is_primary": False, "is_revoked": False}


def _call(method: str, data: RequestData | None) -> Call:
    if data is None:
        return Call(method, {})
    files = [part[1] for part in (data.multipart_data or {}).values()]
    return Call(method, dict(data.parameters), [_bytes(item) for item in files])


def _bytes(item: Any) -> bytes:
    return item if isinstance(item, bytes) else bytes(item.read())


def taps(call: Call) -> Iterator[str]:
    """The callback data of every button of a message."""
    for row in (call["reply_markup"] or {}).get("inline_keyboard", []):
        for key in row:
            if "callback_data" in key:
                yield key["callback_data"]


class DoNothing:
    """An anonymizer that finds nothing, hides nothing and doubts nothing."""

    async def process(self, data: bytes) -> Result:
        return Result((), await self.render(data, ()))

    async def clean(self, data: bytes) -> bytes:
        return data

    async def stills(self, data: bytes) -> Stills:
        return Stills((data,), 1)

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        return Masked(data, data, 40, 30, frozenset(), Verdict.CLEAN)


class Painter:
    """Writes over everything: a rendering that shares no byte run with the original."""

    def __init__(self, *findings: Finding, flags: frozenset[Flag] = frozenset()) -> None:
        self.findings, self.flags = findings, flags
        self.painted: list[tuple[Finding, ...]] = []

    async def process(self, data: bytes) -> Result:
        return Result(self.findings, await self.render(data, self.findings))

    async def clean(self, data: bytes) -> bytes:
        return b"clean"

    async def stills(self, data: bytes) -> Stills:
        return Stills((data,), 1)

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        self.painted.append(tuple(findings))
        mark = f"{len(self.painted)}".encode()
        return Masked(b"masked " + mark, b"preview " + mark, 40, 30, self.flags, Verdict.HIDDEN)


class Refuser:
    """Refuses every picture for one reason."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal

    async def process(self, data: bytes) -> Result:
        raise PictureError(self.refusal)

    async def clean(self, data: bytes) -> bytes:
        raise PictureError(self.refusal)

    async def stills(self, data: bytes) -> Stills:
        raise PictureError(self.refusal)

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        raise PictureError(self.refusal)


class Reel(Painter):
    """Takes every file that starts with `SERIES` for one that holds so many pictures."""

    SERIES = b"series"

    def __init__(self, holds: int, most: int = 10) -> None:
        super().__init__()
        self.holds, self.most, self.asked = holds, most, 0

    async def process(self, data: bytes) -> Result:
        if data.startswith(self.SERIES):
            raise PictureError(Refusal.SEVERAL)
        return await super().process(data)

    async def stills(self, data: bytes) -> Stills:
        self.asked += 1
        taken = min(self.holds, self.most)
        return Stills(tuple(f"still {n}".encode() for n in range(1, taken + 1)), self.holds)
