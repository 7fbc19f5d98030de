"""The recipe: decode upright, find, paint, ask the second family, encode clean."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from anonymize import mask, picture, preview, verdict
from anonymize.types import (
    SUGGESTIONS,
    Box,
    Finding,
    Image,
    Masked,
    Options,
    PictureError,
    Refusal,
    Result,
    Tools,
)

# A suggestion that overlaps a hidden region by more than this share of itself is not offered.
IDLE_SHARE: Final = 0.3


class Deadline:
    """Raises TOO_SLOW between steps. An executor that cannot kill still refuses what took too
    long.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise PictureError(Refusal.TOO_SLOW)


def process(data: bytes, tools: Tools, options: Options) -> Result:
    """Find everything, hide it, and hide what the second family still sees. Raises PictureError
    for what cannot be decoded.
    """
    deadline = Deadline(options.time_limit_seconds)
    image = picture.fit(picture.decode(data, options), options)
    first = find(image, tools, deadline)
    painted = mask.paint(image, first, options.face_style)
    missed = look_again(painted, first, tools, deadline)
    findings = (*first, *missed)
    if missed:
        painted = mask.paint(image, findings, options.face_style)
    return Result(findings, _encoded(painted, findings, (), options))


def render(data: bytes, findings: Sequence[Finding], tools: Tools, options: Options) -> Masked:
    """Hide what a person decided on, and no more; what the second family still sees there is
    told by the flags.
    """
    deadline = Deadline(options.time_limit_seconds)
    image = picture.fit(picture.decode(data, options), options)
    return finish(image, findings, tools, options, deadline)


def clean(data: bytes, options: Options) -> bytes:
    """The same picture made anew from its pixels: nothing is hidden, no metadata survives."""
    image = picture.fit(picture.decode(data, options), options)
    return picture.encode(image, options.max_output_bytes)


def find(image: Image, tools: Tools, deadline: Deadline) -> tuple[Finding, ...]:
    """What all detectors found; of what they only suggest, that which nothing hides already."""
    findings: list[Finding] = []
    for detector in tools.detectors:
        findings += detector.find(image)
        deadline.check()
    hidden = [each.box for each in findings if each.hidden]
    return tuple(each for each in findings if not _is_idle(each, hidden))


def _is_idle(finding: Finding, hidden: Sequence[Box]) -> bool:
    """Whether a suggestion lies for a good part under what is hidden anyway: a head's own hair."""
    box = finding.box
    most = IDLE_SHARE * box.area
    return finding.source in SUGGESTIONS and any(each.overlap(box) > most for each in hidden)


def finish(
    image: Image, findings: Sequence[Finding], tools: Tools, options: Options, deadline: Deadline
) -> Masked:
    """Paint, ask the second family what is still to be seen, encode."""
    painted = mask.paint(image, findings, options.face_style)
    left = look_again(painted, findings, tools, deadline)
    return _encoded(painted, findings, left, options)


def look_again(
    painted: Image, findings: Sequence[Finding], tools: Tools, deadline: Deadline
) -> list[Finding]:
    left: list[Finding] = []
    for checker in tools.checkers:
        left += checker.look(painted, findings)
        deadline.check()
    return left


def _encoded(
    painted: Image, findings: Sequence[Finding], left: Sequence[Finding], options: Options
) -> Masked:
    """left: what the second family still sees."""
    height, width = painted.shape[:2]
    flags = verdict.flags(findings, left, options)
    return Masked(
        data=picture.encode(painted, options.max_output_bytes),
        preview=picture.encode(preview.draw(painted, findings), options.max_output_bytes),
        width=width,
        height=height,
        flags=flags,
        verdict=verdict.of(findings, flags),
    )
