"""The Bot API over HTTP: an ASGI application, for uvicorn or for httpx.ASGITransport."""

from collections.abc import Callable

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from sandbox.accounts import Bot
from sandbox.faults import Fault, FaultKind
from sandbox.messenger import Messenger
from sandbox.methods import METHODS, Call
from sandbox.methods.registry import Method, Params, read_params
from sandbox.methods.updates import GetUpdates
from sandbox.polling import Polling
from sandbox.refusal import Refusal, flood_wait, not_found, unauthorized
from sandbox.requests import receive
from sandbox.webhooks import OnEmit, Webhooks

# Of what these methods do Telegram counts how often; a chat action goes free.
SENDING = ("sendMe", "sendPh", "sendDo", "sendPo", "forward", "copy")
OnRequest = Callable[[str, dict[str, object]], None]


class BrokenConnection(Response):
    """Announces a body that never comes, so that a real server closes the connection."""

    def __init__(self, error: httpx.TransportError) -> None:
        super().__init__()
        self.error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the signature is ASGI's
        headers = [(b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise self.error


class BotApi:
    """Answers requests; `on_request` sees each method's raw parameters before they are checked,
    `on_emit` each result (by method name) and each update (as "Update") before it is sent.
    """

    def __init__(
        self,
        messenger: Messenger,
        on_emit: OnEmit | None,
        on_request: OnRequest | None,
        webhooks: Webhooks,
    ) -> None:
        self.messenger = messenger
        self.polling = Polling(messenger)
        self.webhooks = webhooks
        self._on_emit = on_emit or (lambda _name, _value: None)
        self._on_request = on_request or (lambda _name, _values: None)

    async def answer(self, request: Request) -> Response:
        """One call of one method."""
        try:
            bot = self._bot(request.path_params["token"])
            wanted = METHODS.get(request.path_params["method"].lower())
            if wanted is None:
                raise not_found()
            return await self._faulty(request, bot, wanted)
        except Refusal as refusal:
            return _refused(refusal)

    async def download(self, request: Request) -> Response:
        """The bytes of a file; 404 for a path that is unknown or expired.

        Faults are aimed at it under the name "download".
        """
        broken = await _before(self.messenger.faults.take("download"))
        if broken:
            return broken
        try:
            self._bot(request.path_params["token"])
        except Refusal as refusal:
            return _refused(refusal)
        path = request.path_params["path"]
        for stored in self.messenger.world.files.values():
            if stored.path == path and not stored.expired:
                data = self.messenger.blobs[stored.unique_id]
                return Response(data, media_type="application/octet-stream")
        return _refused(not_found())

    def _bot(self, token: str) -> Bot:
        for bot in self.messenger.world.bots.values():
            if bot.token == token:
                self.webhooks.ensure(bot)
                return bot
        raise unauthorized()

    async def _faulty(self, request: Request, bot: Bot, wanted: Method) -> Response:
        fault = self.messenger.faults.take(wanted.name)
        before = await _before(fault)
        if before:
            return before
        response = await self._run(request, bot, wanted)
        if fault and fault.kind is FaultKind.RESET_AFTER:
            return BrokenConnection(httpx.ReadError("the connection was reset"))
        if fault and fault.kind is FaultKind.TIMEOUT_AFTER:
            return BrokenConnection(httpx.ReadTimeout("the answer did not come in time"))
        return response

    async def _run(self, request: Request, bot: Bot, wanted: Method) -> Response:
        received = await receive(request)
        # A part may be a parameter itself, or be attached to by one (`attach://name`).
        own = received.uploads.keys() & wanted.params.model_fields.keys()
        self._on_request(wanted.name, received.values | {name: f"attach://{name}" for name in own})
        params = read_params(wanted, received.values, received.uploads)
        self._count(wanted, params)
        call = Call(self.messenger, bot, received.uploads)
        result: object
        if isinstance(params, GetUpdates):
            updates = await self.polling.wait_for_updates(call, params)
            for update in updates:
                self._on_emit("Update", update)
            result = updates
        else:
            result = wanted.run(call, params)
            self._on_emit(wanted.name, result)
        self.webhooks.ensure(bot)
        return JSONResponse({"ok": True, "result": result})

    def _count(self, wanted: Method, params: Params) -> None:
        """Flood control sees what is sent, each item of an album for itself."""
        if self.messenger.flood is None or not wanted.name.startswith(SENDING):
            return
        items = getattr(params, "media", None) or getattr(params, "message_ids", None)
        count = len(items) if isinstance(items, list) else 1
        self.messenger.flood.count(getattr(params, "chat_id", 0), count)


async def _before(fault: Fault | None) -> Response | None:
    """What goes wrong before anything is done."""
    match fault.kind if fault else None:
        case FaultKind.FLOOD:
            return _refused(flood_wait(fault.value if fault else 0))
        case FaultKind.SERVER_ERROR:
            return PlainTextResponse("the gateway is ill", status_code=fault.value if fault else 0)
        case FaultKind.RESET_BEFORE:
            return BrokenConnection(httpx.ReadError("the connection was reset"))
        case FaultKind.TIMEOUT_BEFORE:
            return BrokenConnection(httpx.ReadTimeout("the answer did not come in time"))
        case FaultKind.HOLD if fault and fault.gate:
            fault.gate.arrived.set()
            await fault.gate.opened.wait()
    return None


def _refused(refusal: Refusal) -> Response:
    return JSONResponse(refusal.body(), status_code=refusal.code)


def create_app(
    messenger: Messenger,
    *,
    on_emit: OnEmit | None = None,
    on_request: OnRequest | None = None,
    webhook_client: httpx.AsyncClient | None = None,
    routes: list[BaseRoute] | None = None,
) -> Starlette:
    """The application; `routes` are served beside the Bot API (the page's, for instance).

    `app.state.webhooks` delivers to webhooks; close it when done if one was set.
    """
    webhooks = Webhooks(messenger, webhook_client, on_emit)
    api = BotApi(messenger, on_emit, on_request, webhooks)
    app = Starlette(
        routes=[
            *(routes or []),
            Route("/file/bot{token}/{path:path}", api.download, methods=["GET"]),
            Route("/bot{token}/{method}", api.answer, methods=["GET", "POST"]),
        ]
    )
    app.state.webhooks = webhooks
    return app
