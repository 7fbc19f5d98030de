"""Nothing old comes true in a restored house: no button, no post, no letter."""

from pathlib import Path

import pytest

from moderation.application import ApplicationState
from moderation.case import ENDED, CaseState, PictureState, Step
from storage import (
    applications,
    audit,
    backup,
    cases,
    erasures,
    hidings,
    inbox,
    outbox,
    pictures,
    places,
    posts,
    requests,
)
from storage.aftermath import IDS_SKIPPED, REVISIONS_SKIPPED
from storage.rows import fetch
from tests.moderation.examples import NOW, REVIEWER
from tests.storage.houses import (
    APPLICANT,
    AUTHORS,
    CARD,
    GROUP,
    LATER,
    REASON,
    REQUEST_CARD,
    House,
    add_case,
    bring_back,
    load,
    open_house,
)

OVER = ENDED | {CaseState.PUBLISHED, CaseState.HIDDEN}


async def test_an_old_button_finds_another_revision(house: House, again: House) -> None:
    """What was shown since the backup may not decide about what is in it."""
    skipped = {
        state: (await load(again, state)).revision - (await load(house, state)).revision
        for state in CaseState
    }
    in_hand = {CaseState.DRAFT, CaseState.SUBMITTED, CaseState.CHANGES_ASKED, CaseState.REJECTED}

    assert {state for state, number in skipped.items() if number} == in_hand
    assert set(skipped.values()) == {0, REVISIONS_SKIPPED}


async def test_no_number_is_given_twice(again: House) -> None:
    """Cases, pictures and applications of the lost hours keep theirs, in chats and in minds."""
    last = max(again.cases.values())
    new = await add_case(again, 400, CaseState.DRAFT)
    [shown, _raw] = await pictures.of_case(again.database.reader, new)
    async with again.database.transaction() as tx:
        begun = await applications.begin(tx, APPLICANT, LATER)

    assert new == last + IDS_SKIPPED + 1
    assert shown.id > IDS_SKIPPED
    assert begun.id == 1 + IDS_SKIPPED + 1


async def test_approvals_count_for_what_they_approved(again: House) -> None:
    """The same words and pictures: the moderator need not press again."""
    case = await load(again, CaseState.SUBMITTED)
    [review] = await cases.reviews(again.database.reader, case.id)

    assert (review.reviewer_id, review.revision) == (REVIEWER, case.revision)


async def test_old_cards_go_and_new_ones_come(again: House) -> None:
    """A card that was decided meanwhile has no buttons, and one that was not has old ones."""
    case = await load(again, CaseState.SUBMITTED)
    pending = {(e.chat_id, e.message_id) for e in await erasures.pending(again.database.reader)}
    card = CARD + 10 * case.id

    assert await posts.cards(again.database.reader, case.id) == []
    assert pending == {
        (GROUP, 77),
        (GROUP, card),
        (GROUP, card - 1),
        (GROUP, 400),
        (GROUP, 401),
        (GROUP, REQUEST_CARD),
    }


async def test_a_request_is_shown_anew(again: House) -> None:
    """Decided meanwhile or not: it waits, without a card that would keep it from being shown."""
    [request] = await requests.waiting(again.database.reader)

    assert (request.card_chat_id, request.card_message_id) == (None, None)


async def test_open_cases_may_have_been_posted(again: House) -> None:
    """Each has an attempt that a person settles; none is begun beside it. Others have none."""
    attempted = {
        state
        for state, case_id in again.cases.items()
        if await posts.attempted(again.database.reader, case_id)
    }
    async with again.database.transaction() as tx:
        case_id = again.cases[CaseState.APPROVED]
        assert not await posts.begin_attempt(tx, case_id, LATER)

    assert attempted == set(CaseState) - OVER


async def test_an_attempt_that_was_open_stays_open(house: House, tmp_path: Path) -> None:
    """With the word that the question of the time carries no longer matching nothing else."""
    async with house.database.transaction() as tx:
        assert await posts.begin_attempt(tx, house.cases[CaseState.APPROVED], NOW)
    before = await posts.attempted(house.database.reader, house.cases[CaseState.APPROVED])
    await backup.write(house.folder, tmp_path / "b.backup", NOW)
    await bring_back(tmp_path / "b.backup", tmp_path / "new")
    async with open_house(tmp_path / "new") as made:
        after = await posts.attempted(made.database.reader, house.cases[CaseState.APPROVED])

    assert before == after


