"""`medpics demo`: the local messenger, the real bot and a page, all on this computer."""

import asyncio
import contextlib
import shutil
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator
from pathlib import Path
from secrets import token_urlsafe

import uvicorn

from bot.app import Running, build
from bot.settings import Settings
from sandbox.cast import TOKEN, Cast, assemble, samples
from sandbox.messenger import Messenger
from sandbox.page import page_routes
from sandbox.server import create_app
from sandbox.story import story
from sandbox.tour import Tour

FOLDER = Path("demo")
HOST = "127.0.0.1"
# Slow enough to follow, quick enough not to be bored.
STEP_SECONDS = 1.5
# What a shell says of a program that Ctrl-C ended.
INTERRUPTED = 130


def main(*, once: bool, browser: bool, port: int) -> int:
    """Plays the tour; with `once` exits 0 only if every step happened, else stays open."""
    try:
        return asyncio.run(_demo(once=once, browser=browser, port=0 if once else port))
    except KeyboardInterrupt:
        return INTERRUPTED if once else 0


async def _demo(*, once: bool, browser: bool, port: int) -> int:
    folder = _fresh_folder()
    cast = assemble(Messenger())
    async with _page(cast, port) as address, _bot(cast, folder, address):
        if not once:
            say(f"The page: {address}  (pictures to drag in: {folder / 'samples'})")
            if browser:
                webbrowser.open(address)
        played = await _tour(cast, folder, 0.0 if once else STEP_SECONDS)
        if not once:
            say("Now it is yours: follow “what to try next” on the page. Ctrl-C ends the demo.")
            await _until_interrupted()
    return 0 if played or not once else 1


async def _tour(cast: Cast, folder: Path, seconds: float) -> bool:
    tour = Tour(cast, folder, say, lambda: asyncio.sleep(seconds))
    try:
        await tour.play()
    except AssertionError as error:
        say(f"✗ {error}")
        return False
    say(f"Before and after: {folder / 'before-after.jpg'}")
    return True


@contextlib.asynccontextmanager
async def _page(cast: Cast, port: int) -> AsyncIterator[str]:
    """Serves messenger and page on loopback; on another port when the wished one is taken."""
    ending = asyncio.Event()
    routes = page_routes(
        cast.messenger, panels=cast.panels, story=story(cast), closing=ending.is_set
    )
    app = create_app(cast.messenger, routes=list(routes))
    listening = _listen(port)
    config = uvicorn.Config(
        app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1, access_log=False
    )
    server = uvicorn.Server(config)
    # The demo ends by its own signals; uvicorn must not take them away.
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server._serve([listening]))
    try:
        yield f"http://{HOST}:{listening.getsockname()[1]}"
    finally:
        ending.set()
        server.should_exit = True
        await serving
        listening.close()


@contextlib.asynccontextmanager
async def _bot(cast: Cast, folder: Path, address: str) -> AsyncIterator[Running]:
    """The very bot that `medpics run` starts, told to talk to this computer."""
    settings = Settings.model_validate(
        {
            "language": "en",
            "telegram": {"token": TOKEN, "operators": [cast.operator.id], "base_url": address},
            # The data are thrown away at the next start, so the key is kept nowhere.
            "storage": {"folder": folder / "data", "master_key": token_urlsafe(32)},
            # The people of the tour never stop to think.
            "quotas": {"burst": 1000},
        }
    )
    running = await build(settings)
    try:
        await running.start()
        yield running
    finally:
        await running.stop()


def _listen(port: int) -> socket.socket:
    # Named, or asyncio leaves the socket slow: each answer would wait for 40 ms.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        say(f"Port {port} is taken; another one is used.")
        listening.bind((HOST, 0))
    return listening


def _fresh_folder() -> Path:
    """Every demo begins anew; what the last one left is thrown away."""
    shutil.rmtree(FOLDER / "data", ignore_errors=True)
    (FOLDER / "samples").mkdir(parents=True, exist_ok=True)
    for name, data in samples().items():
        (FOLDER / "samples" / name).write_bytes(data)
    return FOLDER


async def _until_interrupted() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()


def say(line: str) -> None:
    """The demo speaks to the person at the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
