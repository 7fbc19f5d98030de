"""The two halves of the bench: the one to tune on and the one kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.synthetic import fonts, patients, radiology, scenes
from benchmarks.synthetic.drawing import Background

BACKGROUNDS: Mapping[str, Background] = {
    "chest": radiology.chest,
    "bone": radiology.bone,
    "slice": radiology.cut,
    "ultrasound": radiology.ultrasound,
    "skin": scenes.skin,
    "room": scenes.room,
    "label": scenes.label,
    "endoscopy": scenes.endoscopy,
    "retina": scenes.retina,
    "histology": scenes.histology,
    "tracing": scenes.tracing,
}


@dataclass(frozen=True, slots=True)
class Half:
    """What one half may draw from; `number` enters every seed."""

    number: int
    words: patients.Words
    fonts: fonts.Fonts
    backgrounds: tuple[str, ...]


def tuning() -> Half:
    unseen = ("bone", "retina", "histology")
    drawn = tuple(name for name in BACKGROUNDS if name not in unseen)
    return Half(
        0, patients.TUNING, fonts.installed(fonts.TUNING_PRINTED, fonts.TUNING_HAND), drawn
    )


def kept() -> Half:
    drawn = tuple(name for name in BACKGROUNDS if name not in {"endoscopy", "tracing"})
    return Half(1, patients.KEPT, fonts.installed(fonts.KEPT_PRINTED, fonts.KEPT_HAND), drawn)
