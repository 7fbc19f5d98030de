"""The reach that the rules must keep on the hand-written captions, and that the ruler can fail."""

import pytest

from benchmarks.words.__main__ import Tally, measure
from benchmarks.words.corpus import HALVES, LANGUAGES, PRINTED, caption, captions

CAUGHT = 0.95
ASKED_PHRASES = 0.05


@pytest.mark.parametrize("part", sorted({*HALVES, *PRINTED}))
def test_identifiers_are_caught_and_clinical_phrases_kept(part: str) -> None:
    """Sure and asked passages cover .95; sure ones touch no clinical phrase, asked ones few."""
    tallies = measure(captions(part))
    for language in LANGUAGES:
        names, phrases = tallies[f"{language} identifiers"], tallies[f"{language} phrases"]
        assert names.covered >= CAUGHT * names.total
        assert phrases.touched_sure == 0
        assert phrases.touched <= ASKED_PHRASES * phrases.total


def test_the_corpus_is_large_and_even() -> None:
    """Four hundred captions at least, as many French as English, none in both halves."""
    tuning, kept = ({each.text for each in captions(half)} for half in HALVES)
    both = [*captions("tuning"), *captions("kept")]
    french = sum(each.language == "fr" for each in both)
    assert len(both) >= 400
    assert abs(2 * french - len(both)) <= 0.02 * len(both)
    assert not tuning & kept


def test_marks_give_exact_spans() -> None:
    """Escapes are one character, and the marks themselves are none."""
    read = caption("fr", r"Mme\u00a0{n:Du\u200bpont} <HTA>")
    assert read.text == "Mme\u00a0Du\u200bpont HTA"
    assert [read.text[mark.start : mark.end] for mark in read.marks] == ["Du\u200bpont", "HTA"]


def test_finding_half_a_name_counts_as_missed() -> None:
    """One character left over is a name left over."""
    read = caption("en", "{n:Zzyzx Qwortle}")
    tally = Tally()
    tally.add(read.marks[0], ())
    assert (tally.total, tally.covered, tally.touched) == (1, 0, 0)
