"""Posts come back with the copies and replies that are known; copies may be first."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from moderation.case import CaseState
from moderation.post import Post
from storage import cases, posts
from storage.database import Database
from storage.posts import ReviewCard
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW
from tests.storage.examples import any_of, round_trip, undone

CHANNEL, GROUP, ELSEWHERE = -1001, -1002, -1003


@pytest.fixture
async def post(database: Database, case_id: int) -> Post:
    """Two pictures and a card."""
    published = Post(case_id, CHANNEL, (5, 6, 7), NOW)
    async with database.transaction() as tx:
        await posts.add(tx, published)
    return published


async def case_in(database: Database, state: CaseState) -> int:
    async with database.transaction() as tx:
        begun = await cases.begin(tx, AUTHOR, NOW)
        await cases.swap(tx, begun, replace(begun, state=state))
    return begun.id


@round_trip
@given(drawn=any_of(Post, case_id=1, copies=(), replies=0, taken_down_at=None))
async def test_a_post_comes_back_as_kept(database: Database, case_id: int, drawn: Post) -> None:
    """Every field of its row, whatever it holds."""
    drawn = replace(drawn, case_id=case_id)
    async with undone(database) as tx:
        await posts.add(tx, drawn)
        assert await posts.load(tx, case_id) == drawn


@round_trip
@given(card=any_of(ReviewCard, case_id=1))
async def test_a_card_comes_back_as_kept(
    database: Database, case_id: int, card: ReviewCard
) -> None:
    """Every field, whatever it holds."""
    card = replace(card, case_id=case_id)
    async with undone(database) as tx:
        await posts.add_card(tx, card)
        assert await posts.card(tx, case_id, card.revision) == card
        assert await posts.cards(tx, case_id) == [card]


async def test_copies_are_known_whichever_came_first(database: Database, case_id: int) -> None:
    """The automatic forward of the first picture overtakes the row of the post."""
    async with database.transaction() as tx:
        await posts.add_copy(tx, (CHANNEL, 5), (GROUP, 105))
        await posts.add(tx, Post(case_id, CHANNEL, (5, 6), NOW))
        await posts.add_copy(tx, (CHANNEL, 6), (GROUP, 106))

    loaded = await posts.load(database.reader, case_id)
    assert loaded.copies == ((5, 105), (6, 106))
    assert loaded.discussion_id == GROUP


async def test_copies_of_other_messages_are_not_mine(database: Database, post: Post) -> None:
    """The same number in another channel, and another message of this channel."""
    async with database.transaction() as tx:
        await posts.add_copy(tx, (ELSEWHERE, 5), (GROUP, 105))
        await posts.add_copy(tx, (CHANNEL, 8), (GROUP, 108))

    assert await posts.load(database.reader, post.case_id) == post


async def test_a_forward_told_twice_is_one_copy(database: Database, post: Post) -> None:
    """The later telling is the one that stands."""
    async with database.transaction() as tx:
        await posts.add_copy(tx, (CHANNEL, 5), (GROUP, 105))
        await posts.add_copy(tx, (CHANNEL, 5), (GROUP, 205))

    loaded = await posts.load(database.reader, post.case_id)
    assert loaded.copies == ((5, 205),)


async def test_an_album_is_known_by_its_name(database: Database) -> None:
    """Its caption may come with any of its pictures; others of the channel are not of it."""
    async with database.transaction() as tx:
        await posts.add_copy(tx, (CHANNEL, 6), (GROUP, 106), "a")
        assert await posts.of_album(tx, CHANNEL, "a") == (None, [6])
        await posts.add_copy(tx, (CHANNEL, 5), (GROUP, 105), "a", 7)
        await posts.add_copy(tx, (CHANNEL, 8), (GROUP, 108), "b", 9)
        await posts.add_copy(tx, (CHANNEL, 9), (GROUP, 109), None, 9)
        await posts.add_copy(tx, (ELSEWHERE, 4), (GROUP, 104), "a", 9)

    assert await posts.of_album(database.reader, CHANNEL, "a") == (7, [5, 6])
    assert await posts.of_album(database.reader, CHANNEL, "c") == (None, [])


@pytest.mark.parametrize(
    ("chat_id", "message_id", "found"),
    [
        (CHANNEL, 5, True),
        (CHANNEL, 7, True),
        (GROUP, 106, True),
        (CHANNEL, 8, False),
        (CHANNEL, 106, False),
        (GROUP, 6, False),
        (ELSEWHERE, 5, False),
    ],
)
async def test_a_post_is_found_by_any_of_its_messages(
    database: Database, post: Post, chat_id: int, message_id: int, found: bool
) -> None:
    """In the channel or as its copy in the discussion."""
    async with database.transaction() as tx:
        await posts.add_copy(tx, (CHANNEL, 6), (GROUP, 106))

    at = await posts.at_message(database.reader, chat_id, message_id)
    assert (at is not None) is found


async def test_a_reply_is_counted_once(database: Database, post: Post) -> None:
    """An update that comes twice is one answer; another message is another."""
    async with database.transaction() as tx:
        told = [
            await posts.add_reply(tx, post.case_id, message, COLLEAGUE, NOW)
            for message in ((GROUP, 200), (GROUP, 200), (GROUP, 201), (ELSEWHERE, 200))
        ]

    loaded = await posts.load(database.reader, post.case_id)
    assert told == [True, False, True, True]
    assert loaded.replies == 3


async def test_a_reply_leads_to_its_case(database: Database, post: Post) -> None:
    """An answer to an answer belongs to the same case."""
    async with database.transaction() as tx:
        await posts.add_reply(tx, post.case_id, (GROUP, 200), COLLEAGUE, NOW)

    assert await posts.case_of_reply(database.reader, GROUP, 200) == post.case_id
    assert await posts.case_of_reply(database.reader, GROUP, 201) is None


async def test_taken_down_is_remembered(database: Database, post: Post) -> None:
    """The post keeps its messages, so that nothing of it is forgotten in the channel."""
    async with database.transaction() as tx:
        await posts.mark_taken_down(tx, post.case_id, NOW)

    assert await posts.load(database.reader, post.case_id) == replace(post, taken_down_at=NOW)


async def test_what_still_stands_is_found_until_it_is_down(
    database: Database, author: int
) -> None:
    """A withdrawal that was interrupted is finished by a sweep; twice is harmless."""
    for state in (CaseState.WITHDRAWN, CaseState.PUBLISHED):
        case_id = await case_in(database, state)
        async with database.transaction() as tx:
            await posts.add(tx, Post(case_id, CHANNEL, (case_id,), NOW))
    wanted = (CaseState.WITHDRAWN, CaseState.TAKEN_DOWN)

    assert await posts.not_taken_down(database.reader, wanted) == [1]
    async with database.transaction() as tx:
        await posts.mark_taken_down(tx, 1, NOW)
    assert await posts.not_taken_down(database.reader, wanted) == []


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.APPROVED}))
async def test_only_an_approved_case_is_attempted(
    database: Database, author: int, state: CaseState
) -> None:
    """It may have been withdrawn since somebody looked."""
    case_id = await case_in(database, state)
    async with database.transaction() as tx:
        assert not await posts.begin_attempt(tx, case_id, NOW)


async def test_a_posted_case_is_not_attempted_again(database: Database, author: int) -> None:
    """Whatever an old look at it said."""
    case_id = await case_in(database, CaseState.APPROVED)
    async with database.transaction() as tx:
        await posts.add(tx, Post(case_id, CHANNEL, (case_id,), NOW))
        assert not await posts.begin_attempt(tx, case_id, NOW)


async def test_a_post_is_attempted_once(database: Database, author: int) -> None:
    """After a crash nobody knows whether it stands; only a settled attempt makes room."""
    case_id = await case_in(database, CaseState.APPROVED)
    async with database.transaction() as tx:
        assert await posts.begin_attempt(tx, case_id, NOW)
    async with database.transaction() as tx:
        assert not await posts.begin_attempt(tx, case_id, NOW)
        assert await posts.attempted(tx, case_id)
        await posts.end_attempt(tx, case_id)
        assert await posts.begin_attempt(tx, case_id, NOW)


async def test_each_revision_has_its_own_card(database: Database, case_id: int) -> None:
    """A card shown again takes the place of the earlier one of its revision."""
    shown: list[dict[str, Any]] = [
        {"revision": 2, "message_id": 31, "message_ids": (30, 31)},
        {"revision": 1, "message_id": 21, "message_ids": (20, 21)},
        {"revision": 1, "message_id": 23, "message_ids": (22, 23)},
    ]
    kept = [ReviewCard(case_id=case_id, chat_id=GROUP, **card) for card in shown]
    async with database.transaction() as tx:
        for card in kept:
            await posts.add_card(tx, card)

    assert await posts.cards(database.reader, case_id) == [kept[2], kept[0]]
    assert await posts.card(database.reader, case_id, 3) is None
