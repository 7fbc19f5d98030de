"""The bot is killed once at every step of its work; the long run is `python -m tests.kills`."""

from pathlib import Path

import pytest

from tests.kills.reaper import plan_of
from tests.kills.steps import Step
from tests.kills.trial import trial

KILLS = 20
SECONDS = 240


@pytest.mark.timeout(SECONDS)
async def test_killed_at_every_step(tmp_path: Path) -> None:
    """No case is lost, published twice or stuck, no picture orphaned, and all is answered."""
    report = await trial(KILLS, 7, tmp_path, doctors=4, unhurried=0.3, days=1)
    assert not report.wrong, report.table()
    assert all(report.hits[step] for step in Step)
    assert report.counts["cases begun"] > 0


@pytest.mark.parametrize("kills", [20, 300, 301])
def test_every_step_has_its_share(kills: int) -> None:
    """As many kills as are asked for; of 300, twenty at each step that the promise names."""
    plan = plan_of(kills)
    assert plan.total() == kills
    assert all(plan[step] for step in Step)
    if kills >= 300:
        named = ("store", "handle", "commit", "send", "acknowledge")
        assert min(plan[step] for step in Step if step.endswith(named)) >= 20
