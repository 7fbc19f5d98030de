"""Renderings: a masked picture and its findings are kept together, or nothing is kept of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pytest

from anonymize import Finding, Kind
from handlers.context import Services
from handlers.submission.renderings import keep, put, row_of, to_finding
from moderation.case import Case, CaseState, Picture, PictureState
from moderation.review import SHOWN_AGAIN
from storage import cases, pictures
from storage.files import MissingFileError
from storage.pictures import FindingRow
from tests.handlers.scenes import ORIGINAL, folder, settled, stored
from tests.handlers.submission.test_findings import found

FACE = Finding(Kind.FACE, ((1, 2), (9, 2), (9, 8), (1, 8)), 0.75, "drawn")
HINT = replace(FACE, kind=Kind.TATTOO, hidden=False)


@pytest.fixture
async def changed(services: Services, masked: list[Picture]) -> Picture:
    """A picture that its author corrected: to be painted with one finding hidden."""
    now = replace(masked[0], state=PictureState.CHANGED)
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[0], now)
        await pictures.set_findings(tx, now.id, [found(1)])
    return now


async def kept(
    services: Services, was: Picture, rows: Sequence[FindingRow], shown: int | None = None
) -> bool:
    """Keeps a new rendering, and waits until the files that it replaces are gone."""
    rendering = await services.hider.render(ORIGINAL, ())
    done = await keep(services, was, await put(services, rendering), rows, shown)
    await settled(services)
    return done


async def first(services: Services, picture: Picture) -> Picture:
    return (await stored(services, picture.case_id))[0]


def on_disk(services: Services) -> set[str]:
    """The name of every private file."""
    return {path.name for path in folder(services).iterdir()}


def test_a_finding_survives_its_row() -> None:
    """Kind, shape, score, source and whether it is hidden."""
    for finding in (FACE, HINT):
        assert to_finding(row_of(1, finding)) == finding


def test_what_the_author_hid_is_sure() -> None:
    """A tap on a hint, or a narrow strip, raises no doubt about the detectors."""
    hint = replace(row_of(1, HINT), score=0.1)
    assert to_finding(hint).score == 0.1
    assert to_finding(replace(hint, hidden=True, changed_by="author")).score == 1.0


async def test_a_rendering_is_kept_with_its_findings(
    services: Services, draft: Case, changed: Picture
) -> None:
    """Its digest is that of the very bytes, and the message that shows it is remembered."""
    assert await kept(services, changed, [found(1)], 700)
    now = await first(services, changed)
    data = await services.files.get(now.masked or "")
    assert (now.state, now.preview_id) == (PictureState.MASKED, 700)
    assert now.digest == hashlib.sha256(data).hexdigest()
    assert await pictures.findings(services.database.reader, now.id) == [found(1)]


@pytest.mark.parametrize(("by", "flagged"), [("author", True), (None, False)])
async def test_what_the_author_shows_is_flagged(
    services: Services, draft: Case, by: str | None, flagged: bool
) -> None:
    """What a detector merely suggested is not the author's doing."""
    picture, _other = await stored(services, draft.id)
    await kept(services, picture, [found(1, hidden=False, changed_by=by)])
    assert (SHOWN_AGAIN in (await first(services, picture)).flags) is flagged


async def test_a_replaced_rendering_is_purged(services: Services, masked: list[Picture]) -> None:
    """Masked file and preview of before."""
    before = masked[0]
    await kept(services, before, [])
    for key in (before.masked, before.preview):
        with pytest.raises(MissingFileError):
            await services.files.get(key or "")


@pytest.mark.parametrize("state", [PictureState.REMOVED, PictureState.REFUSED])
async def test_a_rendering_that_came_too_late_is_purged(
    services: Services, draft: Case, state: PictureState
) -> None:
    """The picture was taken out meanwhile: no row, no file, no finding."""
    picture, _other = await stored(services, draft.id)
    async with services.database.transaction() as tx:
        await pictures.save(tx, picture, replace(picture, state=state))
    before = on_disk(services)
    assert not await kept(services, picture, [found(1)])
    assert on_disk(services) == before
    assert await pictures.findings(services.database.reader, picture.id) == []


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.DRAFT}))
async def test_only_a_draft_gets_a_rendering(
    services: Services, draft: Case, changed: Picture, state: CaseState
) -> None:
    """Whatever became of it meanwhile, its pictures stay as they are."""
    async with services.database.transaction() as tx:
        await cases.swap(tx, draft, replace(draft, state=state))
    before = on_disk(services)
    assert not await kept(services, changed, [found(1)])
    assert await first(services, changed) == changed
    assert on_disk(services) == before


async def test_what_was_corrected_meanwhile_is_painted_anew(
    services: Services, changed: Picture
) -> None:
    """A rendering of the earlier decision is not taken for the later one."""
    later = [found(1), found(2, "manual", source="by-hand")]
    async with services.database.transaction() as tx:
        await pictures.set_findings(tx, changed.id, later)
    before = on_disk(services)
    assert not await kept(services, changed, [found(1)], 700)
    assert await first(services, changed) == changed
    assert await pictures.findings(services.database.reader, changed.id) == later
    assert on_disk(services) == before
    assert await kept(services, changed, later)


async def test_another_rendering_meanwhile_stands(
    services: Services, masked: list[Picture]
) -> None:
    """Of two that were painted from the same picture, the first one is kept."""
    assert await kept(services, masked[0], [found(1)])
    standing = await first(services, masked[0])
    before = on_disk(services)
    assert not await kept(services, masked[0], [found(2)])
    assert await first(services, masked[0]) == standing
    assert on_disk(services) == before


async def test_an_original_purged_meanwhile_stays_purged(services: Services, draft: Case) -> None:
    """Nothing that is gone comes back into the row."""
    picture, _other = await stored(services, draft.id)
    async with services.database.transaction() as tx:
        await pictures.save(tx, picture, replace(picture, original=None))
    assert await kept(services, picture, [])
    assert (await first(services, picture)).original is None
