"""The list of specialties, one's own at its head, and which of them a registry means."""

import pytest

from moderation.specialty import (
    AMERICAN,
    ANY_OTHER,
    FRENCH,
    SPECIALTIES,
    agrees,
    channels_of,
    own_first,
)


@pytest.mark.parametrize("own", SPECIALTIES)
def test_ones_own_specialty_comes_first(own: str) -> None:
    """The others keep their order behind it."""
    assert own_first(own) == (own, *(code for code in SPECIALTIES if code != own))


@pytest.mark.parametrize("own", [None, "unknown"])
def test_without_ones_own_the_order_is_kept(own: str | None) -> None:
    """Nothing is lost or added."""
    assert own_first(own) == SPECIALTIES


@pytest.mark.parametrize(
    ("codes", "channels"),
    [
        ({"10C", "SM15"}, {"dermatology"}),
        ({"10C", "SM54", "SM59"}, {"general", "emergency"}),
        ({"10C", "SM37"}, {"other"}),
        ({"40C"}, {"dentistry"}),
        ({"40C", "SCD02"}, {"dentistry"}),
        ({"10C"}, set()),
        (set(), set()),
        ({"207N00000X"}, {"dermatology"}),
        ({"2085R0202X", "207RC0000X"}, {"radiology", "cardiology"}),
        ({"207R00000X"}, {"other"}),
    ],
)
def test_codes_lead_to_channels(codes: set[str], channels: set[str]) -> None:
    """French specialties and American taxonomy; a profession alone leads nowhere."""
    assert channels_of(codes) == channels


def test_every_channel_of_the_tables_exists() -> None:
    """And every channel but "other" is reached by both."""
    assert set(FRENCH) == set(AMERICAN) == set(SPECIALTIES) - {ANY_OTHER}


def test_a_claim_agrees_or_not_or_nobody_knows() -> None:
    """A registry without a specialty contradicts nobody."""
    assert agrees("dermatology", {"SM15"}) is True
    assert agrees("radiology", {"SM15"}) is False
    assert agrees("radiology", {"10C"}) is None
