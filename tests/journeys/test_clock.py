"""The clock of the bot's machine jumps by a day: nothing is purged absurdly or goes round."""

from datetime import datetime, timedelta

import pytest

from moderation.case import CaseState
from storage import audit, cases, pictures
from tests.journeys.applying import apply
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture

DAY = timedelta(days=1)
JUMPS = (-DAY, DAY)


def jump(clinic: Clinic, by: timedelta) -> None:
    """The bot's machine alone; Telegram and its people go on as before."""
    clock = clinic.messenger.clock

    def jumped() -> datetime:
        return clock.now() + by

    clinic.bot.services.clock = jumped


async def state(clinic: Clinic) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    return case.state


async def originals(clinic: Clinic) -> list[str]:
    rows = await pictures.of_case(clinic.bot.services.database.reader, 1)
    return [row.original for row in rows if row.original]


@pytest.mark.parametrize("by", JUMPS)
async def test_a_waiting_case_is_decided_all_the_same(clinic: Clinic, by: timedelta) -> None:
    """Sent before the jump, swept, approved and published after it, posted once."""
    await clinic.submit()
    jump(clinic, by)
    await clinic.sweep()
    await clinic.sweep()
    assert await state(clinic) is CaseState.SUBMITTED
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    jump(clinic, timedelta())
    await clinic.sweep()
    assert len(clinic.operator.sees(clinic.channel)) == 1
    assert (await audit.check(clinic.bot.services.database.reader)).broken is None


@pytest.mark.parametrize("by", JUMPS)
async def test_an_application_is_decided_all_the_same(clinic: Clinic, by: timedelta) -> None:
    """A week for evidence does not end by a day's jump."""
    await apply(clinic, clinic.stranger)
    jump(clinic, by)
    await clinic.sweep()
    assert len(clinic.files()) == 1
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    await clinic.stranger.expect("You are in")


async def test_back_by_a_day_purges_nothing_early(clinic: Clinic) -> None:
    """What was just sent lies in the time to come: it stays, and goes a day late at most."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()
    await clinic.settle()
    jump(clinic, -DAY)
    await clinic.sweep()
    assert await state(clinic) is CaseState.DRAFT
    assert len(await originals(clinic)) == 1
    clinic.messenger.clock.advance(DAY.total_seconds() + 3600)
    await clinic.sweep()
    assert len(await originals(clinic)) == 1
    clinic.messenger.clock.advance(DAY.total_seconds())
    await clinic.sweep()
    assert not clinic.files()


async def test_back_for_a_moment_costs_nothing(clinic: Clinic) -> None:
    """Mended before the day is over, everything goes when it would have gone."""
    await clinic.submit()
    jump(clinic, -DAY)
    await clinic.sweep()
    jump(clinic, timedelta())
    await clinic.sweep()
    assert len(await originals(clinic)) == 1
    clinic.messenger.clock.advance(DAY.total_seconds() + 60)
    await clinic.sweep()
    assert not await originals(clinic)


async def test_forward_by_a_day_is_a_day(clinic: Clinic) -> None:
    """Originals go, for nobody can know that it was no day; what waits stays as it is masked."""
    await clinic.submit()
    jump(clinic, DAY)
    await clinic.sweep()
    jump(clinic, timedelta())
    await clinic.sweep()
    assert not await originals(clinic)
    assert await state(clinic) is CaseState.SUBMITTED
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


@pytest.mark.parametrize("by", JUMPS)
async def test_no_year_of_the_trail_is_lost_in_a_day(clinic: Clinic, by: timedelta) -> None:
    """A row that is 364 days old goes a day early at most, one of today stays."""
    await clinic.submit()
    jump(clinic, by)
    await clinic.sweep()
    assert await audit.trail(clinic.bot.services.database.reader, "case 1")


async def test_the_heart_beats_as_long_as_the_bot_runs(clinic: Clinic) -> None:
    """Sweeps and the daily check are its own, so a clock set back does not end them."""
    running = clinic.bot
    assert running.beating is not None
    assert not running.beating.done()
    assert running.app.job_queue is not None
    assert {job.name for job in running.app.job_queue.jobs()} == {"sweep", "stock"}
    await clinic.stop()
    assert running.beating.done()
