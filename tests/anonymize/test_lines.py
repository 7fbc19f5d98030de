"""Lines of writing against what only looks like them: shape, score, and what can be read."""

from collections.abc import Sequence

import numpy as np
import pytest

from anonymize.lines import (
    MOST_READ,
    MOST_SUGGESTED,
    Judge,
    has_the_shape,
    is_legible,
    may_be_large_writing,
)
from anonymize.reading import Reading
from anonymize.types import Image
from tests.anonymize.test_shapes import corners

PICTURE = np.zeros((800, 1000, 3), np.uint8)
WORD = Reading("DANDIN", (0.9,) * 6)
NOTHING = Reading("", ())


class Reads:
    """A reader that has one answer for every line, and counts the lines."""

    def __init__(self, answer: Reading) -> None:
        self.answer, self.lines = answer, 0

    def read(self, lines: Sequence[Image]) -> list[Reading]:
        self.lines += len(lines)
        return [self.answer] * len(lines)


@pytest.mark.parametrize(
    ("x1", "y1", "verdict"),
    [(300, 50, True), (50, 300, True), (90, 90, True), (400, 160, True), (200, 160, False)],
)
def test_writing_is_small_or_long(x1: int, y1: int, verdict: bool) -> None:
    """On 1000 x 800: short sides up to 96 pass, up to 200 when twice as long."""
    assert has_the_shape(corners(0, 0, x1, y1), 0.9, 1000, 800) is verdict


def test_large_writing_must_be_clear() -> None:
    """A blot of a lesion's size is taken for a word only with a score that blots do not reach."""
    large, small = corners(0, 0, 200, 70), corners(0, 0, 200, 40)
    assert has_the_shape(large, 0.85, 1000, 800)
    assert not has_the_shape(large, 0.75, 1000, 800)
    assert has_the_shape(small, 0.41, 1000, 800)


def test_what_is_clear_and_small_is_not_read() -> None:
    """A reader that reads nothing at all cannot uncover it."""
    reads = Reads(NOTHING)
    lines = Judge(reads, 0.4).judge(PICTURE, [(corners(100, 100, 300, 130), 0.9)])
    assert len(lines.hidden) == 1
    assert reads.lines == 0


def test_what_is_faint_is_hidden_once_it_is_read() -> None:
    """Low contrast: the network hardly sees it, but there is a name."""
    faint = [(corners(100, 100, 300, 130), 0.27)]
    assert len(Judge(Reads(WORD), 0.4).judge(PICTURE, faint).hidden) == 1
    assert Judge(Reads(NOTHING), 0.4).judge(PICTURE, faint).hidden == []


def test_what_nobody_can_read_is_hidden_when_seen_well() -> None:
    """Handwriting defeats the reader: it stays hidden."""
    lines = Judge(Reads(NOTHING), 0.4).judge(PICTURE, [(corners(100, 100, 300, 130), 0.5)])
    assert len(lines.hidden) == 1


def test_very_large_writing_is_hidden_when_it_is_read() -> None:
    """A name across half of the picture has no shape of writing, but letters."""
    name = [(corners(100, 100, 800, 400), 0.6)]
    assert may_be_large_writing(*name[0], 1000, 800)
    assert len(Judge(Reads(WORD), 0.4).judge(PICTURE, name).hidden) == 1
    assert Judge(Reads(NOTHING), 0.4).judge(PICTURE, name).hidden == []


def test_a_blot_as_wide_as_the_picture_is_not_read() -> None:
    """Chance letters in it would hide everything."""
    assert not may_be_large_writing(corners(0, 0, 999, 799), 0.9, 1000, 800)


def test_a_curve_is_offered_and_not_hidden() -> None:
    """An ECG's lead is as long as a line of writing, and higher; it is what the doctor shows."""
    lead = (corners(10, 100, 990, 200), 0.9)
    lines = Judge(Reads(NOTHING), 0.4).judge(PICTURE, [lead])
    assert (len(lines.hidden), len(lines.suggested)) == (0, 1)
    assert len(Judge(Reads(WORD), 0.4).judge(PICTURE, [lead]).hidden) == 1


def test_larger_things_that_nobody_can_read_must_be_clear() -> None:
    """A catheter's port is seen a little; a large word written by hand is seen well."""
    hidden = [
        Judge(Reads(NOTHING), 0.4).judge(PICTURE, [(corners(100, 100, 200, 155), score)]).hidden
        for score in (0.55, 0.65)
    ]
    assert [len(each) for each in hidden] == [0, 1]


def test_a_blot_does_not_swallow_the_lines_in_it() -> None:
    """A high region that nobody can read is offered; the faint line in it is read by itself."""

    class ReadsShort(Reads):
        """Reads what is as long as the line, twelve times its height, and nothing else."""

        def read(self, lines: Sequence[Image]) -> list[Reading]:
            return [WORD if line.shape[1] > 440 else NOTHING for line in lines]

    blot, line = (corners(100, 100, 400, 220), 0.85), (corners(120, 150, 390, 172), 0.3)
    lines = Judge(ReadsShort(NOTHING), 0.4).judge(PICTURE, [blot, line])
    assert [each[0][:, 1].min() for each in lines.hidden] == [150]


def test_a_faint_unread_region_is_offered() -> None:
    """Just under the threshold: one tap hides it, nothing is hidden unasked."""
    lines = Judge(Reads(NOTHING), 0.4).judge(PICTURE, [(corners(100, 100, 300, 130), 0.35)])
    assert (len(lines.hidden), len(lines.suggested)) == (0, 1)


def test_suggestions_are_few_and_apart_from_what_is_hidden() -> None:
    """The best of them; a number on a hidden line would only confuse."""
    faint = [(corners(100, 50 * n, 300, 50 * n + 30), 0.31 + n / 1000) for n in range(1, 10)]
    hidden = (corners(90, 440, 310, 500), 0.9)
    lines = Judge(Reads(NOTHING), 0.4).judge(PICTURE, [*faint, hidden])
    assert len(lines.suggested) == MOST_SUGGESTED
    assert max(score for _, score in lines.suggested) < 0.319


def test_reading_is_bounded() -> None:
    """A picture full of doubts, each looked at twice, does not take a minute."""
    reads = Reads(NOTHING)
    doubts = [
        (corners(10 + 90 * x, 10 + 40 * y, 80 + 90 * x, 30 + 40 * y), 0.3)
        for x in range(10)
        for y in range(10)
    ]
    Judge(reads, 0.4).judge(PICTURE, doubts)
    assert reads.lines == 2 * MOST_READ


def test_nothing_seen_is_nothing_judged() -> None:
    """Neither is what lies behind the frame."""
    behind = [(corners(-90, -90, -10, -50), 0.9)]
    assert Judge(Reads(WORD), 0.4).judge(PICTURE, behind).hidden == []
    assert Judge(Reads(WORD), 0.4).judge(PICTURE, []).hidden == []


@pytest.mark.parametrize(
    ("text", "sureness", "verdict"),
    [("DUP", 0.9, True), ("DU", 0.99, False), ("D-U", 0.99, False), ("AAAA", 0.9, False)],
)
def test_some_sure_and_different_letters_are_legible(
    text: str, sureness: float, verdict: bool
) -> None:
    """Grain reads as one or two letters, a curve as the same one again and again."""
    assert is_legible(Reading(text, (sureness,) * len(text))) is verdict
    assert not is_legible(Reading(text, (0.5,) * len(text)))
