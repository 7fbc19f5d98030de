"""Places: the moderators' own and the channels' never share a duty."""

from moderation.post import MODERATION
from moderation.specialty import SPECIALTIES


def test_the_duty_of_moderation_is_no_specialty() -> None:
    """A case can never be published into the moderators' group."""
    assert MODERATION not in SPECIALTIES
