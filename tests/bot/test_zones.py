"""A time zone is known, or the settings say so before anything starts."""

import pytest

from bot.zones import known_zone


@pytest.mark.parametrize("name", ["Europe/Paris", "America/Montreal", "UTC"])
def test_a_zone_is_taken(name: str) -> None:
    """As the system's own table names it."""
    assert known_zone(name) == name


@pytest.mark.parametrize("name", ["", "Paris", "../../etc/passwd", "europe/paris "])
def test_anything_else_is_refused(name: str) -> None:
    """With a sentence that says what to write."""
    with pytest.raises(ValueError, match="such as Europe/Paris"):
        known_zone(name)
