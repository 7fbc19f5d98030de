"""Delivery to a webhook, in order, with the secret, until it is taken."""

import httpx
import pytest

from sandbox.messenger import Messenger
from sandbox.server import create_app
from sandbox.webhooks import SECRET_HEADER
from tests.sandbox.fakes import TOKEN, BotClient, Stage


class Receiver:
    """The bot's web server: takes updates, or fails the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.texts: list[str] = []
        self.secrets: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.failures:
            self.failures -= 1
            return httpx.Response(500)
        import json

        self.texts.append(json.loads(request.content)["message"]["text"])
        self.secrets.append(request.headers.get(SECRET_HEADER, ""))
        return httpx.Response(200)


@pytest.mark.parametrize("failures", [0, 1])
async def test_updates_are_delivered_in_order(messenger: Messenger, failures: int) -> None:
    """One that is not taken comes again before the next."""
    stage, receiver = Stage(messenger), Receiver(failures)
    client = httpx.AsyncClient(transport=httpx.MockTransport(receiver))
    app = create_app(messenger, webhook_client=client)
    app.state.webhooks.retry_seconds = 0
    async with client, BotClient(app, TOKEN) as bot:
        values = {"url": "https://bot.example/hook", "secret_token": "s3cret"}
        await bot.call("setWebhook", **values)
        stage.doctor.send_text("one")
        stage.doctor.send_text("two")
        await messenger.idle()
        info = await bot.call("getWebhookInfo")
        await app.state.webhooks.close()
    assert (receiver.texts, receiver.secrets) == (["one", "two"], ["s3cret"] * 2)
    assert ("last_error_message" in info) is bool(failures)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"url": "http://a.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://a.org:444"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://a.org", "secret_token": "no spaces"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://"}, "invalid webhook URL specified"),
    ],
)
async def test_wrong_webhooks(bot: BotClient, values: dict[str, str], reason: str) -> None:
    """Address and secret are checked."""
    assert await bot.refused("setWebhook", **values) == f"Bad Request: {reason}"
