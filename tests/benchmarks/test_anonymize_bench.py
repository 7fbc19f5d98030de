"""The ruler itself: what the bench says of tools whose worth is known beforehand."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from anonymize.types import INK, SIDE_MARKER, Box, Finding, Kind, whole
from benchmarks.anonymize import sheet
from benchmarks.anonymize.figures import Figures, figures, percentile, ratio, timing
from benchmarks.anonymize.measure import Score, Seen, measure
from benchmarks.anonymize.reach import goals
from benchmarks.anonymize.report import as_markdown, table
from benchmarks.anonymize.truth import Area, parse, read
from tests.drawn import plain

SIZE = (200, 100)
EMPTY: dict[str, Any] = {"boxes": [], "ignore": [], "side_markers": [], "phi": []}
A_LINE = [20, 20, 60, 40]


def entry(**said: Any) -> dict[str, Any]:
    about = {"file": "a.png", "kind": "text", "condition": "xray", "ground_truth": "reviewed"}
    return {**about, "width": SIZE[0], "height": SIZE[1], **EMPTY, **said}


def hiding(*boxes: Sequence[int], source: str = "dbnet", hidden: bool = True) -> list[Finding]:
    return [Finding(Kind.TEXT, Box(*box).polygon(), 0.9, source, hidden) for box in boxes]


def score(said: dict[str, Any], findings: Sequence[Finding] = (), **seen: Any) -> Score:
    answer = Seen(tuple(findings), *SIZE, seconds=0.5, cpu=0.25, **seen)
    return measure(parse(said), answer, Path())


def timed(*spent: tuple[float, float]) -> list[Score]:
    """A score per picture that took these wall and processor seconds."""
    return [
        measure(parse(entry()), Seen((), *SIZE, seconds=wall, cpu=cpu), Path())
        for wall, cpu in spent
    ]


def group(scores: Sequence[Score], kind: str = "text", condition: str = "ALL") -> Figures:
    found = [
        g for g in figures(scores)["groups"] if (g["kind"], g["condition"]) == (kind, condition)
    ]
    return found[0]


def test_a_tool_that_does_nothing_covers_nothing() -> None:
    """Its recall is 0, and nothing is hidden for nothing."""
    found = figures([score(entry(boxes=[A_LINE], phi=[A_LINE])), score(entry(kind="neg"))])

    assert found["patient_data"] == {"boxes": 1, "r90": 0.0, "r100": 0.0}
    assert found["nothing_to_hide"]["pixels"] == 0
    assert list(found["missed"]) == ["a.png"]


def test_a_tool_that_hides_all_covers_all_and_hides_all_for_nothing() -> None:
    """Recall alone would call it perfect."""
    everything = [whole(*SIZE)]
    scores = [score(entry(boxes=[A_LINE]), everything), score(entry(kind="neg"), everything)]

    assert (group(scores)["r90"], group(scores)["r100"]) == (1.0, 1.0)
    assert figures(scores)["nothing_to_hide"]["worst"] == 1.0
    assert figures(scores)["nothing_to_hide"]["above_5_percent"] == 1


@pytest.mark.parametrize(
    ("right", "r90", "r100"), [(55, 0.0, 0.0), (56, 1.0, 0.0), (59, 1.0, 0.0), (60, 1.0, 1.0)]
)
def test_a_box_counts_from_nine_tenths_on(right: int, r90: float, r100: float) -> None:
    """The true line is 40 px long: 36 hidden are enough for one figure, 40 for the other."""
    found = group([score(entry(boxes=[A_LINE]), hiding((20, 20, right, 40)))])

    assert (found["r90"], found["r100"]) == (r90, r100)


def test_two_halves_cover_one_box() -> None:
    """Pixels count, not findings."""
    found = score(entry(boxes=[A_LINE]), hiding((20, 20, 41, 40), (39, 20, 60, 40)))

    assert found.covered == (1.0,)


def test_a_turned_line_is_measured_by_its_outline() -> None:
    """The corners of the box around it hold no writing."""
    diamond = [[50, 20], [70, 40], [50, 60], [30, 40]]
    said = entry(boxes=[[30, 20, 70, 60]], polygons=[diamond], phi=[[30, 20, 70, 60]])
    hidden = ((50, 19), (71, 40), (50, 61), (29, 40))
    found = score(said, [Finding(Kind.TEXT, hidden, 1.0, "dbnet")])

    assert found.covered == (1.0,)
    assert found.patient == (1.0,)


def test_an_upright_outline_holds_the_pixels_of_its_box() -> None:
    """Outlines run along the edges of pixels, as half-open boxes do."""
    ones = np.zeros((10, 10), np.bool_)
    ones[2:6, 3:9] = True
    area = Area(Box(2, 1, 10, 7), ((3, 2), (9, 2), (9, 6), (3, 6)))

    assert area.share(ones) == 1.0
    assert area.share(~ones) == 0.0


def test_a_head_is_larger_than_its_face() -> None:
    """Covering the face from brow to chin is not covering the head."""
    found = score(entry(kind="face", boxes=[[50, 30, 100, 80]]), hiding((50, 30, 100, 80)))

    assert found.covered == (1.0,)
    assert found.heads == (pytest.approx(50 * 50 / (70 * 70)),)
    assert found.heads < found.ovals < found.covered


def test_the_margin_around_a_line_is_no_mistake() -> None:
    """Half the line's height is allowed; what is hidden beyond counts as outside."""
    near = score(entry(boxes=[A_LINE]), hiding((10, 10, 70, 50)))
    far = score(entry(boxes=[A_LINE]), hiding((100, 0, 200, 100)))

    assert near.outside == 0
    assert far.outside == 0.5


