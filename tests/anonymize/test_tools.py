"""Tools are made once per process and per options."""

from pathlib import Path

import pytest

from anonymize import Options, Tools
from anonymize.tools import ready, real_tools
from anonymize.weights import WeightsError
from tests.detectors import no_tools


def test_tools_are_made_once() -> None:
    """The second picture finds the models loaded."""
    assert ready(no_tools, Options()) is ready(no_tools, Options())


def test_other_options_get_their_own_tools() -> None:
    """A threshold is part of a detector."""
    assert ready(no_tools, Options()) is not ready(no_tools, Options(face_score=0.5))


def test_missing_weights_are_told(tmp_path: Path) -> None:
    """No detector without its checked model file."""
    with pytest.raises(WeightsError):
        real_tools(Options(weights_dir=tmp_path))


def test_the_real_tools_are_two_families(real: Tools) -> None:
    """What finds and what checks share no model."""
    names = [type(each).__name__ for each in (*real.detectors, *real.checkers)]
    assert names == ["CenterFace", "Writing", "Ink", "FaceCheck", "WordCheck"]
