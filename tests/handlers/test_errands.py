"""Errands: one of each kind and subject at a time, tried again, and never inside a transaction."""

import asyncio
from contextlib import suppress
from contextvars import ContextVar

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut

from handlers.context import Services
from handlers.errands import TRIES_MAX, Errands
from storage import members
from storage.files import Purpose
from tests.handlers.scenes import folder, no_time, settled
from tests.moderation.examples import AUTHOR, NOW

UPDATE: ContextVar[str | None] = ContextVar("update", default=None)


class Work:
    """Does something whenever it is asked to, as soon as its gate is open, and fails on demand."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.begun = self.done = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def act(self) -> None:
        self.begun += 1
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.done += 1


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def errands(waited: list[float]) -> Errands:
    async def pause(seconds: float) -> None:
        waited.append(seconds)
        await no_time(seconds)

    return Errands(pause)


async def turns() -> None:
    """Lets every task go as far as it can."""
    for _turn in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("error", [ValueError("words"), TimedOut(), Forbidden("no")])
async def test_a_guarded_thing_keeps_nothing_from_the_rest(
    errands: Errands, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """It is logged without its words; what is no refusal of Telegram's goes to the alarm."""
    heard: list[Exception] = []

    async def alarm(fault: Exception) -> None:
        heard.append(fault)

    errands.alarm = alarm
    work = Work(error)
    assert await errands.guard(work.act()) is None
    assert heard == ([error] if isinstance(error, ValueError) else [])
    assert type(error).__name__ in caplog.text
    assert "words" not in caplog.text
    await errands.guard(work.act())
    assert work.done == 1


async def test_one_of_each_kind_and_subject_runs(errands: Errands) -> None:
    """Asked for three times before it began, it is done once and once more."""
    work, other, beside = Work(), Work(), Work()
    for _time in range(3):
        errands.run("card", 1, work.act)
    errands.run("card", 2, other.act)
    errands.run("post", 1, beside.act)
    await errands.finish()
    assert [each.done for each in (work, other, beside)] == [2, 1, 1]


async def test_what_is_asked_for_meanwhile_is_done_after_it(errands: Errands) -> None:
    """It may have looked already; the latest request counts, and never two at a time."""
    first, second, last = Work(), Work(), Work()
    first.gate.clear()
    errands.run("card", 1, first.act)
    await turns()
    errands.run("card", 1, second.act)
    errands.run("card", 1, last.act)
    await turns()
    assert (first.begun, last.begun) == (1, 0)
    first.gate.set()
    await errands.finish()
    assert [each.done for each in (first, second, last)] == [1, 0, 1]


async def test_an_errand_asked_for_again_after_its_end_runs_again(errands: Errands) -> None:
    """Nothing of the first is remembered."""
    work = Work()
    for _time in range(2):
        errands.run("card", 1, work.act)
        await errands.finish()
    assert work.done == 2
    assert errands.are_done


async def test_a_broken_way_is_tried_again(errands: Errands, waited: list[float]) -> None:
    """Each time after a longer wait."""
    work = Work(TimedOut(), NetworkError("reset"), TimedOut())
    errands.run("card", 1, work.act)
    await errands.finish()
    assert (work.begun, work.done) == (4, 1)
    assert waited == [1, 2, 4]


async def test_tries_come_to_an_end(errands: Errands, caplog: pytest.LogCaptureFixture) -> None:
    """The database remembers: the next sweep goes on."""
    work = Work(*[TimedOut()] * 99)
    errands.run("card", 1, work.act)
    await errands.finish()
    assert work.begun == TRIES_MAX
    assert "card is left to the next sweep" in caplog.text


