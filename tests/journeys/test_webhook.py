"""Webhook: Telegram brings the updates, and nothing of them is lost or done twice."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx

from bot.app import ALLOWED_UPDATES
from bot.ears import Raw
from bot.webhook import create_app
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture

SECRET = "a-secret-of-twenty-four-letters"


@asynccontextmanager
async def brought(clinic: Clinic) -> AsyncIterator[list[int]]:
    """Updates come by webhook; yields their numbers, those included that come once more."""
    numbers: list[int] = []
    bot = clinic.bot

    async def receive(updates: Sequence[Raw]) -> None:
        numbers.extend(update["update_id"] for update in updates)
        if len(numbers) == 1:
            raise OSError("the disk is full")
        await bot.inbox.receive(updates)

    assert bot.listening is not None
    assert clinic.webhooks is not None
    bot.listening.cancel()
    await asyncio.gather(bot.listening, return_exceptions=True)
    transport = httpx.ASGITransport(create_app("/telegram", SECRET, receive))
    async with httpx.AsyncClient(transport=transport) as client:
        clinic.webhooks.client, clinic.webhooks.retry_seconds = client, 0.01
        await bot.bot.set_webhook(
            "https://bot.example.org/telegram",
            secret_token=SECRET,
            allowed_updates=list(ALLOWED_UPDATES),
        )
        yield numbers
        await bot.bot.delete_webhook()
        await clinic.webhooks.close()


async def test_a_case_by_webhook(clinic: Clinic) -> None:
    """From picture to post; what could not be stored is brought again, and handled once."""
    async with brought(clinic) as numbers:
        clinic.doctor.send_photo(picture(MAGENTA, CYAN), caption="What is it?")
        await clinic.preview()
        await clinic.fill()
        await clinic.doctor.press("Send to the moderators")
        await clinic.moderator.expect("Case MP-00001", clinic.moderators)
        await clinic.approve(clinic.moderator)
        await clinic.doctor.expect("is published")
        assert numbers[0] == numbers[1]
        assert len(set(numbers)) == len(numbers) - 1
