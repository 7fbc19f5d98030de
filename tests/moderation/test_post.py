"""A post knows the discussion copies of its messages."""

from typing import Any

from moderation.post import MODERATION, Post
from moderation.specialty import SPECIALTIES
from tests.moderation.examples import NOW


def make_post(**fields: Any) -> Post:
    whole = {"case_id": 7, "chat_id": -1001, "message_ids": (5, 6), "published_at": NOW}
    return Post(**whole | fields)


def test_a_copy_is_found_by_its_message() -> None:
    """Each message of the channel has its own copy in the discussion."""
    post = make_post(copies=((5, 105), (6, 106)))

    assert [post.copy_of(5), post.copy_of(6)] == [105, 106]


def test_a_message_without_a_copy_has_none() -> None:
    """Telegram forwards in its own time; until then there is nothing to reply to."""
    assert make_post(copies=((5, 105),)).copy_of(6) is None
    assert make_post().copy_of(5) is None


def test_the_duty_of_moderation_is_no_specialty() -> None:
    """A case can never be published into the moderators' group."""
    assert MODERATION not in SPECIALTIES
