"""Stand-in detectors and checkers: each failure of the anonymizer is a small named class.

The functions at the end make `Tools` from options, as `anonymize.tools.real_tools` does; they are
at module level, so that a worker process can be told their names.
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from anonymize import Box, Finding, Kind, Options, Tools
from anonymize.types import Image

# The colour of the mark that FindsMark looks for; nothing else that tests draw has it.
MARK = (255, 0, 255)
# Longer than any time limit of a test; the worker is killed long before.
TOO_LONG_SECONDS = 60.0


class FindsNothing:
    """A detector that does nothing: every privacy gate must fail with it."""

    def find(self, image: Image) -> list[Finding]:
        return []


class FindsMark:
    """Finds the box around all pixels of the colour MARK and calls it writing."""

    def find(self, image: Image) -> list[Finding]:
        rows, columns = np.where((np.abs(image.astype(int) - MARK) < 60).all(axis=2))
        if rows.size == 0:
            return []
        box = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        whole = tuple((int(x), int(y)) for x, y in box.polygon())
        return [Finding(Kind.TEXT, whole, 0.9, "mark")]


class FindsFaceInTheMiddle:
    """Takes the middle half of every picture for a face."""

    def find(self, image: Image) -> list[Finding]:
        height, width = image.shape[:2]
        box = Box(width // 4, height // 4, width * 3 // 4, height * 3 // 4)
        return [Finding(Kind.FACE, box.polygon(), 0.9, "middle")]


class Doubts:
    """Finds the whole picture, hardly sure of itself."""

    def find(self, image: Image) -> list[Finding]:
        height, width = image.shape[:2]
        return [Finding(Kind.TEXT, Box(0, 0, width, height).polygon(), 0.21, "doubts")]


class Raises:
    """A detector with a defect, whose message quotes what it read."""

    def find(self, image: Image) -> list[Finding]:
        raise ValueError("DANDIN GEORGES 12/03/1958")


class Crashes:
    """Takes its whole process down, as a fault in native code does."""

    def find(self, image: Image) -> list[Finding]:
        os._exit(3)


class Slow:
    """Never comes back by itself."""

    def find(self, image: Image) -> list[Finding]:
        threading.Event().wait(TOO_LONG_SECONDS)
        return []


class Greedy:
    """Asks for 3 GiB, which it never touches: no burden without a limit, too much within one."""

    def find(self, image: Image) -> list[Finding]:
        return [] if np.zeros(3 * 2**30, np.uint8).size else self.find(image)


class Insatiable:
    """Asks for more memory than any computer has."""

    def find(self, image: Image) -> list[Finding]:
        return [] if np.zeros(2**60, np.uint8).size else self.find(image)


class Liar:
    """Answers what no detector may: polygons outside the picture, and half of it as one point."""

    def find(self, image: Image) -> list[Finding]:
        height, width = image.shape[:2]
        far = ((-500, -500), (10 * width, -500), (10 * width, 10 * height), (-500, 10 * height))
        point = ((5, 5),)
        return [Finding(Kind.TEXT, far, 7.0, "liar"), Finding(Kind.FACE, point, -1.0, "liar")]


class SeesNothing:
    """A checker that is content with everything."""

    def look(self, image: Image, findings: Sequence[Finding]) -> list[Finding]:
        return []


class SeesMark:
    """Finds the mark that the finished picture still shows, as the second family would."""

    def look(self, image: Image, findings: Sequence[Finding]) -> list[Finding]:
        return [replace(each, source="tesseract") for each in FindsMark().find(image)]


def no_tools(options: Options) -> Tools:
    return Tools((FindsNothing(),), (SeesNothing(),))


def mark_tools(options: Options) -> Tools:
    return Tools((FindsMark(),), (SeesMark(),))


def blind_tools(options: Options) -> Tools:
    """Finds nothing, but the checker sees what was left."""
    return Tools((FindsNothing(),), (SeesMark(),))


def face_tools(options: Options) -> Tools:
    return Tools((FindsFaceInTheMiddle(),), (SeesNothing(),))


def doubting_tools(options: Options) -> Tools:
    return Tools((Doubts(),), (SeesNothing(),))


def raising_tools(options: Options) -> Tools:
    return Tools((Raises(),), (SeesNothing(),))


def crashing_tools(options: Options) -> Tools:
    return Tools((Crashes(),), (SeesNothing(),))


def slow_tools(options: Options) -> Tools:
    return Tools((Slow(),), (SeesNothing(),))


def greedy_tools(options: Options) -> Tools:
    return Tools((Greedy(),), (SeesNothing(),))


def insatiable_tools(options: Options) -> Tools:
    return Tools((Insatiable(),), (SeesNothing(),))


def lying_tools(options: Options) -> Tools:
    return Tools((Liar(),), (SeesNothing(),))


def broken_tools(options: Options) -> Tools:
    """The models cannot be loaded."""
    raise FileNotFoundError("weights")
