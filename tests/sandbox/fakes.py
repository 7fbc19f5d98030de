"""What the tests of the sandbox drive it with: a bare client, people in rooms, drawn pictures."""

import io
import json
from types import TracebackType
from typing import Any, Self

import httpx
from PIL import Image
from starlette.applications import Starlette

from sandbox.messenger import Messenger

TOKEN = "123456:TEST"


def picture(width: int = 64, height: int = 48, kind: str = "PNG") -> bytes:
    """A one-coloured picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (180, 60, 60)).save(out, kind)
    return out.getvalue()


class Refused(Exception):
    """What the Bot API answered instead of a result."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(body["description"])
        self.code: int = body["error_code"]
        self.text: str = body["description"]
        self.parameters: dict[str, int] = body.get("parameters", {})


class BotClient:
    """Calls methods by name; raises Refused for a refusal."""

    def __init__(self, app: Starlette, token: str) -> None:
        self.token = token
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://telegram.test"
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    async def call(
        self, method: str, *, files: dict[str, tuple[str, bytes]] | None = None, **values: object
    ) -> Any:
        """Send as a form, as most clients do."""
        data = {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items()}
        url = f"/bot{self.token}/{method}"
        return self.result(await self.http.post(url, data=data, files=files))

    @staticmethod
    def result(response: httpx.Response) -> Any:
        body = response.json()
        assert response.status_code == (200 if body["ok"] else body["error_code"])
        if not body["ok"]:
            raise Refused(body)
        return body["result"]

    async def refused(self, method: str, **values: Any) -> str:
        """The text of the refusal that this call must meet."""
        try:
            await self.call(method, **values)
        except Refused as refusal:
            return refusal.text
        raise AssertionError(f"{method} was not refused")

    async def updates(self, **values: object) -> list[Any]:
        """All waiting updates, acknowledged; the next call starts empty."""
        found = await self.call("getUpdates", **values)
        if found:
            await self.call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return list(found)


class Stage:
    """People and rooms; the bot is an administrator everywhere."""

    def __init__(self, messenger: Messenger) -> None:
        self.messenger = messenger
        self.doctor = messenger.add_person("Léa Martin", language="fr")
        self.moderator = messenger.add_person("Max Mod")
        self.doctor.start()
        owner = self.moderator
        self.group = messenger.add_group("Moderators", owner=owner)
        self.discussion = messenger.add_group("Talk", owner=owner)
        self.channel = messenger.add_channel("Derm", owner=owner, discussion=self.discussion)
        for room in (self.group, self.discussion, self.channel):
            messenger.admit_bot(room)
        messenger.only_bot().queue.clear()
