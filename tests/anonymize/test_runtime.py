"""Networks: any size, the same answer each time, safe among threads, and nobody hears of it."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from anonymize import Options, runtime, weights
from tests.house import ROOT

# Loads the library, waits for its threads, and says whether it asked for the network or for
# another process, which is how its reports leave.
IMPORTS = """
import concurrent.futures.thread, sys
told = []
sys.addaudithook(lambda event, _: told.append(event) if event[:7] in leaves else None)
leaves = ("socket.", "os.fork", "subproc")
from anonymize.runtime import _openvino
_openvino()
concurrent.futures.thread._python_exit()
print(sorted(set(told)))
"""


@pytest.fixture(scope="module")
def centerface() -> runtime.Network:
    return runtime.load(weights.load(weights.folder(), weights.CENTERFACE), Options())


def noise(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (count, 1, 64, 64, 3), np.uint8)


def test_a_network_of_one_size_takes_any(centerface: runtime.Network) -> None:
    """CenterFace was exported for 32 x 32 pixels."""
    heat = centerface(np.zeros((1, 64, 96, 3), np.uint8))[0]
    assert heat.shape == (1, 1, 16, 24)


def test_an_answer_is_not_changed_by_the_next_call(centerface: runtime.Network) -> None:
    """The outputs are copies."""
    one, other = noise(2)
    first = centerface(one)[0]
    kept = first.copy()
    centerface(other)
    assert (first == kept).all()


def test_an_answer_is_the_same_after_memory_was_given_back(
    centerface: runtime.Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each picture may be the one after the largest."""
    (picture,) = noise(1)
    before = centerface(picture)[0]
    monkeypatch.setattr(runtime, "KEPT_PIXELS", 0)
    assert (centerface(picture)[0] == before).all()
    assert (centerface(picture)[0] == before).all()


def test_threads_may_share_a_network(centerface: runtime.Network) -> None:
    """Each gets the answer to its own picture."""
    pictures = noise(8)
    alone = [centerface(each)[0] for each in pictures]
    with ThreadPoolExecutor(4) as threads:
        together = [heat for heat, *_ in threads.map(centerface, pictures)]
    assert all((one == other).all() for one, other in zip(alone, together, strict=True))


def test_the_alphabet_comes_with_the_recogniser() -> None:
    """One character per class, the blank and the space aside."""
    content = weights.load(weights.folder(), weights.READING)
    network, alphabet = runtime.load_with_alphabet(content, Options())
    (classes,) = network(np.zeros((1, 48, 96, 3), np.uint8))
    assert classes.shape[2] == len(alphabet) + 2


def test_nobody_hears_of_an_import(tmp_path: Path) -> None:
    """OpenVINO would report each one to Google, and keep an id for that in the home folder."""
    # It holds its tongue in CI, and then nothing would be proven.
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment |= {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", IMPORTS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_a_network_without_its_sigmoid_answers_beyond_one() -> None:
    """Where nothing is written, a logit is far below zero."""
    network = runtime.load_logits(weights.load(weights.folder(), weights.WRITING), Options())
    (logits,) = network(np.full((1, 64, 96, 3), 90, np.uint8))
    assert logits.shape == (1, 1, 64, 96)
    assert logits.max() < -1


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (640, 20), (480, 640), (736, 576), (1056, 1056), (1504, 1100)]
)
def test_a_roomy_size_holds_the_picture(width: int, height: int) -> None:
    """In multiples of the stride, and nothing added to the long side."""
    across, down = runtime.roomy(width, height, 32)
    assert (across >= width, down >= height, across % 32, down % 32) == (True, True, 0, 0)
    assert max(across, down) - max(width, height) < 32


def test_roomy_sizes_are_few() -> None:
    """Of all shapes with one long side, in both ways of holding a camera."""
    sizes = [runtime.roomy(960, height, 32) for height in range(1, 961)]
    assert len({*sizes, *(size[::-1] for size in sizes)}) == 2 * len(runtime.SHARES) - 1
