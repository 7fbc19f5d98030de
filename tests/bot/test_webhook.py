"""The webhook: only who knows the secret is heard, only what is stored is acknowledged."""

import json
from collections.abc import Sequence

import httpx
import pytest

from bot.ears import Raw
from bot.webhook import BODY_MAX_BYTES, SECRET_HEADER, create_app

SECRET = "a-secret-of-twenty-four-letters"
UPDATE = b'{"update_id": 7, "message": {}, "something_new": 1}'


class Store:
    """Keeps what it is given, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.kept: list[Raw] = []
        self.error = error

    async def receive(self, updates: Sequence[Raw]) -> None:
        if self.error:
            raise self.error
        self.kept.extend(updates)


async def post(store: Store, body: bytes, secret: str | None = SECRET, path: str = "/t") -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret.encode()}
    transport = httpx.ASGITransport(create_app("/t", SECRET, store.receive))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return (await client.post(path, content=body, headers=headers)).status_code


async def test_an_update_is_stored_and_acknowledged() -> None:
    """Unknown fields come along."""
    store = Store()
    assert await post(store, UPDATE) == 200
    assert store.kept == [json.loads(UPDATE)]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "é" * 30])
async def test_without_the_secret_nothing_is_heard(secret: str | None) -> None:
    """And nothing is told, not even that there is a bot."""
    store = Store()
    assert await post(store, UPDATE, secret) == 404
    assert not store.kept


@pytest.mark.parametrize("error", [OSError(28, "no space"), RuntimeError("words")])
async def test_what_cannot_be_stored_is_not_acknowledged(
    caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """Whatever the reason, Telegram brings it again; what the error quotes is not logged."""
    assert await post(Store(error), UPDATE) == 503
    assert f"{type(error).__name__} at " in caplog.text
    assert "words" not in caplog.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"update_id": "7"}', b"{}", b"\xff"])
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    """It is not stored, and nothing breaks."""
    store = Store()
    assert await post(store, body) == 400
    assert not store.kept


async def test_a_large_body_is_not_read_to_its_end() -> None:
    """Memory is not a stranger's to spend, nor a secret's holder's."""
    store = Store()
    assert await post(store, b" " * (BODY_MAX_BYTES + 1)) == 413
    assert not store.kept


async def test_another_path_is_nobodys() -> None:
    """Only the configured path answers."""
    assert await post(Store(), UPDATE, path="/other") == 404
