"""`medpics demo`: what its exit status says."""

import pytest

from sandbox import demo


@pytest.mark.parametrize(("once", "status"), [(True, 130), (False, 0)])
def test_a_tour_cut_short_is_not_called_played(
    monkeypatch: pytest.MonkeyPatch, once: bool, status: int
) -> None:
    """Ctrl-C is how the open demo ends; a tour that should play once did not happen."""

    async def cut_short(**_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_demo", cut_short)

    assert demo.main(once=once, browser=False, port=0) == status