@pytest.mark.parametrize(("left", "alone"), [(40, True), (39, False)])
def test_a_marker_stands_alone_one_length_from_writing(left: int, alone: bool) -> None:
    """The marker is 20 px long and begins at 100; the line ends 40 px before, or a bit nearer."""
    line = [left, 50, 120 - left, 70] if alone else [left, 50, 81, 70]
    found = score(entry(boxes=[line], side_markers=[[100, 50, 120, 70]]))

    assert found.markers == ((alone, True),)


def test_markers_are_counted_apart_when_alone() -> None:
    """One of two is hidden; it is the one beside writing."""
    markers = [[100, 50, 120, 70], [62, 20, 80, 40]]
    said = entry(boxes=[A_LINE], side_markers=markers)
    found = figures([score(said, hiding((20, 20, 80, 40)))])["side_markers"]

    assert (found["alone_kept"], found["alone"], found["kept"], found["all"]) == (1, 1, 1, 2)


def test_other_writing_kept_is_told() -> None:
    """A line taken for a side marker is counted; a marker beside a line is not."""
    said = entry(boxes=[A_LINE], side_markers=[[58, 20, 78, 40]])
    right = score(said, hiding((57, 19, 79, 41), source=SIDE_MARKER, hidden=False))
    wrong = score(said, hiding((20, 20, 40, 40), source=SIDE_MARKER, hidden=False))

    assert (right.other_kept, wrong.other_kept) == (0, 1)


def test_suggestions_are_no_cover() -> None:
    """What is offered and not hidden is to be seen until somebody hides it."""
    found = score(entry(boxes=[A_LINE]), hiding((20, 20, 60, 40), source=INK, hidden=False))

    assert (found.covered, found.offered, found.suggestions) == ((0.0,), (1.0,), {INK: 1})


def test_half_a_tattoo_is_enough_for_a_question() -> None:
    """Tattoos are never hidden unasked: only what is offered counts, and recall stays silent."""
    offered = hiding((20, 20, 40, 40), source=INK, hidden=False)
    found = figures([score(entry(kind="tattoo", boxes=[A_LINE]), offered)])

    assert found["tattoos"] == {"boxes": 1, "offered50": 1.0}
    assert (found["groups"][0]["r90"], found["missed"]) == (None, {})


def test_hidden_lesion_pixels_are_shared_out(tmp_path: Path) -> None:
    """A quarter of the lesion's pixels is hidden."""
    lesion = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    lesion[40:80, 40:80] = 255
    Pillow.fromarray(lesion).save(tmp_path / "mask.png")
    seen = Seen(tuple(hiding((40, 40, 60, 60))), *SIZE, 0.1, 0.1)
    found = measure(parse(entry(kind="neg", lesion_mask="mask.png")), seen, tmp_path)

    assert figures([found])["lesions"] == {"pictures": 1, "pixels": 0.25, "worst": 0.25}


def test_a_refused_picture_hides_nothing_and_shows_nothing() -> None:
    """It lowers recall, and is told apart from what was missed."""
    found = figures([score(entry(boxes=[A_LINE]), refused="too_slow")])

    assert found["groups"][0]["r90"] == 0
    assert (found["refused"], found["missed"]) == ({"a.png": "too_slow"}, {})


