"""Tags: within Telegram's limits, in both languages, for every role and specialty."""

import pytest

from handlers.entrance.tags import TAG_MAX, tag_of
from handlers.texts import Speech
from moderation.member import Role
from moderation.specialty import SPECIALTIES
from tests.moderation.examples import make_member


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("specialty", [None, *SPECIALTIES])
def test_a_tag_keeps_to_the_limit(speech: Speech, role: Role, specialty: str | None) -> None:
    """At most 16 units, something, and no emoji."""
    tag = tag_of(speech, make_member(role=role, specialty=specialty))
    assert 0 < len(tag.encode("utf-16-le")) // 2 <= TAG_MAX
    assert all(ord(letter) < 0x2190 for letter in tag)
