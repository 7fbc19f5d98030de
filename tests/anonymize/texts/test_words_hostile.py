"""Long and repeated texts: the time grows with the length, whatever is repeated."""

import time

import pytest

from anonymize import identifiers

LONGEST = 4096
# Generous for a busy machine; a rule that backtracks needs minutes.
LIMIT_SECONDS = 2.0
HOSTILE = (
    "a", "A", "1", "1 ", "0", "A.", "A ", "Aa ", "Mr ", "M. ", "né ", "d'", "de la ", "-", "'a",
    "a-", "1-", "1/", "1.", "www.", "http://", "a@", "@a", "[", "[a", "a.", "(", "+1 ", "01 ",
    "Aaa Hospital ", "CHU de la ", "12 rue ", "rue A", "Jean ", "JEAN, ", "nom: ", "A'a", "A of ",
    "é\u0301", "\u200b", "\u0301", "tel 1", "id 1 1", "2024-", "12 mars ", "Monday ", "\n", "１",
    "Дм", "patient ", "Kawasaki ", "M.A", "ousmane ", "Thi Aa ", "école A", "Aa Primary ",
    "initials A", "le 1 nov ", "1 Aa Road, ", "sous ", "travaille chez A",
    "12345 Aaa ", "99 ", "jean.a [at] ", "Aa-Bb'Cc ",
)  # fmt: skip


@pytest.mark.parametrize("seed", HOSTILE)
def test_no_repetition_makes_a_rule_slow(seed: str) -> None:
    """Processor time of this thread alone, so other work on the machine does not count."""
    text = (seed * LONGEST)[:LONGEST]
    identifiers("warm up Dupont")
    started = time.thread_time()
    identifiers(text)
    assert time.thread_time() - started < LIMIT_SECONDS


def test_twice_the_text_is_not_four_times_the_passages() -> None:
    """A long list of names is found to its end: no rule stops early to stay fast."""
    line = "Mme Dupont, 06 12 34 56 78.\n"
    short, long = identifiers(line * 20), identifiers(line * 140)
    assert (len(short), len(long)) == (40, 280)
