"""Running: from the settings to a bot that listens, until it is stopped or cannot go on."""

import asyncio
import signal

from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.app import Running, build
from bot.check import startup_problems
from bot.command import CannotRunError
from bot.ears import TwoBotsError
from bot.settings import Settings
from bot.vault import master_key
from storage.lock import held

UNKNOWN_TOKEN = "Telegram does not know this token: take it from @BotFather again."  # noqa: S105 - a sentence
TWO_BOTS = (
    "Another copy of the bot listens with the same token: stop it, or take a new token from "
    "@BotFather, then start this one again."
)


async def run(settings: Settings) -> int:
    """Runs until SIGINT or SIGTERM; raises CannotRunError, or what the store raises."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    for problem in startup_problems(settings):
        raise CannotRunError(problem)
    # Without a key nothing is touched, not even the folder.
    master_key(settings.storage)
    with held(settings.storage.folder):
        await _run(await build(settings), stop)
    return 0


async def _run(running: Running, stop: asyncio.Event) -> None:
    try:
        await running.start()
        await _until(stop, running)
    except TwoBotsError as error:
        raise CannotRunError(TWO_BOTS) from error
    except InvalidToken as error:
        raise CannotRunError(UNKNOWN_TOKEN) from error
    except BadRequest as error:
        sentence = f"Telegram refused the start ({error.message}); run medpics check."
        raise CannotRunError(sentence) from error
    except NetworkError as error:
        sentence = "Telegram cannot be reached: check the network and telegram.base_url."
        raise CannotRunError(sentence) from error
    finally:
        await running.stop()


async def _until(stop: asyncio.Event, running: Running) -> None:
    """Returns when asked to stop; raises what ended the listening."""
    stopping = asyncio.create_task(stop.wait())
    listening = running.listening
    if listening is None:
        await stopping
        return
    await asyncio.wait({stopping, listening}, return_when=asyncio.FIRST_COMPLETED)
    if listening.done():
        stopping.cancel()
        await listening
