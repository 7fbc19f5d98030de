"""`medpics anonymize --text`: what it prints, for people and for programs."""

import io
import json

from typer.testing import CliRunner

from anonymize.command import ALL_MASKED, anonymize_text
from bot.__main__ import cli


def test_lines_show_what_is_hidden_and_what_is_asked() -> None:
    """The sure passage is gone from the text; the doubtful one stands in it, marked."""
    stream = io.StringIO()
    assert anonymize_text("Mme Dupont, vue avec Nadia", False, stream) == ALL_MASKED
    masked, *told = stream.getvalue().splitlines()
    assert masked == "Mme [name], vue avec {Nadia?}"
    assert told == ["hidden: Dupont (name)", "asked: Nadia (name?)"]


def test_json_is_one_object_with_offsets() -> None:
    """Doubtful words stay in "masked", because nobody has decided yet."""
    stream = io.StringIO()
    anonymize_text("Mme Dupont et Nadia", True, stream)
    told = json.loads(stream.getvalue())
    assert told["masked"] == "Mme [name] et Nadia"
    assert told["passages"][1] == {"start": 14, "end": 19, "kind": "name", "sure": False}


def test_a_dash_reads_standard_input() -> None:
    """The whole of it, without its last line break, and the exit code is 0."""
    result = CliRunner().invoke(cli, ["anonymize", "--text", "-"], input="tel 0612345678\n")
    assert (result.exit_code, result.stdout) == (
        0,
        "tel [phone]\nhidden: 0612345678 (phone)\n",
    )
