"""The recipe: decode upright, find, paint, check what is left, encode clean."""

from __future__ import annotations

import time
from collections.abc import Sequence

from anonymize import check, mask, picture, preview
from anonymize.types import (
    Box,
    Finding,
    Flag,
    Image,
    Kind,
    Masked,
    Options,
    PictureError,
    Refusal,
    Result,
    Tools,
)


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
    """Find everything, hide it, look at the outcome. Raises PictureError for what cannot be
    decoded.
    """
    deadline = Deadline(options.time_limit_seconds)
    image = picture.fit(picture.decode(data, options), options)
    findings = find(image, tools, deadline)
    return Result(findings, finish(image, findings, tools, options, deadline))


def render(data: bytes, findings: Sequence[Finding], tools: Tools, options: Options) -> Masked:
    """Hide what a person decided on, without looking for more, and look at the outcome."""
    deadline = Deadline(options.time_limit_seconds)
    image = picture.fit(picture.decode(data, options), options)
    return finish(image, findings, tools, options, deadline)


def clean(data: bytes, options: Options) -> bytes:
    """The same picture made anew from its pixels: nothing is hidden, no metadata survives."""
    image = picture.fit(picture.decode(data, options), options)
    return picture.encode(image, options.max_output_bytes)


def find(image: Image, tools: Tools, deadline: Deadline) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    for detector in tools.detectors:
        findings += detector.find(image)
        deadline.check()
    return tuple(findings)


def finish(
    image: Image, findings: Sequence[Finding], tools: Tools, options: Options, deadline: Deadline
) -> Masked:
    painted = mask.paint(image, findings, options.face_style)
    flags = known_risks(findings, options)
    for checker in tools.checkers:
        flags |= checker.look(painted, findings)
        deadline.check()
    height, width = image.shape[:2]
    return Masked(
        data=picture.encode(painted, options.max_output_bytes),
        preview=picture.encode(preview.draw(painted, findings), options.max_output_bytes),
        width=width,
        height=height,
        flags=flags,
    )


def known_risks(findings: Sequence[Finding], options: Options) -> frozenset[Flag]:
    """The flags that follow from the findings alone."""
    hidden = [each for each in findings if each.hidden]
    flags = set(check.shown_again(findings))
    if any(each.kind is Kind.FACE for each in hidden):
        flags.add(Flag.FACE_HIDDEN)
    faces = [each.box for each in hidden if each.kind is Kind.FACE]
    if any(each.score < options.sure_score for each in hidden if not _lies_in(each.box, faces)):
        flags.add(Flag.LOW_CONFIDENCE)
    return frozenset(flags)


def _lies_in(box: Box, faces: Sequence[Box]) -> bool:
    """Whether a box is part of a hidden face: eyes that look like letters raise no doubt there."""
    return any(face != box and face.overlap(box) == box.area for face in faces)
