"""Leaks beside the bot's own log: commands that meet damage, and the webhook's server."""

import asyncio
import logging
import os
import socket
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing

import httpx
import pytest
from starlette.requests import Request

from bot import webhook
from bot.ears import Raw
from bot.settings import Webhook
from tests.house import ROOT
from tests.journeys.clinic import TOKEN, Clinic
from tests.journeys.marked import CAPTION, QUESTION, Ruler, ruler, watched
from tests.storage.examples import KEY_TEXT

__all__ = ["ruler", "watched"]

SECRET = "a-secret-of-twenty-four-letters"


def damage(clinic: Clinic) -> None:
    """Words that cannot be read: whoever tries gets them back in an error."""
    with closing(sqlite3.connect(clinic.settings.storage.folder / "medpics.sqlite")) as database:
        sql = "UPDATE medical_case SET question = CAST(x'ff' || CAST(? AS BLOB) AS TEXT)"
        database.execute(sql, (QUESTION,))
        database.commit()


async def test_a_backup_of_a_damaged_database(watched: Clinic, ruler: Ruler) -> None:
    """It ends with a sentence, and with none of the words."""
    await watched.submit()
    await watched.settle()
    await watched.stop()
    damage(watched)
    folder = watched.settings.storage.folder
    config = folder.parent / "config.toml"
    config.write_text(f'[telegram]\noperators = [1]\n[storage]\nfolder = "{folder}"\n')
    secrets = {"MEDPICS_STORAGE__MASTER_KEY": KEY_TEXT, "MEDPICS_TELEGRAM__TOKEN": TOKEN}
    command = ["backup", str(folder.parent / "x.backup"), "--config", str(config)]
    ended = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *command, cwd=ROOT, env=os.environ | secrets
    )
    assert await ended.wait() == 1
    assert b"The database is damaged" in ruler.read()
    await watched.start()


@pytest.fixture
def _of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that serves nothing else: other tests' servers set up uvicorn's own log."""
    for name in ("uvicorn", "uvicorn.error"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)


@pytest.mark.usefixtures("_of_its_own")
@pytest.mark.parametrize("where", ["receiving", "reading"])
async def test_a_webhook_that_breaks(
    watched: Clinic, ruler: Ruler, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Whether storing fails, or what stands around it: the server's own report is filtered."""

    async def receive(updates: Sequence[Raw]) -> None:
        raise RuntimeError(f"{CAPTION} {TOKEN} {updates}")

    async def read(_request: Request) -> bytes:
        raise RuntimeError(f"{CAPTION} {TOKEN}")

    if where == "reading":
        monkeypatch.setattr(webhook, "_read", read)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = Webhook(url="https://example.org/hook", secret=SECRET, port=port)
    serving = asyncio.create_task(webhook.serve(settings, receive))
    status = await brought(f"http://127.0.0.1:{port}/hook")
    # The server answers before it writes down why.
    async with asyncio.timeout(10):
        while b"RuntimeError at " not in ruler.read():
            await asyncio.sleep(0.01)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert status == {"receiving": 503, "reading": 500}[where]


async def brought(address: str) -> int:
    """What the server answers to an update, as soon as it listens."""
    update = {"update_id": 1, "message": {"text": CAPTION}}
    async with httpx.AsyncClient() as client:
        while True:
            try:
                headers = {webhook.SECRET_HEADER: SECRET}
                return (await client.post(address, json=update, headers=headers)).status_code
            except httpx.ConnectError:
                await asyncio.sleep(0.01)
