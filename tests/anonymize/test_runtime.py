"""Networks: any size, the same answer each time, safe among threads, and nobody hears of it."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

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


def test_a_network_of_one_size_takes_any(centerface: runtime.Network) -> None:
    """CenterFace was exported for 32 x 32 pixels."""
    heat = centerface(np.zeros((1, 3, 64, 96), np.float32))[0]
    assert heat.shape == (1, 1, 16, 24)


def test_an_answer_is_not_changed_by_the_next_call(centerface: runtime.Network) -> None:
    """The outputs are copies."""
    noise = np.random.default_rng(1).uniform(0, 255, (2, 1, 3, 64, 64)).astype(np.float32)
    first = centerface(noise[0])[0]
    kept = first.copy()
    centerface(noise[1])
    assert (first == kept).all()


def test_threads_may_share_a_network(centerface: runtime.Network) -> None:
    """Each gets the answer to its own picture."""
    noise = np.random.default_rng(2).uniform(0, 255, (8, 1, 3, 64, 64)).astype(np.float32)
    alone = [centerface(each)[0] for each in noise]
    with ThreadPoolExecutor(4) as threads:
        together = [heat for heat, *_ in threads.map(centerface, noise)]
    assert all((one == other).all() for one, other in zip(alone, together, strict=True))


def test_the_alphabet_comes_with_the_recogniser() -> None:
    """One character per class, the blank and the space aside."""
    content = weights.load(weights.folder(), weights.READING)
    network, alphabet = runtime.load_with_alphabet(content, Options())
    (classes,) = network(np.zeros((1, 3, 48, 96), np.float32))
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