async def test_a_draft_is_looked_at_once_more(again: House) -> None:
    """Answers stay, attestations do not; what was not masked yet has to be sent again."""
    case = await load(again, CaseState.DRAFT)
    masked, raw = await pictures.of_case(again.database.reader, case.id)

    assert (case.step, case.attested, case.screen_id) == (Step.PICTURES, frozenset(), None)
    assert (masked.state, masked.preview_id) == (PictureState.MASKED, None)
    assert (raw.state, raw.problem) == (PictureState.REFUSED, "gone")


async def test_an_applicant_is_asked_for_the_card_again(again: House) -> None:
    """Evidence is in no backup; everything else that was answered stays."""
    application = await applications.latest(again.database.reader, APPLICANT)

    assert application.state is ApplicationState.FILLING
    assert (application.evidence, application.card_message_id) == (None, None)
    assert application.revision == 1 + REVISIONS_SKIPPED


async def test_letters_that_may_not_repeat_are_gone(again: House) -> None:
    """A word to one person may; what changed an older message, or was said to all, may not."""
    rows = await fetch(again.database.reader, "SELECT kind, chat_id FROM outbox")

    assert rows == [{"kind": "say", "chat_id": 100}]


async def test_updates_are_known_but_not_kept(again: House) -> None:
    """Those that were dealt with are not taken twice; one that waited may come again."""
    rows = await fetch(again.database.reader, "SELECT update_id, payload FROM inbox")

    assert rows == [{"update_id": 1, "payload": None}, {"update_id": 2, "payload": None}]
    assert await inbox.waiting(again.database.reader) == 0
    assert await outbox.waiting(again.database.reader) == 1


async def test_what_somebody_was_asked_is_over(again: House) -> None:
    """The question of the time stands above a card that is gone."""
    assert await places.prompt_of(again.database.reader, GROUP, REVIEWER) is None


async def test_the_trail_goes_on_and_tells_of_it(house: House, again: House) -> None:
    """Its earlier head is one of its rows."""
    head = (await audit.check(house.database.reader)).head
    report = await audit.check(again.database.reader, head)
    [row] = await audit.trail(again.database.reader, f"backup of {NOW.isoformat()}")

    # After it comes what it did: one applicant was asked again.
    assert (report.broken, report.expected) == (None, report.rows - 2)
    assert (row["action"], row["at"]) == ("restore", LATER.isoformat())


@pytest.mark.parametrize(
    ("state", "column"),
    [
        (CaseState.SUBMITTED, "masked"),
        (CaseState.SUBMITTED, "preview"),
        (CaseState.APPROVED, "masked"),
    ],
)
async def test_a_lost_picture_goes_back_to_its_author(
    house: House, tmp_path: Path, state: CaseState, column: str
) -> None:
    """Its file was missing before the backup: no crash, no half a post, but a request."""
    [shown] = await pictures.of_case(house.database.reader, house.cases[state])
    await house.files.delete(getattr(shown, column))
    await backup.write(house.folder, tmp_path / "b.backup", NOW)
    aftermath = await bring_back(tmp_path / "b.backup", tmp_path / "new")
    async with open_house(tmp_path / "new") as made:
        made.cases.update(house.cases)
        case = await load(made, state)
        [lost] = await pictures.of_case(made.database.reader, case.id)

    assert (case.state, case.reason) == (CaseState.CHANGES_ASKED, REASON)
    assert (lost.state, lost.problem, lost.masked) == (PictureState.REFUSED, "gone", None)
    assert (case.id, AUTHORS[state]) in aftermath.lost


async def test_what_people_are_told_is_counted(source: Path, tmp_path: Path) -> None:
    """For the letters and for the operator's eyes."""
    aftermath = await bring_back(source, tmp_path / "new")

    assert (aftermath.at, aftermath.waiting, aftermath.applicants) == (NOW, 1, [APPLICANT])
    assert [author for _case, author in aftermath.lost] == [AUTHORS[CaseState.DRAFT]]


async def test_what_was_hidden_is_hidden_once_more(house: House, again: House) -> None:
    """Somebody may have shown it since; who restores an old state restores its caution."""
    assert await hidings.waiting(house.database.reader) == []
    assert await hidings.waiting(again.database.reader) == [again.cases[CaseState.HIDDEN]]
