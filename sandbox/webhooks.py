"""Delivery to webhooks: one update after the other, with the secret, until each is taken."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.accounts import Bot, Webhook
from sandbox.delivery import drop_expired
from sandbox.messenger import Messenger

OnEmit = Callable[[str, Any], None]
RETRY_SECONDS = 1.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


@dataclass(slots=True)
class Webhooks:
    """One delivering task for each bot that has a webhook; `client` makes the requests."""

    messenger: Messenger
    client: httpx.AsyncClient | None = None
    on_emit: OnEmit | None = None
    retry_seconds: float = RETRY_SECONDS
    tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    def ensure(self, bot: Bot) -> None:
        """Start delivering if the bot wants it and nobody does."""
        task = self.tasks.get(bot.user_id)
        if bot.webhook and (task is None or task.done()):
            self.tasks[bot.user_id] = asyncio.create_task(self._deliver(bot))

    async def close(self) -> None:
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        self.tasks.clear()

    async def _deliver(self, bot: Bot) -> None:
        client = self.client or httpx.AsyncClient()
        while bot.webhook:
            await self.messenger.wait(lambda: bot.webhook is None or bool(bot.queue), 3600)
            drop_expired(self.messenger, bot)
            if bot.webhook and bot.queue and not await self._post(client, bot, bot.webhook):
                await asyncio.sleep(self.retry_seconds)

    async def _post(self, client: httpx.AsyncClient, bot: Bot, webhook: Webhook) -> bool:
        update = bot.queue[0]
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        body = {"update_id": update.id, update.kind: update.body}
        if self.on_emit:
            self.on_emit("Update", body)
        try:
            answer = await client.post(webhook.url, json=body, headers=headers)
            problem = "" if answer.is_success else f"Wrong response from the webhook: {answer}"
        except httpx.HTTPError as error:
            problem = type(error).__name__
        if problem:
            webhook.last_error, webhook.last_error_date = problem, self.messenger.clock.unix()
            return False
        if bot.queue and bot.queue[0] is update:
            bot.queue.pop(0)
            self.messenger.wake()
        return True
