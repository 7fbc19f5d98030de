"""Hides what identifies a patient: bytes in, findings and masked bytes out; knows no case and no
doctor.
"""

from anonymize.anonymizer import Anonymizer
from anonymize.placeholder import SIDE_PIXELS as BLANK_SIDE_PIXELS
from anonymize.placeholder import blank
from anonymize.stills import Stills
from anonymize.texts.passage import Identifier, Passage
from anonymize.texts.words import identifiers, identifiers_in_name, safe_name, without
from anonymize.types import (
    BY_HAND,
    INK,
    SECOND_FAMILY,
    SIDE_MARKER,
    SUGGESTIONS,
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
    Verdict,
    strip,
    whole,
)

__all__ = [
    "BLANK_SIDE_PIXELS",
    "BY_HAND",
    "INK",
    "SECOND_FAMILY",
    "SIDE_MARKER",
    "SUGGESTIONS",
    "Anonymizer",
    "Box",
    "Finding",
    "Flag",
    "Identifier",
    "Kind",
    "Masked",
    "Options",
    "Passage",
    "PictureError",
    "Refusal",
    "Result",
    "Side",
    "Stills",
    "Tools",
    "Verdict",
    "blank",
    "identifiers",
    "identifiers_in_name",
    "safe_name",
    "strip",
    "whole",
    "without",
]
