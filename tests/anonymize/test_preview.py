"""The author's view: every finding outlined and numbered, nothing uncovered."""

import numpy as np
import pytest

from anonymize import Box, Finding, Kind
from anonymize.preview import HIDDEN_COLOUR, KEPT_COLOUR, LONG_SIDE, draw


def finding(box: Box, hidden: bool = True) -> Finding:
    return Finding(Kind.TEXT, box.polygon(), 1.0, "test", hidden)


def blank(width: int = 400, height: int = 300) -> np.ndarray:
    return np.full((height, width, 3), 128, np.uint8)


def share(image: np.ndarray, colour: tuple[int, int, int]) -> float:
    return float((image == colour).all(axis=2).mean())


def test_hidden_and_kept_findings_look_different() -> None:
    """One colour for what is hidden, another for what stays on purpose."""
    box = Box(100, 100, 200, 180)
    hidden, kept = draw(blank(), [finding(box)]), draw(blank(), [finding(box, hidden=False)])
    assert share(hidden, HIDDEN_COLOUR) > 0
    assert share(hidden, KEPT_COLOUR) == 0
    assert share(kept, KEPT_COLOUR) > 0
    assert share(kept, HIDDEN_COLOUR) == 0


def test_a_kept_outline_is_dashed() -> None:
    """Fewer pixels of line around the same box, for those who do not tell the colours apart."""
    box = Box(50, 60, 350, 280)
    hidden, kept = draw(blank(), [finding(box)]), draw(blank(), [finding(box, hidden=False)])
    edge = slice(100, 340)
    assert (hidden[60, edge] == HIDDEN_COLOUR).all()
    assert 0.3 < (kept[60, edge] == KEPT_COLOUR).all(axis=1).mean() < 0.7


def test_numbers_differ() -> None:
    """The second finding's badge is not the first's."""
    box = Box(100, 100, 200, 180)
    alone = draw(blank(), [finding(box)])
    second = draw(blank(), [finding(Box(300, 250, 310, 260)), finding(box)])
    assert (alone[80:130, 60:140] != second[80:130, 60:140]).any()


@pytest.mark.parametrize("box", [Box(0, 0, 5, 5), Box(395, 295, 400, 300), Box(0, 0, 400, 300)])
def test_a_badge_stays_in_the_picture(box: Box) -> None:
    """A finding in a corner has its whole number in sight."""
    preview = draw(blank(), [finding(box)])
    badge = (preview == HIDDEN_COLOUR).all(axis=2).sum()
    assert badge > 80


def test_a_large_picture_is_shown_smaller() -> None:
    """The preview is for a phone; outlines are drawn after scaling and stay thick."""
    preview = draw(blank(4000, 1000), [finding(Box(2000, 400, 3000, 800))])
    assert preview.shape == (LONG_SIDE // 4, LONG_SIDE, 3)
    assert (preview[200, 798:804] == HIDDEN_COLOUR).any()


def test_without_findings_it_is_the_picture() -> None:
    """Nothing hidden, nothing drawn."""
    assert (draw(blank(), []) == blank()).all()
