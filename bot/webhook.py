"""Webhook: Telegram brings the updates itself; each is stored before it is acknowledged."""

import asyncio
import hmac
import json
import logging
import socket
from contextlib import closing

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.command import CannotRunError
from bot.ears import Receive
from bot.settings import Webhook
from handlers.faults import describe

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# Updates are text: the largest seen are some ten kilobytes.
BODY_MAX_BYTES = 1_000_000


def create_app(path: str, secret: str, receive: Receive) -> Starlette:
    """Answers 200 only to what is stored; Telegram brings everything else again.

    Who does not know the secret learns nothing: neither whether this is a bot nor whose.
    """

    async def take(request: Request) -> Response:
        told = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(told.encode(), secret.encode()):
            return PlainTextResponse("not found", status_code=404)
        body = await _read(request)
        if body is None:
            return PlainTextResponse("too large", status_code=413)
        try:
            update = json.loads(body)
            number = update["update_id"]
        except (ValueError, TypeError, KeyError):
            return PlainTextResponse("no update", status_code=400)
        if not isinstance(number, int):
            return PlainTextResponse("no update", status_code=400)
        try:
            await receive([update])
        except Exception as error:  # noqa: BLE001 - whatever it is, Telegram brings it again
            log.error("an update could not be stored: %s", describe(error))  # noqa: TRY400 - no content in logs
            return PlainTextResponse("later", status_code=503)
        return PlainTextResponse("ok")

    return Starlette(routes=[Route(path, take, methods=["POST"])])


async def _read(request: Request) -> bytes | None:
    """The body, read no further than its limit; None beyond."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX_BYTES:
            return None
    return body


async def serve(settings: Webhook, receive: Receive) -> None:
    """Listens until it is cancelled; TLS is the proxy's. Raises CannotRunError on a taken port."""
    app = create_app(settings.path, settings.secret.get_secret_value(), receive)
    # Its own handlers would write past our filters.
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", lifespan="off", access_log=False
    )
    server = uvicorn.Server(config)
    with closing(_port(settings)) as listening:
        # Not `serve`, which would take away the signals that stop the bot in its order.
        serving = asyncio.create_task(server._serve([listening]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await asyncio.gather(serving, return_exceptions=True)


def _port(settings: Webhook) -> socket.socket:
    try:
        return socket.create_server((settings.host, settings.port))
    except OSError as error:
        sentence = f"The port of the webhook cannot be used ({error.strerror}): see [webhook]."
        raise CannotRunError(sentence) from error
