"""What the project wants to reach, beside what was reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.anonymize.figures import Figures

# Hard synthetic writing is told from real pictures by conditions that only it has.
SYNTHETIC: Final = "low-contrast"
# Peak of the worker and of the programs it starts, MiB by megapixels.
MEMORY_MIB: Final = {12: 900.0, 48: 1500.0}


@dataclass(frozen=True, slots=True)
class Goal:
    """value must be at least `bound`, or at most where `at_most`; counts and shares alike."""

    what: str
    bound: float
    value: float
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound


def goals(figures: Figures) -> list[Goal]:
    """Those on which the run has something to say."""
    ours: Figures = figures.get("tools", {}).get("ours", {})
    found = [*_covered(ours), *_kept(ours)] if ours else []
    for threads, ratio in figures.get("ratio", {}).items():
        for bound in (1.0, 0.5) if ratio["pictures"] else ():
            what = f"median s / (deface + one Tesseract pass), {threads} threads"
            found.append(Goal(what, bound, ratio["of_medians"], at_most=True))
    for peak in figures.get("memory", ()):
        allowed = MEMORY_MIB.get(peak["megapixels"])
        if allowed is not None:
            total = peak["peak_mib"] + peak["helpers_mib"]
            found.append(Goal(f"MiB at {peak['megapixels']} MP", allowed, total, at_most=True))
    return found


def _covered(ours: Figures) -> Iterator[Goal]:
    groups = {(each["kind"], each["condition"]): each for each in ours["groups"]}
    wanted = {
        ("face", "natural"): 0.995,
        ("face", "transformed"): 0.995,
        ("face", "independent"): 1.0,
        ("text", "ALL"): 0.99,
    }
    if ("text", SYNTHETIC) in groups:
        wanted[("text", "ALL")] = 0.95
        wanted |= {
            ("text", name): 0.85 for name in (SYNTHETIC, "speckle", "handwriting", "turned")
        }
    for name, bound in wanted.items():
        if name in groups and groups[name]["r90"] is not None:
            yield Goal(f"r90, {' '.join(name)}", bound, groups[name]["r90"])
            if name[0] == "face":
                yield Goal(f"whole head, {name[1]}", bound, groups[name]["oval90"])
    if ours["patient_data"]["boxes"] and ("text", SYNTHETIC) not in groups:
        yield Goal("r90, patient data", 1.0, ours["patient_data"]["r90"])


def _kept(ours: Figures) -> Iterator[Goal]:
    wrong, lesions, markers = (
        ours[name] for name in ("nothing_to_hide", "lesions", "side_markers")
    )
    if wrong["pictures"]:
        yield Goal("pixels hidden for nothing", 0.005, wrong["pixels"], at_most=True)
        yield Goal("the same, worst picture", 0.05, wrong["worst"], at_most=True)
    if lesions["pictures"]:
        yield Goal("lesion pixels hidden", 0.001, lesions["pixels"], at_most=True)
    if markers["alone"]:
        yield Goal("side markers alone, kept", 0.8, markers["alone_kept"] / markers["alone"])
    yield Goal("pictures refused", 0, len(ours["refused"]), at_most=True)
    yield Goal("other writing kept", 0, markers["other_writing_kept"], at_most=True)
