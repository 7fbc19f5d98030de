"""The list of specialties, and one's own at its head."""

import pytest

from moderation.specialty import SPECIALTIES, own_first


@pytest.mark.parametrize("own", SPECIALTIES)
def test_ones_own_specialty_comes_first(own: str) -> None:
    """The others keep their order behind it."""
    assert own_first(own) == (own, *(code for code in SPECIALTIES if code != own))


@pytest.mark.parametrize("own", [None, "unknown"])
def test_without_ones_own_the_order_is_kept(own: str | None) -> None:
    """Nothing is lost or added."""
    assert own_first(own) == SPECIALTIES
