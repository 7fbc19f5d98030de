"""`medpics check`: everything that must be right before pictures arrive, and the remedy."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytesseract
import typer
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from anonymize import scratch, weights
from bot.app import ALLOWED_UPDATES, build
from bot.check_registry import registry_findings
from bot.finding import Finding
from bot.settings import Settings, Webhook
from handlers.context import Services
from handlers.places.upkeep import look
from handlers.texts import Texts
from moderation.post import MODERATION, Place
from moderation.upkeep import Defect, Flaw
from storage import places
from storage.failures import StorageError, explain
from storage.files import Files
from storage.master import MasterKeyError

# A day of originals of a busy group, and room for SQLite to breathe.
DISK_MIN_BYTES = 2 * 1024**3
# Reads French letters as words too; that is all it is asked.
LANGUAGE_READ = "eng"


async def run_checks(settings: Settings) -> int:
    """Prints every check; returns 0 when all are right, 1 otherwise."""
    findings = [Finding(problem, problem) for problem in startup_problems(settings)]
    if not findings:
        findings.append(Finding("weights, Tesseract, catalogues, disk and memory"))
    findings.append(_contact(settings.privacy.contact))
    findings += await registry_findings(settings)
    findings += [finding async for finding in _telegram(settings)]
    for finding in findings:
        typer.echo(f"{finding.mark}  {finding.what}")
        if finding.remedy and finding.remedy != finding.what:
            typer.echo(f"      {finding.remedy}")
    return 0 if all(finding.is_right for finding in findings) else 1


def _contact(contact: str) -> Finding:
    """Members and patients must be able to reach somebody who answers for the bot."""
    remedy = "Name who answers for the data: set privacy.contact."
    return Finding("privacy: a contact is named", None if contact.strip() else remedy)


def startup_problems(settings: Settings) -> list[str]:
    """What would keep the bot from masking or storing, one sentence each; no network needed."""
    checks: list[Callable[[], str | None]] = [
        lambda: _weights(settings.pictures.weights_folder),
        _tesseract,
        _catalogues,
        lambda: _disk(settings.storage.folder),
        _memory,
    ]
    return [problem for check in checks if (problem := check()) is not None]


def _weights(folder: Path | None) -> str | None:
    lacking = weights.missing(weights.folder(folder))
    return (
        f"Model weights are missing ({', '.join(lacking)}): run ./run setup." if lacking else None
    )


def _tesseract() -> str | None:
    try:
        languages = set(pytesseract.get_languages())
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError):
        return "Tesseract is not installed: run ./run setup."
    known = LANGUAGE_READ in languages
    return None if known else f"Tesseract lacks {LANGUAGE_READ}: run ./run setup."


def _catalogues() -> str | None:
    try:
        Texts()
    except FileNotFoundError:
        return "The translations are not compiled: run ./run setup."
    return None


def _disk(folder: Path) -> str | None:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if shutil.disk_usage(existing).free < DISK_MIN_BYTES:
        return f"Less than 2 GiB are free at {folder}: make room or move storage.folder."
    return None


def _memory() -> str | None:
    """Tesseract reads pictures from files, which must not reach a disk."""
    if scratch.memory() is None:
        return f"{scratch.MEMORY} is no folder in memory that can be written: mount a tmpfs there."
    return None


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    try:
        running = await build(settings)
    except MasterKeyError as error:
        yield Finding("master key", str(error))
        return
    except (OSError, StorageError) as error:
        yield Finding("database", explain(error) or f"It fails: {type(error).__name__}.")
        return
    try:
        yield await _sealed(running.services.files)
        async with running.app.bot as bot:
            yield Finding(f"token: this is @{bot.username}")
            yield await _updates(bot, settings.webhook)
            async for finding in _places(running.services):
                yield finding
    except InvalidToken:
        yield Finding("token", "Telegram does not know it: take it from @BotFather again.")
    except TelegramError as error:
        yield Finding(
            "Telegram", f"It does not answer ({type(error).__name__}): check the network."
        )
    finally:
        await running.close()


async def _sealed(files: Files) -> Finding:
    """Whether the master key opens what is stored, every single key of it."""
    what = f"master key {files.master_id}: it opens {await files.check_master()} private files"
    shut = await files.shut_keys()
    remedy = f"{shut} keys were altered: restore a backup of the database." if shut else None
    return Finding(what, remedy)


async def _updates(bot: Bot, webhook: Webhook | None) -> Finding:
    """A webhook set elsewhere would starve polling; what is remembered may lack what we need."""
    info = await bot.get_webhook_info()
    if webhook is not None:
        return _brought(info, webhook)
    if info.url:
        return Finding("updates", "A webhook is set for this token: another copy is in use.")
    # Empty means the default set, which leaves out who joins and who leaves.
    remembered = set(info.allowed_updates or ())
    lacking = set(ALLOWED_UPDATES) - remembered
    what = "updates: long polling, all kinds asked for"
    return Finding(
        what, f"Start the bot once to ask for {', '.join(lacking)}." if lacking else None
    )


def _brought(info: WebhookInfo, webhook: Webhook) -> Finding:
    if info.url != webhook.url:
        return Finding("updates", "The webhook is not set yet: start the bot once.")
    if info.last_error_message:
        return Finding("updates", "Telegram cannot bring them: look at the reverse proxy.")
    return Finding("updates: by webhook")


async def _places(services: Services) -> AsyncIterator[Finding]:
    bound = await places.everywhere(services.database.reader)
    duties = {place.duty for place in bound}
    if MODERATION not in duties:
        yield Finding("moderation", "No group is bound: write /bind moderation in it.")
    if not duties - {MODERATION}:
        yield Finding("channels", "No channel is bound: write /bind dermatology in one.")
    for place in bound:
        for finding in await _place(services, place):
            yield finding


async def _place(services: Services, place: Place) -> list[Finding]:
    what = f"{place.duty}: “{place.title}”"
    defects = await look(services, place)
    if not defects:
        return [Finding(what)]
    return [
        Finding(what, _remedy(place, defect), is_warning=not defect.is_pausing)
        for defect in sorted(defects)
    ]


def _remedy(place: Place, defect: Defect) -> str:
    editors, _space, posters = defect.detail.partition(" ")
    remedies = {
        Flaw.GONE: "Give the bot there: member.",
        Flaw.RIGHTS: f"Give the bot there: {defect.detail}.",
        Flaw.UNLINKED: f"Its discussion group changed: repeat /bind {place.duty} there.",
        Flaw.TALK_GONE: "Give the bot in its discussion group: member.",
        Flaw.TALK_RIGHTS: f"Give the bot in its discussion group: {defect.detail}.",
        Flaw.LINKED: f"Its discussion group is new: repeat /bind {place.duty} there.",
        Flaw.WRITERS: (
            f"Besides the owner, {editors} administrators can edit posts and {posters} can write "
            "some: take these rights from them, because no bot is told of such changes."
        ),
        Flaw.HISTORY: "New members can read the earlier history: hide it from them.",
        Flaw.MEDIA: (
            "Members may send media or link previews where cases are discussed: repeat "
            f"/bind {place.duty} there."
        ),
    }
    return remedies[defect.flaw]
