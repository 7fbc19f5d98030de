"""The web page of the messenger: its files, what each person sees as JSON, changes as a stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sandbox.messenger import Messenger
from sandbox.model import JsonObject
from sandbox.page_actions import ActError, perform
from sandbox.page_view import chat_list, chat_page
from sandbox.people import Person

WEB = Path(__file__).parent / "web"
HEARTBEAT_SECONDS = 1.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

Words = str | Mapping[str, str]
"""A text for the page: one string, or one per language as {"en": ..., "fr": ...}."""

Endpoint = Callable[["_Page", Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One column: whose it is, which chat it opens with (None: the one with the bot)."""

    person: Person
    chat: int | None = None
    heading: Words = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the story; `done` is asked whenever something changes."""

    title: Words
    text: Words
    done: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Page:
    messenger: Messenger
    title: str
    panels: Sequence[Panel]
    story: Sequence[Step]
    closing: Callable[[], bool]


def page_routes(
    messenger: Messenger,
    *,
    title: str = "MedPics",
    panels: Sequence[Panel] = (),
    story: Sequence[Step] = (),
    closing: Callable[[], bool] = lambda: False,
) -> list[BaseRoute]:
    """Routes to mount at the root; `panels` and `story` are read anew at every request.

    The stream of changes never ends by itself and would keep a server from stopping: it ends
    within a second once `closing` says so (`lambda: server.should_exit` for uvicorn).

    Every request must name this computer as its host, and every act must come from the page
    itself: a foreign web page can then neither read the chats nor act in them.
    """
    page = _Page(messenger, title, panels, story, closing)
    table: list[tuple[str, str, Endpoint]] = [
        ("/", "GET", _index),
        ("/web/{name}", "GET", _asset),
        ("/page/world", "GET", _world),
        ("/page/events", "GET", _events),
        ("/page/media/{file_id}", "GET", _media),
        ("/page/people/{person:int}/chats", "GET", _chats),
        ("/page/people/{person:int}/chats/{chat}", "GET", _chat),
        ("/page/people/{person:int}/do/{action}", "POST", _do),
    ]
    return [Route(path, _guarded(page, act), methods=[verb]) for path, verb, act in table]


def _guarded(page: _Page, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        if reason := _foreign(request):
            return JSONResponse({"error": reason}, 403)
        try:
            response = await endpoint(page, request)
        except (ActError, ValueError) as error:
            response = JSONResponse({"error": str(error)}, 400)
        except (KeyError, HTTPException):
            response = JSONResponse({"error": "there is no such thing here"}, 404)
        response.headers.update(_HEADERS)
        return response

    return guarded


def _foreign(request: Request) -> str:
    """Why this request is not from this computer's own page; empty when it is."""
    host = request.headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return "the page is served to this computer only"
    if (
        request.method != "GET"
        and request.headers.get("origin") != f"{request.url.scheme}://{host}"
    ):
        return "only the page itself may act"
    return ""


async def _index(_: _Page, __: Request) -> Response:
    return FileResponse(WEB / "index.html", media_type="text/html")


async def _asset(_: _Page, request: Request) -> Response:
    path = WEB / request.path_params["name"]
    if path.parent != WEB or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES.get(path.suffix))


async def _world(page: _Page, _: Request) -> Response:
    users = page.messenger.world.users.values()
    people = [user for user in users if not user.is_bot]
    panels = page.panels or [Panel(page.messenger.person(user.id)) for user in people]
    return JSONResponse(
        {
            "title": page.title,
            "people": [{"id": user.id, "name": user.full_name} for user in people],
            "panels": [
                {"person": x.person.id, "chat": x.chat or x.person.id, "heading": x.heading}
                for x in panels
            ],
            "story": [{"title": x.title, "text": x.text, "done": x.done()} for x in page.story],
        }
    )


def _person(page: _Page, request: Request) -> Person:
    return page.messenger.person(request.path_params["person"])


async def _chats(page: _Page, request: Request) -> Response:
    return JSONResponse(chat_list(page.messenger, _person(page, request)))


async def _chat(page: _Page, request: Request) -> Response:
    person, chat = _person(page, request), int(request.path_params["chat"])
    return JSONResponse(chat_page(page.messenger, person, chat))


async def _media(page: _Page, request: Request) -> Response:
    """The bytes of a file; only raster pictures are told to be such, so nothing can run here."""
    stored = page.messenger.world.files[request.path_params["file_id"]]
    data = page.messenger.blobs[stored.unique_id]
    kind = next((kind for head, kind in _RASTER.items() if data.startswith(head)), None)
    response = Response(data, media_type=kind or "application/octet-stream")
    if kind is None:
        response.headers["Content-Disposition"] = "attachment"
    return response


_RASTER = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


async def _do(page: _Page, request: Request) -> Response:
    fields, files = await _posted(request)
    action = request.path_params["action"]
    answer = await perform(page.messenger, _person(page, request), action, fields, files)
    return JSONResponse(answer)


async def _posted(request: Request) -> tuple[JsonObject, list[tuple[str, bytes]]]:
    """The fields of an act and its files as (name, bytes)."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return _fields(await request.body()), []
    async with request.form(max_files=10, max_part_size=60 * 1024 * 1024) as form:
        uploads = [part for part in form.getlist("files") if not isinstance(part, str)]
        files = [(part.filename or "file", await part.read()) for part in uploads]
        return _fields(str(form.get("fields", "{}"))), files


def _fields(body: str | bytes) -> JsonObject:
    fields = json.loads(body)
    if not isinstance(fields, dict):
        raise ActError("an act is a JSON object")
    return fields


async def _events(page: _Page, _: Request) -> Response:
    stream = changes(page.messenger, closing=page.closing)
    return StreamingResponse(stream, media_type="text/event-stream")


async def changes(
    messenger: Messenger,
    *,
    heartbeat: float = HEARTBEAT_SECONDS,
    closing: Callable[[], bool] = lambda: False,
) -> AsyncIterator[str]:
    """Server-sent events: `change` with a chat's id; a comment every `heartbeat` seconds."""
    with messenger.subscribe() as subscription:
        yield "retry: 1000\n\n"
        following = partial(anext, aiter(subscription))
        waiting = asyncio.ensure_future(following())
        try:
            while not closing():
                done, _ = await asyncio.wait({waiting}, timeout=heartbeat)
                if not done:
                    yield ": still here\n\n"
                    continue
                yield f"event: change\ndata: {json.dumps({'chat': waiting.result()})}\n\n"
                waiting = asyncio.ensure_future(following())
        finally:
            waiting.cancel()
