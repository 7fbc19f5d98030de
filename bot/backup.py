"""`medpics backup` and `medpics restore`: what a person reads of it, and who else is told."""

from datetime import datetime
from pathlib import Path

import typer

from bot.losses import language_of, say, tell_people
from bot.settings import Settings
from handlers.submission.confirming import choices, question
from handlers.texts import Texts
from moderation.post import MODERATION
from storage import backup as writing
from storage import places
from storage import restore as restoring
from storage.aftermath import Aftermath
from storage.database import Database, Transaction
from storage.losses import Losses


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
        async with database.transaction() as tx:
            await _tell_moderators(tx, texts, settings.language, aftermath.at, now)
            losses = Losses(aftermath.applicants, aftermath.lost)
            await tell_people(tx, texts, settings.language, losses, now)
            await _ask_authors(tx, texts, settings.language, aftermath, now)

    contents, aftermath = await restoring.restore(source, house, now, reason, finish)
    typer.echo(
        f"{house} is as it was at {contents.at:%Y-%m-%d %H:%M} UTC: {aftermath.waiting} cases "
        f"wait, {len(aftermath.applicants)} applicants are asked for their card again, "
        f"{len(aftermath.lost)} cases lost a picture, {len(aftermath.unconfirmed)} authors are "
        "asked whether their case is still to go on."
    )
    typer.echo("Now follow “After a restore” in docs/operators.md, then start the bot.")
    return 0


async def _ask_authors(
    tx: Transaction, texts: Texts, language: str, aftermath: Aftermath, now: datetime
) -> None:
    """What was withdrawn since the backup must not come true again by itself."""
    for case_id, author_id, revision, state in aftermath.unconfirmed:
        _ = texts.of(await language_of(tx, author_id, language)).say
        text = question(_, case_id, state, aftermath.at)
        await say(tx, author_id, text, now, markup=choices(_, case_id, revision))


async def _tell_moderators(
    tx: Transaction, texts: Texts, language: str, at: datetime, now: datetime
) -> None:
    """at: of the backup."""
    place = await places.of_duty(tx, MODERATION)
    if place is not None:
        _ = texts.of(language).say
        text = _(
            "♻️ I was restored from a backup of {at} UTC, and know nothing of what happened "
            "since. Cases that waited then are shown anew, each once its author says that it is "
            "still to go on. Delete by hand what was posted in the channels since; before I post "
            "a case I ask you whether it is there. Please repeat what else you decided since: "
            "withdrawals, take-downs, refusals."
        )
        text = text.format(at=f"{at:%Y-%m-%d %H:%M}")
        await say(tx, place.chat_id, text, now, place.thread_id)