def test_pictures_are_grouped_by_every_condition_and_by_truth() -> None:
    """Independent truth and transformed pictures have rows of their own."""
    said = entry(
        kind="face", boxes=[A_LINE], conditions=["x-dark", "x-rot90"], ground_truth="exact"
    )
    found = figures([score(said), score(entry(kind="face", boxes=[A_LINE]))])["groups"]

    assert [(each["condition"], each["pictures"]) for each in found] == [
        ("x-dark", 1), ("x-rot90", 1), ("xray", 1),
        ("ALL", 2), ("independent", 1), ("transformed", 1), ("natural", 1),
    ]  # fmt: skip


def test_a_smaller_rendering_is_measured_in_the_frame_of_the_truth() -> None:
    """Findings of a picture at half size cover the same share."""
    seen = Seen(tuple(hiding((10, 10, 30, 20))), SIZE[0] // 2, SIZE[1] // 2, 0.1, 0.1)

    assert measure(parse(entry(boxes=[A_LINE])), seen, Path()).covered == (1.0,)


def test_only_the_asked_pictures_are_read(tmp_path: Path) -> None:
    """Kind and condition first, then every n-th."""
    rows = [entry(file=str(n), kind="text" if n % 2 else "neg") for n in range(8)]
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(rows))

    assert [each.file for each in read(manifest, ["text"], every=2)] == ["1", "5"]
    assert read(manifest, conditions=["us"]) == []


def test_our_time_is_set_against_all_peers_together() -> None:
    """Picture by picture; the median is not pulled by one slow picture."""
    ours = timed((2.0, 3.0), (2.0, 3.0), (2.0, 3.0))
    deface, words = timed(*[(0.5, 0.5)] * 3), timed((0.5, 0.5), (1.5, 0.5), (0.5, 2.5))

    found = ratio(ours, [deface, words])

    assert (found["wall"], found["cpu"], found["of_medians"]) == (2.0, 3.0, 2.0)
    assert timing(ours)["median"] == 2.0


def test_refused_pictures_are_not_fast() -> None:
    """A refusal takes no time, hides nothing wrongly and keeps every side marker: no merit."""
    said = entry(kind="neg", side_markers=[[100, 50, 120, 70]])
    refused = score(said, refused="too_slow")
    found = figures([refused])

    assert timing([refused])["pictures"] == ratio([refused], [[refused]])["pictures"] == 0
    assert (found["nothing_to_hide"]["pictures"], found["side_markers"]["all"]) == (0, 0)


def test_a_percentile_is_one_of_the_values() -> None:
    """95 of 100 values are at most the 95th."""
    assert percentile(list(range(1, 101)), 95) == 95
    assert percentile([7.0], 95) == 7.0


def test_tables_are_cut_and_not_rounded_up() -> None:
    """.9996 of the boxes is not all of them."""
    scores = [score(entry(boxes=[A_LINE] * 2499)), score(entry(), [])]
    text = as_markdown({"tools": {"ours": figures(scores)}, "time": [], "ratio": {}})

    assert "0.000" in text
    assert table(("a", "b"), [("x", "1")]).splitlines()[1] == "|---|--:|"


def test_the_sheets_show_what_was_missed(tmp_path: Path) -> None:
    """Red is the true box; seven misses need one row more, and patient data no tile of its own."""
    plain(*SIZE).save(tmp_path / "a.png")
    lines = [[20, y, 60, y + 10] for y in range(20, 90, 10)]
    scores = [score(entry(boxes=lines, phi=lines)), score(entry(kind="neg"), [whole(*SIZE)])]
    sheet.misses(scores, tmp_path, tmp_path / "misses.jpg")
    sheet.wrong(scores, tmp_path, tmp_path / "wrong.jpg")

    with (
        Pillow.open(tmp_path / "misses.jpg") as misses,
        Pillow.open(tmp_path / "wrong.jpg") as wrong,
    ):
        assert misses.height - wrong.height == sheet.TILE + sheet.CAPTION
        assert sheet.tinted(scores[0], tmp_path).getpixel((20, 20)) == sheet.RED


def test_a_goal_is_reached_or_not() -> None:
    """A tool that does nothing misses the writing and hides nothing for nothing."""
    idle = figures([score(entry(boxes=[A_LINE])), score(entry(kind="neg"))])
    reached = {each.what: each.is_met for each in goals({"tools": {"ours": idle}})}

    assert not reached["r90, text ALL"]
    assert reached["pixels hidden for nothing"]


@pytest.mark.parametrize(("peak", "met"), [(850.0, True), (851.0, False)])
def test_memory_counts_the_programs_a_worker_starts(peak: float, met: bool) -> None:
    """The worker and its helper together have 900 MiB at 12 megapixels."""
    (goal,) = goals({"memory": [{"megapixels": 12, "peak_mib": peak, "helpers_mib": 50.0}]})

    assert goal.is_met is met
