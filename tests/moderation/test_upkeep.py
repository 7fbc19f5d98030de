"""What is wrong with a place: which of it pauses, how it is kept, and when to look again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.post import Place
from moderation.upkeep import LOOK_EVERY, PAUSING, Defect, Flaw
from tests.moderation.examples import NOW

PLACE = Place("surgery", -1, "Surgery", 1, NOW)


@given(st.builds(Defect, st.sampled_from(Flaw), st.text(max_size=20)))
def test_a_defect_comes_back_as_packed(defect: Defect) -> None:
    """Whatever the detail is."""
    assert Defect.parse(defect.pack()) == defect


@pytest.mark.parametrize("flaw", Flaw)
def test_what_pauses(flaw: Flaw) -> None:
    """With or without a detail; what only operators should know does not."""
    for detail in ("", "can_post_messages"):
        defect = Defect(flaw, detail)
        flawed = replace(PLACE, flaws=frozenset({defect.pack()}))
        assert flawed.is_paused is defect.is_pausing is (flaw in PAUSING)


def test_gone_is_more_than_paused() -> None:
    """Where rights lack, something can still be said."""
    assert replace(PLACE, flaws=frozenset({Defect(Flaw.GONE).pack()})).is_gone
    assert not replace(PLACE, flaws=frozenset({Defect(Flaw.RIGHTS, "x").pack()})).is_gone
    assert not PLACE.is_paused


@pytest.mark.parametrize(
    ("ago", "due"),
    [
        (timedelta(), False),
        (LOOK_EVERY - timedelta(seconds=1), False),
        (LOOK_EVERY, True),
        (timedelta(days=400), True),
        (timedelta(seconds=-1), True),
    ],
)
def test_when_to_look(ago: timedelta, due: bool) -> None:
    """After a day, at once when the clock was set back past the last look, and where the place is
    paused: something waits there.
    """
    seen = replace(PLACE, looked_at=NOW - ago)
    assert seen.is_due(NOW) is due
    assert replace(seen, looked_at=None).is_due(NOW)
    assert replace(seen, flaws=frozenset({Flaw.UNLINKED})).is_due(NOW)
    assert replace(seen, flaws=frozenset({Flaw.WRITERS})).is_due(NOW) is due
