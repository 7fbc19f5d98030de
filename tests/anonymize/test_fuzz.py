"""Damaged files of every format: a picture or a refusal comes out, and nothing else.

A few thousand of them; `python -m benchmarks.fuzz` throws as many as wanted.
"""

import os
from collections import Counter
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.child import outcome
from benchmarks.fuzz.mutate import damaged
from benchmarks.fuzz.run import Report, Work, fuzz
from tests.anonymize.formats import corpus

SEEDS = [data for _, data in corpus.seeds()]
ODD = 7


def last(work: Work, seconds: float = 1.0) -> Report:
    """The report on ten inputs, of which the seventh is odd."""
    return list(fuzz([b"seed"], 0, 10, work, seconds))[-1]


@pytest.mark.timeout(100)
def test_nothing_but_refusals_comes_out_of_damaged_files() -> None:
    """In a process of its own, as in the worker: it neither dies nor hangs."""
    report = list(fuzz(SEEDS, 1_000_000, 3_000))[-1]
    assert (report.escaped, report.dead, report.hung) == (0, [], [])
    assert report.outcomes["picture"] > 300
    assert report.outcomes["unreadable"] > 300


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_refused(noise: bytes) -> None:
    """Bytes that never were a file."""
    assert outcome(noise) in {"unsupported", "unreadable"}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SEEDS), st.binary(max_size=60), st.integers(0, 400))
def test_noise_behind_the_start_of_a_file_is_no_escape(
    seed: bytes, noise: bytes, kept: int
) -> None:
    """The magic is right, what follows is not."""
    assert not outcome(seed[:kept] + noise + seed[kept + len(noise) :]).startswith("ESCAPED")


def test_the_same_number_is_the_same_input() -> None:
    """What was found can be found again."""
    assert [damaged(SEEDS, at) for at in range(99)] == [damaged(SEEDS, at) for at in range(99)]


def test_most_inputs_are_damaged() -> None:
    """Else the fuzzer would show that valid files are valid."""
    whole = sum(damaged(SEEDS, at) == SEEDS[at % len(SEEDS)] for at in range(1_000))
    assert whole < 100


def serving(pipe: Connection, current: Any, odd: Any) -> None:
    while (work := pipe.recv()) is not None:
        for number in work:
            current.value = number
            if number == ODD:
                odd()
        pipe.send(Counter(picture=len(work)))


def dying(pipe: Connection, _seeds: Sequence[bytes], current: Any) -> None:
    serving(pipe, current, os.abort)


def hanging(pipe: Connection, _seeds: Sequence[bytes], current: Any) -> None:
    serving(pipe, current, lambda: pipe.poll(None))


def test_a_death_is_seen_and_the_rest_goes_on() -> None:
    """The input that killed the process is named; the nine others are counted."""
    report = last(dying)
    assert (report.dead, report.hung) == ([ODD], [])
    assert (report.outcomes["picture"], report.inputs) == (9, 10)


def test_a_hang_is_seen_and_the_rest_goes_on() -> None:
    """The same for an input that takes for ever."""
    report = last(hanging)
    assert (report.dead, report.hung) == ([], [ODD])
    assert (report.outcomes["picture"], report.inputs) == (9, 10)
