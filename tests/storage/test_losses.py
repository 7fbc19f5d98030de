"""A master key is lost: nobody waits for ever for a picture that nobody can open."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moderation.application import ApplicationState
from moderation.case import ENDED, CaseState, PictureState, Step
from storage import applications, audit, erasures, pictures, posts
from storage.database import Transaction
from storage.files import Purpose
from storage.losses import Losses
from storage.rotation import abandon, rotate
from storage.rows import fetch
from tests.storage.examples import MASTER, OTHER
from tests.storage.houses import (
    APPLICANT,
    AUTHORS,
    CARD,
    GROUP,
    LATER,
    REASON,
    House,
    furnished,
    load,
    open_house,
)

WAITING = (CaseState.SUBMITTED, CaseState.APPROVED)
Lost = tuple[Path, dict[CaseState, int], Losses]
TOLD = {*WAITING, CaseState.DRAFT, CaseState.CHANGES_ASKED}


@pytest.fixture
async def lost(tmp_path: Path) -> Lost:
    """A house whose key was given up; its cases by the state they had, and who is told."""
    async with furnished(tmp_path) as house:
        known = dict(house.cases)
    told: list[Losses] = []

    async def tell(_tx: Transaction, losses: Losses) -> None:
        told.append(losses)

    await abandon(tmp_path / "medpics.sqlite", MASTER.id, OTHER, LATER, REASON, tell)
    return tmp_path, known, told[0]


@pytest.fixture
async def house(lost: Lost) -> AsyncIterator[House]:
    """The house as the next start finds it."""
    folder, known, _losses = lost
    async with open_house(folder) as made:
        made.cases.update(known)
        yield made


async def test_who_waits_is_told(lost: Lost) -> None:
    """Of drafts, of what moderators have or asked for; of nothing that is over."""
    _folder, known, losses = lost
    assert losses.applicants == [APPLICANT]
    assert set(losses.cases) == {(known[state], AUTHORS[state]) for state in TOLD}
    assert losses.returned == len(WAITING)


@pytest.mark.parametrize("state", WAITING)
async def test_a_case_goes_back_to_its_author(house: House, state: CaseState) -> None:
    """With a reason, without a card that still could be decided, and on the trail."""
    case = await load(house, state)
    gone = {each.message_id for each in await erasures.pending(house.database.reader, GROUP)}
    rows = await audit.trail(house.database.reader, f"case {case.id}")
    assert (case.state, case.reason) == (CaseState.CHANGES_ASKED, REASON)
    assert await posts.card(house.database.reader, case.id, case.revision) is None
    assert {CARD + 10 * case.id, CARD + 10 * case.id - 1} <= gone
    assert (rows[-1]["action"], rows[-1]["actor_id"]) == ("ask_changes", None)


async def test_a_draft_begins_again_with_its_pictures(house: House) -> None:
    """All of them are refused and shown anew; the answers stay, attestations do not."""
    case = await load(house, CaseState.DRAFT)
    shown = await pictures.of_case(house.database.reader, case.id)
    gone = {
        each.message_id for each in await erasures.pending(house.database.reader, case.author_id)
    }
    assert (case.step, case.attested) == (Step.PICTURES, frozenset())
    assert {(p.state, p.problem, p.preview_id) for p in shown} == {
        (PictureState.REFUSED, "gone", None)
    }
    assert gone == {9}


@pytest.mark.parametrize("state", sorted(set(CaseState) - TOLD))
async def test_what_is_over_stays_as_it_is(house: House, state: CaseState) -> None:
    """A post stands in its channel, whatever became of the files; an ended case stays ended."""
    case = await load(house, state)
    [picture] = await pictures.of_case(house.database.reader, case.id)
    assert case.state is state
    if state in ENDED | {CaseState.PUBLISHED}:
        assert picture.state is PictureState.MASKED


async def test_no_row_names_a_file_that_nobody_can_open(house: House) -> None:
    """Nothing is tried for ever, and the sweep finds the files as strays."""
    assert not await pictures.keys(house.database.reader)
    assert not await applications.keys(house.database.reader)


async def test_an_applicant_shows_the_card_again(house: House) -> None:
    """The old card goes, and its buttons would name an earlier revision."""
    application = await applications.latest(house.database.reader, APPLICANT)
    assert application is not None
    gone = {each.message_id for each in await erasures.pending(house.database.reader, GROUP)}
    [row] = await audit.trail(house.database.reader, f"application {application.id}")
    assert application.state is ApplicationState.FILLING
    assert (application.revision, application.card_message_id) == (2, None)
    assert {400, 401} <= gone
    assert (row["action"], row["actor_id"], row["revision"]) == ("ask", None, 1)


async def test_what_still_opens_is_left_alone(tmp_path: Path) -> None:
    """Only what the lost key wrapped is gone: everything here was wrapped anew before."""
    async with furnished(tmp_path) as house:
        before = await fetch(house.database.reader, "SELECT * FROM picture")
    path = tmp_path / "medpics.sqlite"
    await rotate(path, MASTER, OTHER, LATER)
    async with open_house(tmp_path) as house:
        await house.files.put(b"one under the lost key", Purpose.ORIGINAL)

    async def tell(_tx: Transaction, losses: Losses) -> None:
        assert losses == Losses()

    assert await abandon(path, MASTER.id, OTHER, LATER, REASON, tell) == 1
    async with open_house(tmp_path) as house:
        assert await fetch(house.database.reader, "SELECT * FROM picture") == before
