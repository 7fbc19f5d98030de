"""Hides what identifies a patient: bytes in, findings and masked bytes out; knows no case and no
doctor.
"""

from anonymize.anonymizer import Anonymizer
from anonymize.placeholder import blank
from anonymize.types import (
    BY_HAND,
    SIDE_MARKER,
    Box,
    Finding,
    Flag,
    Kind,
    Masked,
    Options,
    PictureError,
    Refusal,
    Result,
    Side,
    Tools,
    strip,
    whole,
)

__all__ = [
    "BY_HAND",
    "SIDE_MARKER",
    "Anonymizer",
    "Box",
    "Finding",
    "Flag",
    "Kind",
    "Masked",
    "Options",
    "PictureError",
    "Refusal",
    "Result",
    "Side",
    "Tools",
    "blank",
    "strip",
    "whole",
]
