"""Cases come back as they were kept, and every change of state compares and sets."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given

from moderation.case import Attestation, Case, CaseState, Step
from moderation.post import Post
from moderation.review import Review, Verdict
from storage import cases, members, posts
from storage.database import Database
from storage.rows import encode, fetch
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, REVIEWER, make_review
from tests.storage.examples import any_of, round_trip, undone


@pytest.fixture
async def case(database: Database, case_id: int) -> Case:
    return await cases.load(database.reader, case_id)


async def save(database: Database, was: Case, **fields: object) -> Case | None:
    """What the row now is, or None when somebody was first."""
    now = replace(was, **fields)
    async with database.transaction() as tx:
        return now if await cases.swap(tx, was, now) else None


@round_trip
@given(drawn=any_of(Case, id=1, author_id=AUTHOR))
async def test_a_case_comes_back_as_kept(database: Database, author: int, drawn: Case) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        begun = await cases.begin(tx, author, NOW)
        answered = None if drawn.answers_id is None else begun.id
        drawn = replace(drawn, id=begun.id, answers_id=answered)
        assert await cases.swap(tx, begun, drawn)
        await cases.note(tx, drawn.id, status_id=drawn.status_id, screen_id=drawn.screen_id)
        assert await cases.load(tx, begun.id) == drawn


@round_trip
@given(review=any_of(Review, case_id=1))
async def test_a_review_comes_back_as_kept(
    database: Database, case_id: int, review: Review
) -> None:
    """Every field, whatever it holds."""
    review = replace(review, case_id=case_id)
    async with undone(database) as tx:
        await cases.add_review(tx, review)
        assert await cases.reviews(tx, case_id) == [review]


async def test_a_decision_moves_no_screen(database: Database, case: Case) -> None:
    """Where a case is shown changes whenever a screen arrives, also between load and save."""
    async with database.transaction() as tx:
        await cases.note(tx, case.id, status_id=5, screen_id=6)
    saved = await save(database, case, step=Step.SUMMARY)
    assert saved is not None
    now = await cases.load(database.reader, case.id)
    assert now == replace(saved, status_id=5, screen_id=6)


async def test_it_begins_as_a_draft(database: Database, author: int) -> None:
    """What begin() returns is what the row says, and it is the author's draft."""
    async with database.transaction() as tx:
        begun = await cases.begin(tx, author, NOW)

    assert await cases.load(database.reader, begun.id) == begun
    assert await cases.draft_of(database.reader, author) == begun


async def test_an_author_has_one_draft(database: Database, case: Case) -> None:
    """A second one is refused by the database itself, and nothing of it remains."""
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction() as tx:
            await cases.begin(tx, AUTHOR, NOW)

    assert await cases.of_author(database.reader, AUTHOR) == [case]


async def test_a_sent_case_makes_room_for_the_next(database: Database, case: Case) -> None:
    """What was submitted is no draft; neither is somebody else's."""
    await save(database, case, state=CaseState.SUBMITTED)
    async with database.transaction() as tx:
        await members.meet(tx, COLLEAGUE, "en", NOW)
        theirs = await cases.begin(tx, COLLEAGUE, NOW)
        mine = await cases.begin(tx, AUTHOR, NOW)

    assert await cases.draft_of(database.reader, AUTHOR) == mine
    assert await cases.draft_of(database.reader, COLLEAGUE) == theirs


async def test_a_case_taken_up_again_is_the_one_draft_too(database: Database, case: Case) -> None:
    """With another draft open, revising an older case is refused and changes nothing."""
    asked = await save(database, case, state=CaseState.CHANGES_ASKED)
    async with database.transaction() as tx:
        await cases.begin(tx, AUTHOR, NOW)

    with pytest.raises(sqlite3.IntegrityError):
        await save(database, asked, state=CaseState.DRAFT, revision=2)
    assert await cases.load(database.reader, case.id) == asked


async def test_of_two_decisions_at_once_one_wins(database: Database, case: Case) -> None:
    """Ten moderators tap together on what they all saw; the row is the winner's."""
    shown = await save(database, case, state=CaseState.SUBMITTED)
    verdicts = [CaseState.APPROVED, CaseState.REJECTED] * 5
    decisions = await asyncio.gather(
        *(save(database, shown, state=state, decided_by=n) for n, state in enumerate(verdicts))
    )

    winners = [decision for decision in decisions if decision]
    assert winners == [await cases.load(database.reader, case.id)]


async def test_an_old_revision_decides_nothing(database: Database, case: Case) -> None:
    """Submitted again it is in the same state, but it is not what was shown."""
    shown = await save(database, case, state=CaseState.SUBMITTED)
    again = await save(database, shown, revision=2)

    assert await save(database, shown, state=CaseState.APPROVED) is None
    assert await cases.load(database.reader, case.id) == again


async def test_a_draft_changes_as_it_now_is(database: Database, case: Case) -> None:
    """Two answers given on the same screen are both kept."""
    later = NOW + timedelta(minutes=1)
    async with database.transaction() as tx:
        await cases.change_draft(tx, case, later, specialty="surgery")
        changed = await cases.change_draft(tx, case, later, step=Step.QUESTION)

    assert changed == replace(case, specialty="surgery", step=Step.QUESTION, updated_at=later)
    assert await cases.load(database.reader, case.id) == changed


