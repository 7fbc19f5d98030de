"""What became of a picture, and why a person should look at it twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anonymize.types import (
    SECOND_FAMILY,
    SIDE_MARKER,
    SUGGESTIONS,
    Box,
    Finding,
    Flag,
    Kind,
    Options,
    Verdict,
)

LEFT: Final = {Kind.FACE: Flag.FACE_LEFT, Kind.TEXT: Flag.WORDS_LEFT}
DOUBTS: Final = frozenset(
    {Flag.FACE_LEFT, Flag.WORDS_LEFT, Flag.LOW_CONFIDENCE, Flag.SECOND_OPINION}
)


def of(findings: Sequence[Finding], flags: frozenset[Flag]) -> Verdict:
    if flags & DOUBTS:
        return Verdict.DOUBTFUL
    return Verdict.HIDDEN if any(each.hidden for each in findings) else Verdict.CLEAN


def flags(
    findings: Sequence[Finding], left: Sequence[Finding], options: Options
) -> frozenset[Flag]:
    """left: what the second family still sees in the finished picture."""
    hidden = [each for each in findings if each.hidden]
    faces = [each.box for each in hidden if each.kind is Kind.FACE]
    seen = {LEFT[each.kind] for each in left if each.kind in LEFT} | _shown_again(findings)
    if faces:
        seen.add(Flag.FACE_HIDDEN)
    if any(each.source in SECOND_FAMILY for each in hidden):
        seen.add(Flag.SECOND_OPINION)
    if any(each.score < options.sure_score for each in hidden if not _lies_in(each.box, faces)):
        seen.add(Flag.LOW_CONFIDENCE)
    return frozenset(seen)


def _shown_again(findings: Sequence[Finding]) -> set[Flag]:
    """What our own detectors were sure of and somebody uncovered is visible, whatever the second
    family says.
    """
    never_hidden = {SIDE_MARKER, *SUGGESTIONS}
    shown = [each for each in findings if not each.hidden and each.source not in never_hidden]
    return {LEFT[each.kind] for each in shown if each.kind in LEFT}


def _lies_in(box: Box, faces: Sequence[Box]) -> bool:
    """Whether a box is part of a hidden face: eyes that look like letters raise no doubt there."""
    return any(face != box and face.overlap(box) == box.area for face in faces)
