"""Networks: any size, the same answer each time, safe among threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from anonymize import Options, runtime, weights


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
