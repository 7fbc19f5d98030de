"""`medpics backup` and `medpics restore`: what a person reads of it, and who else is told."""

from datetime import datetime
from pathlib import Path

import typer

from bot.settings import Settings
from handlers.texts import Texts
from moderation.post import MODERATION
from storage import backup as writing
from storage import members, outbox, places
from storage import restore as restoring
from storage.aftermath import Aftermath
from storage.database import Database
from storage.outbox import Kind, Letter


async def backup(settings: Settings, target: Path, now: datetime) -> int:
    """Writes a backup beside a running bot; raises StorageError."""
    contents = await writing.write(settings.storage.folder, target, now)
    rows = contents.rows
    typer.echo(
        f"{target}: {rows['member']} members, {rows['medical_case']} cases, {contents.files} "
        f"files of masked pictures ({contents.file_bytes / 1e6:.1f} MB), proven whole."
    )
    if contents.lacking:
        typer.echo(f"{contents.lacking} files were missing before: look into the log of the bot.")
    if contents.head:
        typer.echo(f"Head of the audit trail: {contents.head}")
    return 0


async def restore(settings: Settings, source: Path, now: datetime) -> int:
    """Restores into an empty storage folder; raises StorageError."""
    texts, house = Texts(), settings.storage.folder
    _ = texts.of(settings.language).say
    reason = _("A picture was lost on the bot's server; please send it once more.")

    async def finish(database: Database, aftermath: Aftermath) -> None:
        await _tell(database, texts, settings.language, aftermath, now)

    contents, aftermath = await restoring.restore(source, house, now, reason, finish)
    typer.echo(
        f"{house} is as it was at {contents.at:%Y-%m-%d %H:%M} UTC: {aftermath.waiting} cases "
        f"wait, {len(aftermath.applicants)} applicants are asked for their card again, "
        f"{len(aftermath.lost)} cases lost a picture."
    )
    typer.echo("Now follow “After a restore” in docs/operators.md, then start the bot.")
    return 0


async def _tell(
    database: Database, texts: Texts, language: str, aftermath: Aftermath, now: datetime
) -> None:
    """Letters to whom it concerns, said at the next start."""
    place = await places.of_duty(database.reader, MODERATION)
    if place is not None:
        _ = texts.of(language).say
        text = _(
            "♻️ I was restored from a backup of {at} UTC, and know nothing of what happened "
            "since. Cases that waited then are shown anew. Delete by hand what was posted in the "
            "channels since; before I post a case I ask you whether it is there. Please repeat "
            "what else you decided since: withdrawals, take-downs, refusals."
        )
        text = text.format(at=f"{aftermath.at:%Y-%m-%d %H:%M}")
        await _say(database, place.chat_id, text, now, place.thread_id)
    for member_id in aftermath.applicants:
        _ = texts.of(await _language(database, member_id, language)).say
        text = _(
            "The photo of your card was lost on my side, before anybody decided. Please send it "
            "once more; then the moderators go on."
        )
        await _say(database, member_id, text, now)
    for case_id, author_id in aftermath.lost:
        _ = texts.of(await _language(database, author_id, language)).say
        text = _(
            "A picture of case {number} was lost on my side. Take the case up with /cases, remove "
            "that picture there, and send it once more."
        )
        await _say(database, author_id, text.format(number=f"MP-{case_id:05d}"), now)


async def _language(database: Database, member_id: int, fallback: str) -> str:
    member = await members.load(database.reader, member_id)
    return member.language if member else fallback


async def _say(
    database: Database, chat_id: int, text: str, now: datetime, thread_id: int | None = None
) -> None:
    content = {"text": text, "markup": None, "reply_to": None, "thread_id": thread_id}
    async with database.transaction() as tx:
        await outbox.add(tx, Letter(Kind.SAY, chat_id, chat_id, content=content), now)