@pytest.mark.parametrize("error", [BadRequest("no"), Forbidden("no"), ValueError("Mrs Martin")])
async def test_what_would_fail_again_is_not_tried_again(
    errands: Errands, waited: list[float], caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """A refusal or a fault of ours; the log tells of it, and a later request is served."""
    work = Work(error)
    errands.run("card", 1, work.act)
    await errands.finish()
    assert (work.begun, waited) == (1, [])
    assert "left to the next sweep" in caplog.text
    assert all("Martin" not in record.getMessage() for record in caplog.records)
    errands.run("card", 1, work.act)
    await errands.finish()
    assert work.done == 1


async def test_a_failure_keeps_no_later_request(errands: Errands) -> None:
    """Asked for while the first was failing."""
    broken, work = Work(ValueError()), Work()
    broken.gate.clear()
    errands.run("card", 1, broken.act)
    await turns()
    errands.run("card", 1, work.act)
    broken.gate.set()
    await errands.finish()
    assert work.done == 1


async def test_a_stop_cuts_off_and_takes_no_more(errands: Errands) -> None:
    """Neither what runs, nor what was asked for meanwhile, nor what comes after."""
    hanging, again, late = Work(), Work(), Work()
    hanging.gate.clear()
    errands.run("card", 1, hanging.act)
    await turns()
    errands.run("card", 1, again.act)
    await errands.stop()
    errands.run("card", 2, late.act)
    await errands.finish()
    assert [each.done for each in (hanging, again, late)] == [0, 0, 0]
    assert hanging.begun == 1
    assert errands.are_done


async def test_waiting_for_one_waits_for_no_other(errands: Errands) -> None:
    """What was said before stands there; what hangs elsewhere holds nobody up."""
    hanging, work = Work(), Work()
    hanging.gate.clear()
    errands.run("masking", 1, hanging.act)
    errands.run("outbox", 1, work.act)
    await errands.wait("outbox", 1)
    await errands.wait("outbox", 2)
    assert (work.done, hanging.done) == (1, 0)
    await errands.stop()


async def test_an_errand_belongs_to_no_update(errands: Errands) -> None:
    """It knows nothing of the context that it was asked for in."""
    seen: list[str | None] = []

    async def look() -> None:
        seen.append(UPDATE.get())

    UPDATE.set("somebody's")
    errands.run("card", 1, look)
    await errands.finish()
    assert seen == [None]


async def test_an_errand_begins_once_its_decision_is_committed(services: Services) -> None:
    """It sees what was decided, stands outside the transaction, and writes for itself."""
    seen: list[tuple[bool, bool]] = []

    async def act() -> None:
        known = await members.load(services.database.reader, AUTHOR) is not None
        seen.append((known, services.database.is_writing))
        async with services.database.transaction() as tx:
            await members.meet(tx, 12, "fr", NOW)

    async with services.database.unit():
        services.errand("card", 1, act)
        async with services.database.transaction() as tx:
            await members.meet(tx, AUTHOR, "fr", NOW)
        await turns()
        assert seen == []
    await settled(services)
    assert seen == [(True, False)]
    assert await members.load(services.database.reader, 12) is not None


async def test_no_decision_means_no_errand(services: Services) -> None:
    """Rolled back, and nothing is done for it."""
    work = Work()
    with suppress(ValueError):
        async with services.database.unit():
            services.errand("card", 1, work.act)
            raise ValueError
    await settled(services)
    assert work.begun == 0


async def test_files_are_deleted_once_no_row_names_them(services: Services) -> None:
    """A decision that failed keeps its files; no key is no file."""
    key = await services.files.put(b"x", Purpose.MASKED)
    with suppress(ValueError):
        async with services.database.unit():
            await services.discard(key, None)
            raise ValueError
    await settled(services)
    assert await services.files.get(key) == b"x"
    await services.discard(key, None, "")
    await settled(services)
    assert not list(folder(services).iterdir())


async def test_files_of_a_step_that_was_taken_back_stay(services: Services) -> None:
    """The rest of the decision stands, and the rows that name them do as well."""
    key = await services.files.put(b"x", Purpose.MASKED)
    async with services.database.unit():
        with suppress(ValueError):
            async with services.database.transaction():
                await services.discard(key)
                raise ValueError
        async with services.database.transaction() as tx:
            await members.meet(tx, AUTHOR, "fr", NOW)
    await settled(services)
    assert await services.files.get(key) == b"x"
