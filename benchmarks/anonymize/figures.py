"""From scores of single pictures to the figures of the report, as plain values for JSON."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from benchmarks.anonymize.measure import COVERED, Score
from benchmarks.anonymize.truth import TO_HIDE

# Groups over several conditions, by how their names begin.
CUTS: Final = {"transformed": ("x-",), "turned": ("turned-", "slanted")}
MUCH: Final = 0.05

Figures = dict[str, Any]


def figures(scores: Sequence[Score]) -> Figures:
    """All figures of one tool over the pictures that it was shown."""
    return {
        "pictures": len(scores),
        "groups": [_group(name, group) for name, group in _groups(scores)],
        "patient_data": _covered([s for score in scores for s in score.patient]),
        "nothing_to_hide": wrongly_hidden(scores),
        "lesions": lesions(scores),
        "side_markers": markers(scores),
        "sources": _ordered(sum((score.sources for score in scores), Counter())),
        "suggestions": _ordered(sum((score.suggestions for score in scores), Counter())),
        "tattoos": tattoos(scores),
        "verdicts": _by_kind(scores, lambda score: [score.seen.verdict or "-"]),
        "flags": _by_kind(scores, lambda score: score.seen.flags),
        "refused": {s.truth.file: s.seen.refused for s in scores if s.seen.refused},
        "missed": {
            score.truth.file: [round(share, 3) for share in score.covered]
            for score in scores
            if score.is_missed
        },
    }


def _groups(scores: Sequence[Score]) -> Iterable[tuple[tuple[str, str], list[Score]]]:
    """Each condition, then each kind as a whole and cut in several ways; a picture stands in the
    group of every condition that it has.
    """
    named: dict[tuple[str, str], list[Score]] = {}
    for score in scores:
        for condition in score.truth.conditions:
            named.setdefault((score.truth.kind, condition), []).append(score)
    yield from sorted(named.items())
    for kind in sorted({score.truth.kind for score in scores}):
        whole = [score for score in scores if score.truth.kind == kind]
        cuts = {"ALL": whole, "independent": [s for s in whole if s.truth.independent]}
        for name, start in CUTS.items():
            cuts[name] = [s for s in whole if any(c.startswith(start) for c in s.truth.conditions)]
        if cuts["transformed"]:
            cuts["natural"] = [s for s in whole if s not in cuts["transformed"]]
        yield from (((kind, name), cut) for name, cut in cuts.items() if cut)


def _group(name: tuple[str, str], group: Sequence[Score]) -> Figures:
    must = [score for score in group if score.truth.kind in TO_HIDE]
    return {
        "kind": name[0],
        "condition": name[1],
        "pictures": len(group),
        **_covered([share for score in must for share in score.covered]),
        "head90": _reached([share for score in group for share in score.heads]),
        "oval90": _reached([share for score in group for share in score.ovals]),
        "offered90": _reached([share for score in group for share in score.offered]),
        "hidden": _mean(score.hidden for score in group),
        "outside": _mean(score.outside for score in group),
        "refused": sum(bool(score.seen.refused) for score in group),
    }


def _covered(shares: Sequence[float]) -> Figures:
    return {"boxes": len(shares), "r90": _reached(shares), "r100": _reached(shares, 1.0)}


def _reached(shares: Sequence[float], least: float = COVERED) -> float | None:
    return sum(share >= least for share in shares) / len(shares) if shares else None


def shown(scores: Sequence[Score]) -> list[Score]:
    """Without the refused: hiding nothing is no merit of a picture that nobody gets to see."""
    return [score for score in scores if not score.seen.refused]


def wrongly_hidden(scores: Sequence[Score]) -> Figures:
    """Over pictures with nothing to hide: the share of all their pixels, of the mean and of the
    worst picture.
    """
    empty = [s for s in shown(scores) if s.truth.has_nothing_to_hide]
    if not empty:
        return {"pictures": 0}
    sizes = [score.truth.width * score.truth.height for score in empty]
    hidden = sum(score.hidden * size for score, size in zip(empty, sizes, strict=True))
    worst = max(empty, key=lambda score: score.hidden)
    return {
        "pictures": len(empty),
        "pixels": hidden / sum(sizes),
        "mean": _mean(score.hidden for score in empty),
        "worst": worst.hidden,
        "worst_file": worst.truth.file,
        "above_5_percent": sum(score.hidden > MUCH for score in empty),
    }


def lesions(scores: Sequence[Score]) -> Figures:
    found = [score.lesion for score in shown(scores) if score.lesion is not None]
    if not found:
        return {"pictures": 0}
    return {
        "pictures": len(found),
        "pixels": sum(hidden for hidden, _ in found) / sum(size for _, size in found),
        "worst": max(hidden / size for hidden, size in found),
    }


def tattoos(scores: Sequence[Score]) -> Figures:
    """Pointing at half of a tattoo is enough for a question."""
    offered = [share for s in scores if s.truth.kind == "tattoo" for share in s.offered]
    return {"boxes": len(offered), "offered50": _reached(offered, 0.5)}


def markers(scores: Sequence[Score]) -> Figures:
    """Side markers still to be read, and what else was kept as one."""
    every = [marker for score in shown(scores) for marker in score.markers]
    alone = [legible for stands_alone, legible in every if stands_alone]
    return {
        "all": len(every),
        "kept": sum(legible for _, legible in every),
        "alone": len(alone),
        "alone_kept": sum(alone),
        "other_writing_kept": sum(score.other_kept for score in scores),
        "other_writing_kept_in": [s.truth.file for s in scores if s.other_kept],
    }


def timing(scores: Sequence[Score]) -> Figures:
    """Wall and processor seconds per picture that was not refused."""
    finished = [score.seen for score in shown(scores)]
    wall, cpu = sorted(s.seconds for s in finished), sorted(s.cpu for s in finished)
    return {
        "pictures": len(finished),
        "median": statistics.median(wall or [0.0]),
        "p95": percentile(wall or [0.0], 95),
        "cpu_median": statistics.median(cpu or [0.0]),
        "cpu_p95": percentile(cpu or [0.0], 95),
    }


def ratio(ours: Sequence[Score], peers: Sequence[Sequence[Score]]) -> Figures:
    """Our seconds over those of all peers together: `wall` and `cpu` are the median over the
    pictures, `of_medians` compares our median with theirs. What one of them refused is left out.
    """
    together = [
        [score.seen for score in picture]
        for picture in zip(ours, *peers, strict=True)
        if not any(score.seen.refused for score in picture)
    ]
    if not together:
        return {"pictures": 0}
    own = [first.seconds for first, *_ in together]
    beside = [sum(peer.seconds for peer in others) for _, *others in together]
    cpu = [one.cpu / max(sum(peer.cpu for peer in others), 0.01) for one, *others in together]
    return {
        "pictures": len(together),
        "wall": statistics.median(a / b for a, b in zip(own, beside, strict=True)),
        "cpu": statistics.median(cpu),
        "of_medians": statistics.median(own) / statistics.median(beside),
    }


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that this share of the values does not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _by_kind(scores: Sequence[Score], words: Callable[[Score], Iterable[str]]) -> Figures:
    kinds: dict[str, Counter[str]] = {}
    for score in scores:
        kinds.setdefault(score.truth.kind, Counter()).update(words(score))
    return {kind: _ordered(counted) for kind, counted in sorted(kinds.items())}


def _ordered(counted: Counter[str]) -> dict[str, int]:
    return dict(counted.most_common())


def _mean(values: Iterable[float]) -> float:
    return statistics.fmean(values)
