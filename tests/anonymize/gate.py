"""The privacy gate, two-sided and exact: nothing left inside, nothing changed outside."""

from collections.abc import Sequence

import numpy as np

from anonymize import Finding
from anonymize.mask import SOLID, region
from anonymize.types import Image


def hidden_exactly(original: Image, painted: Image, findings: Sequence[Finding]) -> bool:
    """Every hidden finding is one constant colour, and every other pixel is the original's."""
    height, width = original.shape[:2]
    inside = np.zeros((height, width), bool)
    for finding in findings:
        if finding.hidden:
            inside |= region(finding, width, height)
    return bool((painted[inside] == SOLID).all() and (painted[~inside] == original[~inside]).all())
