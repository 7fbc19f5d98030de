"""The same application behind a real server on loopback."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from sandbox.messenger import Messenger
from sandbox.server import create_app
from tests.sandbox.fakes import TOKEN, Stage


@pytest.fixture
async def address(messenger: Messenger) -> AsyncIterator[str]:
    config = uvicorn.Config(create_app(messenger), port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/bot{TOKEN}"
    server.should_exit = True
    await serving


async def test_a_call_over_loopback(address: str) -> None:
    """Served as to people with the page."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = (await client.get(f"{address}/getMe")).json()
    assert answer["result"]["id"] == 123456


async def test_a_reset_breaks_the_connection(
    address: str, messenger: Messenger, stage: Stage
) -> None:
    """The answer never comes, although the message went out."""
    messenger.faults.reset_after("sendMessage")
    values = {"chat_id": stage.doctor.id, "text": "hello"}
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(f"{address}/sendMessage", data=values)
    assert stage.doctor.last().text == "hello"
