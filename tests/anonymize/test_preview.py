"""The author's view: every finding outlined and numbered, nothing uncovered."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from anonymize import Box, Finding, Kind
from anonymize.mask import paint
from anonymize.preview import HIDDEN, INK, KEPT, LONG_SIDE, SUGGESTED, Style, draw, place
from anonymize.types import SIDE_MARKER, SUGGESTIONS, Image

BOX = Box(100, 100, 200, 180)
boxes = some.builds(
    lambda x, y, width, height: Box(x, y, x + width, y + height),
    *[some.integers(-50, 450)] * 2,
    *[some.integers(1, 400)] * 2,
)


def finding(box: Box, hidden: bool = True, source: str = "test") -> Finding:
    return Finding(Kind.TEXT, box.polygon(), 1.0, source, hidden)


KINDS = {
    HIDDEN: finding(BOX),
    KEPT: finding(BOX, hidden=False, source=SIDE_MARKER),
    SUGGESTED: finding(BOX, hidden=False, source="ink"),
}


def blank(width: int = 400, height: int = 300) -> Image:
    return np.full((height, width, 3), 128, np.uint8)


def has(image: Image, style: Style) -> bool:
    return bool((image == style.colour).all(axis=2).any())


def line(style: Style) -> float:
    """The share of the box's lower edge that is drawn in the style's colour."""
    preview = draw(blank(), [replace(KINDS[style], polygon=Box(50, 60, 350, 280).polygon())])
    return float((preview[279, 100:340] == style.colour).all(axis=1).mean())


@pytest.mark.parametrize("style", KINDS)
def test_each_kind_of_finding_has_its_colour(style: Style) -> None:
    """Hidden, kept on purpose and only suggested are never drawn alike."""
    preview = draw(blank(), [KINDS[style]])
    assert {each for each in KINDS if has(preview, each)} == {style}


@pytest.mark.parametrize("source", sorted(SUGGESTIONS))
def test_what_the_author_hid_is_no_suggestion_any_more(source: str) -> None:
    """A suggestion taken up is drawn as hidden, and again as a suggestion when taken back."""
    assert has(draw(blank(), [finding(BOX, source=source)]), HIDDEN)
    assert has(draw(blank(), [finding(BOX, hidden=False, source=source)]), SUGGESTED)


def test_what_was_shown_again_is_drawn_as_kept() -> None:
    """A finding of a detector that was sure, uncovered by a person."""
    assert has(draw(blank(), [finding(BOX, hidden=False, source="dbnet")]), KEPT)


def test_lines_differ_without_colours() -> None:
    """Unbroken, dashed, dotted: for those who do not tell the colours apart."""
    assert line(HIDDEN) == 1
    assert 0.3 < line(KEPT) < 0.7
    assert 0.3 < line(SUGGESTED) < 0.7
    assert KEPT.dash >= 3 * SUGGESTED.dash


def test_a_suggestion_is_a_question() -> None:
    """Its badge is wider than the number alone: a question mark follows."""
    widths = {}
    for style in KINDS:
        badge = (draw(blank(), [KINDS[style]])[76:98] == style.colour).all(axis=2)
        widths[style] = np.ptp(np.where(badge.any(axis=0))[0])
    assert widths[SUGGESTED] > widths[KEPT] == widths[HIDDEN]


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("style", KINDS)
def test_a_line_stands_out_on_any_ground(style: Style, level: int) -> None:
    """A light line with a dark rim: one of the two differs from both."""
    preview = draw(np.full((300, 400, 3), level, np.uint8), [KINDS[style]])
    assert has(preview, style)
    assert (preview[185:] == level).all()
    assert (preview[:, 150] == INK).all(axis=1).any()


def test_numbers_differ() -> None:
    """The second finding's badge is not the first's."""
    alone = draw(blank(), [finding(BOX)])
    second = draw(blank(), [finding(Box(300, 250, 310, 260)), finding(BOX)])
    assert (alone[80:130, 60:140] != second[80:130, 60:140]).any()


@pytest.mark.parametrize("box", [Box(0, 0, 5, 5), Box(395, 295, 400, 300), Box(0, 0, 400, 300)])
def test_a_badge_stays_in_the_picture(box: Box) -> None:
    """A finding in a corner has its whole number in sight."""
    preview = draw(blank(), [finding(box)])
    badge = (preview == HIDDEN.colour).all(axis=2).sum()
    assert badge > 80


def test_badges_do_not_cover_each_other() -> None:
    """Twenty lines of writing close together: every number is to be read."""
    lines = [Box(150, 100 + 10 * step, 250, 108 + 10 * step) for step in range(20)]
    badges = place(lines, [20] * 20, 16, (400, 400))
    pairs = [(one, other) for one in badges for other in badges if one is not other]
    assert all(one.overlap(other) == 0 for one, other in pairs)


@given(some.lists(boxes, max_size=30))
def test_every_badge_is_in_the_picture(outlines: list[Box]) -> None:
    """Wherever the findings are, outside of the frame included."""
    badges = place(outlines, [24] * len(outlines), 16, (400, 300))
    assert [each.clip(400, 300) for each in badges] == badges
    assert [each.area for each in badges] == [24 * 16] * len(outlines)


def test_a_badge_does_not_cover_another_finding() -> None:
    """What lies above is to be judged too: the number moves below."""
    above = finding(Box(60, 40, 240, 98), hidden=False)
    preview = draw(blank(), [finding(BOX), above])
    assert not (preview[45:95, 65:235] == HIDDEN.colour).all(axis=2).any()
    assert has(preview[182:], HIDDEN)


def test_a_preview_shows_no_more_than_the_painting() -> None:
    """Originals that differ only where they are painted have one and the same preview."""
    face = Finding(Kind.FACE, Box(250, 90, 360, 220).polygon(), 0.9, "test")
    findings, other = [face, finding(BOX)], blank()
    other[90:220, 250:360] = other[100:180, 100:200] = 7
    previews = [draw(paint(each, findings, "blur"), findings) for each in (blank(), other)]
    assert (previews[0] == previews[1]).all()
    assert (draw(blank(), findings) != draw(other, findings)).any()


def test_a_large_picture_is_shown_smaller() -> None:
    """The preview is for a phone; outlines are drawn after scaling and stay thick."""
    preview = draw(blank(4000, 1000), [finding(Box(2000, 400, 3000, 800))])
    assert preview.shape == (LONG_SIDE // 4, LONG_SIDE, 3)
    assert (preview[200, 798:804] == HIDDEN.colour).any()


def test_without_findings_it_is_the_picture() -> None:
    """Nothing hidden, nothing drawn."""
    assert (draw(blank(), []) == blank()).all()