@pytest.mark.parametrize("change", [{"state": CaseState.SUBMITTED}, {"revision": 2}])
async def test_an_old_screen_changes_no_draft(
    database: Database, case: Case, change: dict[str, object]
) -> None:
    """Once sent, or taken up again, an old screen's button changes nothing."""
    now = await save(database, case, **change)
    async with database.transaction() as tx:
        assert await cases.change_draft(tx, case, NOW, question="late") is None

    assert await cases.load(database.reader, case.id) == now


async def test_where_it_is_shown_is_noted(database: Database, case: Case) -> None:
    """A note changes the message ids and nothing else; None takes one back."""
    async with database.transaction() as tx:
        await cases.note(tx, case.id, status_id=5, screen_id=6)
        await cases.note(tx, case.id, status_id=None)

    assert await cases.load(database.reader, case.id) == replace(case, screen_id=6)


async def test_a_list_of_mine_is_newest_first(database: Database, author: int) -> None:
    """Discarded drafts are left out, and the list has an end."""
    states = [CaseState.SUBMITTED, CaseState.DISCARDED, CaseState.PUBLISHED, CaseState.DRAFT]
    for state in states:
        async with database.transaction() as tx:
            begun = await cases.begin(tx, author, NOW)
            await cases.swap(tx, begun, replace(begun, state=state))

    mine = await cases.of_author(database.reader, author)
    assert [case.id for case in mine] == [4, 3, 1]
    assert await cases.of_author(database.reader, author, limit=2) == mine[:2]


async def test_states_are_listed_oldest_first(database: Database, author: int) -> None:
    """By the time of their last change, not of their birth."""
    wanted = (CaseState.SUBMITTED, CaseState.REJECTED)
    for minutes, state in enumerate([*wanted, *reversed(CaseState)]):
        async with database.transaction() as tx:
            begun = await cases.begin(tx, author, NOW)
            changed = replace(begun, state=state, updated_at=NOW - timedelta(minutes=minutes))
            await cases.swap(tx, begun, changed)

    found = [
        await cases.load(database.reader, i)
        for i in await cases.ids_in_states(database.reader, wanted)
    ]
    assert [case.state for case in found if case] == [*wanted, *reversed(wanted)]


async def test_only_what_was_published_counts(database: Database, case: Case) -> None:
    """An author's experience is their posts, also those that were taken down since."""
    assert await cases.published_before(database.reader, AUTHOR) == 0
    async with database.transaction() as tx:
        await posts.add(tx, Post(case.id, -1001, (5,), NOW))
        await posts.mark_taken_down(tx, case.id, NOW)

    assert await cases.published_before(database.reader, AUTHOR) == 1
    assert await cases.published_before(database.reader, COLLEAGUE) == 0


async def test_the_lines_attested_are_kept_with_their_first_tap(
    database: Database, case: Case
) -> None:
    """Who, when in UTC, which version; a line that was unticked is gone."""
    paris = timezone(timedelta(hours=2))
    informed = replace(case, attested=frozenset({Attestation.CARER, Attestation.INFORMED}))
    written = replace(case, attested=frozenset({Attestation.CARER, Attestation.WRITTEN}))
    async with database.transaction() as tx:
        await cases.attest(tx, informed, NOW.astimezone(paris))
        await cases.attest(tx, written, NOW + timedelta(minutes=1))

    rows = await fetch(database.reader, "SELECT * FROM attestation ORDER BY line")
    assert [(row["line"], row["at"], row["member_id"]) for row in rows] == [
        ("carer", encode(NOW), AUTHOR),
        ("written", encode(NOW + timedelta(minutes=1)), AUTHOR),
    ]


async def test_a_moderator_has_one_verdict_a_revision(database: Database, case: Case) -> None:
    """A change of mind takes the place of the approval; other revisions keep theirs."""
    case = replace(case, fingerprint="f" * 64)
    approval = make_review(case, REVIEWER)
    rejection = replace(approval, verdict=Verdict.REJECT)
    other = make_review(replace(case, revision=2), REVIEWER, at=NOW + timedelta(hours=1))
    async with database.transaction() as tx:
        for review in (approval, other, rejection):
            await cases.add_review(tx, review)

    assert await cases.reviews(database.reader, case.id) == [rejection, other]


async def test_verdicts_of_one_moment_keep_their_order(database: Database, case: Case) -> None:
    """Two taps may carry the same time."""
    given_in_turn = [make_review(replace(case, fingerprint="f"), who) for who in (9, 3, 7)]
    async with database.transaction() as tx:
        for review in given_in_turn:
            await cases.add_review(tx, review)

    assert await cases.reviews(database.reader, case.id) == given_in_turn


async def test_what_never_was_is_none(database: Database) -> None:
    """Numbers can be guessed; nothing answers."""
    assert await cases.load(database.reader, 404) is None
    assert await cases.draft_of(database.reader, 404) is None
