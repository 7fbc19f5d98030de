"""Retention: nothing is kept longer than was promised; the folder of private files is counted."""

import os

from moderation.case import CaseState
from storage import applications, audit, cases, pictures
from storage.files import Purpose
from tests.journeys.applying import apply
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture

HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY


async def rows(clinic: Clinic) -> list[pictures.Picture]:
    return await pictures.of_case(clinic.bot.services.database.reader, 1, every=True)


async def state(clinic: Clinic) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    return case.state


async def draft(clinic: Clinic) -> None:
    clinic.doctor.send_album([picture(MAGENTA), picture(CYAN)], caption="?")
    await clinic.preview()
    await clinic.settle()


async def test_a_draft_keeps_three_files_a_picture(clinic: Clinic) -> None:
    """Original, masked, preview, and no other; the rows name exactly what is on the disk."""
    await draft(clinic)
    named = {key for row in await rows(clinic) for key in (row.original, row.masked, row.preview)}
    assert clinic.files() == named
    assert len(named) == 6


async def test_a_forgotten_draft_is_discarded(clinic: Clinic) -> None:
    """Before its day is over it stays, afterwards nothing of it does."""
    await draft(clinic)
    clinic.messenger.clock.advance(DAY - HOUR)
    await clinic.sweep()
    assert len(clinic.files()) == 6
    clinic.messenger.clock.advance(HOUR + 60)
    await clinic.sweep()
    assert await state(clinic) is CaseState.DISCARDED
    assert not clinic.files()


async def test_originals_go_after_a_day_undecided(clinic: Clinic) -> None:
    """Moderators were slow: the original goes, the masked picture can still be approved."""
    await clinic.submit()
    clinic.messenger.clock.advance(DAY + 60)
    await clinic.sweep()
    [row] = await rows(clinic)
    assert row.original is None
    assert clinic.files() == {row.masked, row.preview}
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_changes_do_not_prolong_an_original(clinic: Clinic) -> None:
    """Asked for changes within the day: what is counted is when the picture came."""
    await clinic.submit()
    clinic.messenger.clock.advance(DAY - HOUR)
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.moderator.press("The question is not clear", chat=clinic.moderators)
    await clinic.doctor.press("Revise")
    await clinic.preview()
    clinic.messenger.clock.advance(HOUR + 60)
    await clinic.sweep()
    [row] = await rows(clinic)
    assert row.original is None
    assert clinic.files() == {row.masked, row.preview}
    answer = await clinic.doctor.press("Show #1")
    assert "no longer kept" in answer.text


async def test_after_publication_no_original_is_left(clinic: Clinic) -> None:
    """Nor its preview, with outlines; the masked picture stays for as long as the post does."""
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    [row] = await rows(clinic)
    assert (row.original, row.preview) == (None, None)
    assert clinic.files() == {row.masked}


async def test_after_a_rejection_no_original_is_left(clinic: Clinic) -> None:
    """Rejected cases may be revised, from the masked picture."""
    await clinic.submit()
    await clinic.moderator.press("Reject", chat=clinic.moderators)
    await clinic.moderator.press("This is not a medical case", chat=clinic.moderators)
    [row] = await rows(clinic)
    assert row.original is None
    assert clinic.files() == {row.masked, row.preview}


async def test_evidence_goes_after_a_week_undecided(clinic: Clinic) -> None:
    """Nobody decided: the photo goes all the same, from the disk and from the group."""
    card = await apply(clinic, clinic.stranger)
    clinic.messenger.clock.advance(7 * DAY - HOUR)
    await clinic.sweep()
    assert len(clinic.files()) == 1
    clinic.messenger.clock.advance(HOUR + 60)
    await clinic.sweep()
    assert not clinic.files()
    reader = clinic.bot.services.database.reader
    kept = await applications.latest(reader, clinic.stranger.id)
    assert kept is not None
    assert kept.evidence is None
    assert card.reply_to not in {m.id for m in clinic.moderator.sees(clinic.moderators)}


async def test_strays_are_swept(clinic: Clinic) -> None:
    """A file that a crash left without a row goes after an hour; files with a row stay."""
    await draft(clinic)
    known = clinic.files()
    key = await clinic.bot.services.files.put(b"left by a crash", Purpose.ORIGINAL)
    await clinic.sweep()
    assert clinic.files() == known | {key}
    clinic.messenger.clock.advance(HOUR + 60)
    await clinic.sweep()
    assert clinic.files() == known


async def test_private_files_are_the_owners_only(clinic: Clinic) -> None:
    """Neither group nor others may read the folder or a file of it."""
    await draft(clinic)
    folder = clinic.settings.storage.folder / "files"
    assert folder.stat().st_mode & 0o077 == 0
    assert not any(os.stat(folder / name).st_mode & 0o077 for name in clinic.files())  # noqa: PTH116 - one call, one mode


async def test_sweeping_twice_is_harmless(clinic: Clinic) -> None:
    """Two sweeps at once, a day later, end as one would."""
    await draft(clinic)
    clinic.messenger.clock.advance(2 * DAY)
    await clinic.sweep()
    await clinic.sweep()
    assert await state(clinic) is CaseState.DISCARDED
    assert not clinic.files()


async def test_the_audit_trail_goes_after_a_year(clinic: Clinic) -> None:
    """Row by row as its year ends; what is left can still be checked."""
    await clinic.submit()
    clinic.messenger.clock.advance(YEAR - DAY)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    database = clinic.bot.services.database
    await clinic.sweep()
    before = await audit.check(database.reader)
    clinic.messenger.clock.advance(DAY + 60)
    await clinic.sweep()
    kept = [row["action"] for row in await audit.trail(database.reader, "case 1")]
    report = await audit.check(database.reader)
    assert kept == ["approve", "purge", "publish"]
    assert (before.broken, before.cut, report.broken) == (None, 0, None)
    assert report.cut + report.rows == before.rows


async def test_a_lapsed_draft_is_on_the_trail(clinic: Clinic) -> None:
    """The bot itself threw it away: nobody's name stands there, but that it happened."""
    await draft(clinic)
    clinic.messenger.clock.advance(DAY + 60)
    await clinic.sweep()
    rows = await audit.trail(clinic.bot.services.database.reader, "case 1")
    told = [(row["action"], row["actor_id"]) for row in rows]
    assert told == [("purge", None), ("discard", None), ("purge", None)]
