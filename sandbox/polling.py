"""Long polling: a request that waits for updates, and gives way to a newer one."""

import asyncio
from dataclasses import dataclass, field

from sandbox.messenger import Messenger
from sandbox.methods.registry import Call
from sandbox.methods.updates import LONGEST_POLL_SECONDS, GetUpdates, get_updates
from sandbox.model import JsonObject
from sandbox.refusal import OTHER_POLLER, WEBHOOK_ACTIVE, conflict


@dataclass(slots=True)
class Polling:
    """Who is polling for which bot; the latest request wins, as at Telegram."""

    messenger: Messenger
    turns: dict[int, int] = field(default_factory=dict)

    async def wait_for_updates(self, call: Call, params: GetUpdates) -> list[JsonObject]:
        """Updates, or none after the time-out; 409 while a webhook is set or another polls."""
        bot = call.bot
        if bot.webhook:
            raise conflict(WEBHOOK_ACTIVE)
        turn = self.turns.get(bot.user_id, 0) + 1
        self.turns[bot.user_id] = turn
        self.messenger.wake()
        updates = get_updates(call, params)
        timeout = min(max(params.timeout or 0, 0), LONGEST_POLL_SECONDS)
        if updates or not timeout:
            # Let other tasks run: a client that polls without waiting must not starve them.
            await asyncio.sleep(0)
            return updates

        def is_over() -> bool:
            changed = self.turns[bot.user_id] != turn
            return changed or bot.webhook is not None or bool(bot.queue)

        await self.messenger.wait(is_over, timeout)
        if self.turns[bot.user_id] != turn:
            raise conflict(OTHER_POLLER)
        if bot.webhook:
            raise conflict("terminated by setWebhook request")
        return get_updates(call, params)
