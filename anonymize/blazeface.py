"""What MediaPipe's full-range BlazeFace sees in a picture, each face twice to be sure."""

from __future__ import annotations

import threading
from dataclasses import astuple, dataclass, field
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.types import Box, Image

LEAST_SCORE: Final = 0.5
# BlazeFace looks at 192 pixels; a larger picture only costs memory.
LONG_SIDE: Final = 1024
# In shares of the longer side.
ROOM_AROUND: Final = 0.25


@dataclass(frozen=True, slots=True)
class Face:
    """box: brow to chin. eyes: the way to them from the mouth, in pixels."""

    box: Box
    score: float
    eyes: tuple[float, float]

    def mirrored(self, width: int) -> Face:
        """The same face in the mirror image of a view of this width."""
        box = Box(width - self.box.x1, self.box.y0, width - self.box.x0, self.box.y1)
        return Face(box, self.score, (-self.eyes[0], self.eyes[1]))

    def moved(self, room: int, scale: float) -> Face:
        """From a view with `room` pixels of frame around it to the picture that it was scaled
        from.
        """
        sides = (round((side - room) / scale) for side in astuple(self.box))
        across, down = self.eyes
        return Face(Box(*sides), self.score, (across / scale, down / scale))


@dataclass(frozen=True, slots=True)
class BlazeFace:
    """detector: MediaPipe's own; its graph takes one picture at a time, threads wait."""

    detector: Any
    lock: threading.Lock = field(default_factory=threading.Lock)

    def see(self, image: Image) -> list[Face]:
        """Each face once, surest first, in pixels of `image`."""
        scale = min(1.0, LONG_SIDE / max(image.shape[:2]))
        small: npt.NDArray[Any] = image
        if scale < 1:
            small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        # What fills the frame is seen with room around it, what is small is seen without.
        room = round(max(small.shape[:2]) * ROOM_AROUND)
        framed = cv2.copyMakeBorder(small, room, room, room, room, cv2.BORDER_CONSTANT)
        seen = [*self._twice(small, 0, scale), *self._twice(framed, room, scale)]
        once: list[Face] = []
        for face in sorted(seen, key=lambda each: -each.score):
            if not any(_repeats(face.box, one.box) for one in once):
                once.append(face)
        return once

    def _twice(self, view: npt.NDArray[Any], room: int, scale: float) -> list[Face]:
        """What is seen in the view and in its mirror image as well: a shadow rarely is."""
        seen = self._detect(view)
        if not seen:
            return []
        width = view.shape[1]
        again = [
            each.mirrored(width) for each in self._detect(np.ascontiguousarray(view[:, ::-1]))
        ]
        return [
            each.moved(room, scale)
            for each in seen
            if any(_repeats(each.box, one.box) for one in again)
        ]

    def _detect(self, view: npt.NDArray[Any]) -> list[Face]:
        import mediapipe

        frame = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=view)
        with self.lock:
            seen = self.detector.detect(frame).detections
        height, width = view.shape[:2]
        return [_face(each, width, height) for each in seen]

    def close(self) -> None:
        """MediaPipe complains when the interpreter ends before this was called."""
        self.detector.close()


def load(model: bytes) -> BlazeFace:
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import FaceDetector, FaceDetectorOptions

    options = FaceDetectorOptions(
        base_options=BaseOptions(model_asset_buffer=model),
        min_detection_confidence=LEAST_SCORE,
    )
    return BlazeFace(FaceDetector.create_from_options(options))


def _face(seen: Any, width: int, height: int) -> Face:
    """width, height: of the view that was looked at."""
    area = seen.bounding_box
    x0, y0 = area.origin_x, area.origin_y
    one, other, _, mouth = seen.keypoints[:4]
    across, down = (one.x + other.x) / 2 - mouth.x, (one.y + other.y) / 2 - mouth.y
    return Face(
        Box(x0, y0, x0 + area.width, y0 + area.height),
        float(seen.categories[0].score),
        (across * width, down * height),
    )


def _repeats(box: Box, other: Box) -> bool:
    return 2 * box.overlap(other) >= min(box.area, other.area)
