"""The recipe: decode upright, find, paint, ask the second family, encode clean."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
    drawn, missed = _shown(image, first, tools, options, deadline)
    findings = (*first, *missed)
    if missed:
        drawn = _drawn(mask.paint(image, findings, options.face_style), findings, options)
    return Result(findings, _masked(image, drawn, findings, (), options))


def render(data: bytes, findings: Sequence[Finding], tools: Tools, options: Options) -> Masked:
    """Hide what a person decided on, and no more; what the second family still sees there is
    told by the flags.
    """
    deadline = Deadline(options.time_limit_seconds)
    image = picture.fit(picture.decode(data, options), options)
    drawn, left = _shown(image, findings, tools, options, deadline)
    return _masked(image, drawn, findings, left, options)


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


def _shown(
    image: Image, findings: Sequence[Finding], tools: Tools, options: Options, deadline: Deadline
) -> tuple[tuple[bytes, bytes], list[Finding]]:
    """Output and preview, and what the second family still sees in the painted picture."""
    painted = mask.paint(image, findings, options.face_style)
    # The second look hardly ever finds what changes the picture again.
    with ThreadPoolExecutor(1) as aside:
        drawing = aside.submit(_drawn, painted, findings, options)
        left = look_again(painted, findings, tools, deadline)
        return drawing.result(), left


def look_again(
    painted: Image, findings: Sequence[Finding], tools: Tools, deadline: Deadline
) -> list[Finding]:
    with ThreadPoolExecutor(max(1, len(tools.checkers))) as eyes:
        seen = eyes.map(lambda each: each.look(painted, findings), tools.checkers)
        left = [each for found in seen for each in found]
    deadline.check()
    return left


def _drawn(painted: Image, findings: Sequence[Finding], options: Options) -> tuple[bytes, bytes]:
    """The output and its preview, encoded."""
    data = picture.encode(painted, options.max_output_bytes)
    return data, picture.encode(preview.draw(painted, findings), options.max_output_bytes)


def _masked(
    image: Image,
    drawn: tuple[bytes, bytes],
    findings: Sequence[Finding],
    left: Sequence[Finding],
    options: Options,
) -> Masked:
    height, width = image.shape[:2]
    flags = verdict.flags(findings, left, options)
    return Masked(*drawn, width, height, flags, verdict.of(findings, flags))
