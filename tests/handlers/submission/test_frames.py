"""Files with several pictures: taken apart once, told once, and nothing of the file is left."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from anonymize import PictureError, Refusal, Stills
from handlers.context import Services
from handlers.errands import Errands
from handlers.publishing.ending import end_case
from handlers.submission.frames import take_apart
from handlers.submission.masking import resume, wake
from moderation.case import Case, CaseAction, Picture, PictureState
from storage import pictures
from storage.files import Purpose
from tests.handlers.fakes import Painter, RecordingRequest, Reel
from tests.handlers.scenes import folder, no_time, settled, stored
from tests.moderation.examples import NOW


@pytest.fixture
async def file(services: Services, draft: Case) -> Picture:
    """A file with several pictures, after the two that the draft has."""
    key = await services.files.put(Reel.SERIES + b" of slices", Purpose.ORIGINAL)
    async with services.database.transaction() as tx:
        added = await pictures.add(tx, draft.id, 3, key, NOW)
    assert added is not None
    return added


async def work(services: Services, case: Case) -> list[Picture]:
    wake(services, case.id)
    await settled(services)
    return await stored(services, case.id)


async def named(services: Services) -> set[str]:
    return set(await pictures.keys(services.database.reader))


async def test_a_file_is_taken_apart_once(services: Services, draft: Case, file: Picture) -> None:
    """Its pictures are masked like the others; waking again finds nothing to do."""
    reel = services.hider = Reel(3)
    await work(services, draft)
    everything = await work(services, draft)
    assert [p.frame for p in everything] == [0, 0, 1, 2, 3]
    assert {p.state for p in everything} == {PictureState.MASKED}
    assert reel.asked == 1


@pytest.mark.parametrize(
    ("holds", "sentence"),
    [(3, "holds 3 images: each is a picture"), (60, "holds 60 images: I took 8 of them")],
)
async def test_the_author_hears_how_many(
    services: Services,
    telegram: RecordingRequest,
    draft: Case,
    file: Picture,
    holds: int,
    sentence: str,
) -> None:
    """Of how many, once."""
    services.hider = Reel(holds)
    await work(services, draft)
    assert sum(sentence in call.words for call in telegram.of("sendMessage")) == 1


async def test_no_file_is_left_over(services: Services, draft: Case, file: Picture) -> None:
    """Neither the file itself, nor a still that found no room."""
    services.hider = Reel(60)
    await work(services, draft)
    assert {path.name for path in folder(services).iterdir()} == await named(services)
    assert file.original not in await named(services)


class Meanwhile(Reel):
    """Does something else while it takes the file apart."""

    def __init__(self, act: Callable[[], Awaitable[None]]) -> None:
        super().__init__(3)
        self.act = act

    async def stills(self, data: bytes) -> Stills:
        await self.act()
        return await super().stills(data)


async def test_a_draft_thrown_away_meanwhile_keeps_nothing(
    services: Services, telegram: RecordingRequest, draft: Case, file: Picture
) -> None:
    """The stills come too late: no row, no file, no word."""

    async def discard() -> None:
        await end_case(services, draft, CaseAction.DISCARD, draft.author_id)

    services.hider = Meanwhile(discard)
    await work(services, draft)
    assert len(await stored(services, draft.id)) == 3
    assert not list(folder(services).iterdir())
    assert not any("This file holds" in call.words for call in telegram.calls)


class Broken(Reel):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(3)
        self.refusal = refusal

    async def stills(self, data: bytes) -> Stills:
        raise PictureError(self.refusal)


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [(Refusal.UNREADABLE, "unreadable"), (Refusal.TOO_LARGE, "too_large_together")],
)
async def test_a_file_that_cannot_be_taken_apart_is_refused(
    services: Services, draft: Case, file: Picture, refusal: Refusal, problem: str
) -> None:
    """With its reason; the others go on, and it may be tried again."""
    services.hider = Broken(refusal)
    everything = await work(services, draft)
    assert [p.problem for p in everything] == [None, None, problem]
    assert everything[-1].original == file.original


class Hanging(Reel):
    """Never comes back the first time."""

    def __init__(self) -> None:
        super().__init__(3)
        self.begun = asyncio.Event()

    async def stills(self, data: bytes) -> Stills:
        if not self.begun.is_set():
            self.begun.set()
            await asyncio.Event().wait()
        return await super().stills(data)


async def test_a_stop_in_the_middle_is_made_good(
    services: Services, draft: Case, file: Picture
) -> None:
    """The file still waits; the next start takes it apart, once."""
    hanging = services.hider = Hanging()
    wake(services, draft.id)
    await hanging.begun.wait()
    await services.errands.stop()
    services.errands = Errands(no_time)
    await resume(services)
    await settled(services)
    assert [p.frame for p in await stored(services, draft.id)] == [0, 0, 1, 2, 3]
    assert hanging.asked == 1
    assert {path.name for path in folder(services).iterdir()} == await named(services)


class Nested(Reel):
    async def stills(self, data: bytes) -> Stills:
        self.asked += 1
        return Stills((self.SERIES,), 2)


async def test_a_still_is_not_taken_apart_again(
    services: Services, draft: Case, file: Picture
) -> None:
    """Whatever it holds: it is refused, and the work ends."""
    nested = services.hider = Nested(2)
    everything = await work(services, draft)
    assert (everything[-1].problem, nested.asked) == (Refusal.SEVERAL, 1)


async def test_an_author_who_left_is_not_waited_for(
    services: Services, telegram: RecordingRequest, draft: Case, file: Picture
) -> None:
    """What cannot be said now is said later, and keeps nothing from being masked."""
    services.hider = Reel(2)
    telegram.refuse("sendMessage", 500, "Internal Server Error")
    await take_apart(services, file, Reel.SERIES)
    assert [p.frame for p in await stored(services, draft.id)] == [0, 0, 1, 2]
    await settled(services)
    assert len(telegram.of("sendMessage")) == 2
    assert isinstance(services.hider, Painter)


async def test_a_case_thrown_away_gets_no_pictures(
    services: Services, draft: Case, file: Picture
) -> None:
    """The cancel came while the file was being taken apart: no original is left of it."""
    services.hider = Reel(3)
    before = await named(services)
    async with services.database.transaction() as tx:
        await tx.execute("UPDATE medical_case SET state = 'discarded' WHERE id = ?", (draft.id,))
    await take_apart(services, file, Reel.SERIES)
    assert await named(services) == before
