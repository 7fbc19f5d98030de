"""Sealing: what comes back is what was sealed, whole, under its own name and key, or nothing."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.sealing import KEY_BYTES, MasterKey, SealError, new_key, seal, unseal
from tests.storage.examples import KEY_TEXT, MASTER, OTHER

NAME, MARK = "0123456789abcdef" * 2, b"MARKED-PIXELS-OF-AN-ORIGINAL"
KEY, OTHER_KEY = b"k" * KEY_BYTES, b"o" * KEY_BYTES


def does_not_open(key: bytes, name: str, sealed: bytes) -> None:
    with pytest.raises(SealError) as refused:
        unseal(key, name, sealed)
    assert str(refused.value) == "What is sealed here was altered, or another key sealed it."


@given(data=st.binary(max_size=3000), name=st.text(max_size=40))
def test_bytes_come_back_as_sealed(data: bytes, name: str) -> None:
    """None is added, changed or lost, and every key opens its own."""
    key = new_key()
    assert unseal(key, name, seal(key, name, data)) == data


def test_nothing_of_the_bytes_is_to_be_seen() -> None:
    """The same bytes twice do not look the same either."""
    first, second = seal(KEY, NAME, MARK * 50), seal(KEY, NAME, MARK * 50)
    assert not any(MARK[at : at + 4] in first for at in range(len(MARK) - 4))
    assert first[50:] != second[50:]


def test_every_byte_counts() -> None:
    """One bit changed anywhere, format and nonce included, and nothing comes back."""
    sealed = seal(KEY, NAME, MARK)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        does_not_open(KEY, NAME, bytes(changed))


def test_no_part_opens() -> None:
    """Cut anywhere, at either end, or with something behind it."""
    sealed = seal(KEY, NAME, MARK)
    for place in range(len(sealed)):
        does_not_open(KEY, NAME, sealed[:place])
        does_not_open(KEY, NAME, sealed[place + 1 :])
    does_not_open(KEY, NAME, sealed + b"\0")


def test_nothing_opens_under_another_name_or_key() -> None:
    """Files cannot take each other's places."""
    does_not_open(KEY, NAME[::-1], seal(KEY, NAME, MARK))
    does_not_open(OTHER_KEY, NAME, seal(KEY, NAME, MARK))


@given(st.binary(max_size=200))
def test_what_was_never_sealed_does_not_open(data: bytes) -> None:
    """A picture in clear is not taken for one of ours."""
    does_not_open(KEY, NAME, data)


def test_a_data_key_comes_back_to_its_master() -> None:
    """And is not to be seen in what is kept of it."""
    wrapped = MASTER.wrap(KEY, "original 1")
    assert MASTER.unwrap(wrapped, "original 1") == KEY
    assert KEY[:4] not in wrapped


def test_a_wrapped_key_opens_in_its_place_alone() -> None:
    """Not under another master, nor for another file or purpose, nor as a file."""
    wrapped = MASTER.wrap(KEY, "original 1")
    for master, label in ((OTHER, "original 1"), (MASTER, "masked 1"), (MASTER, "original 2")):
        with pytest.raises(SealError):
            master.unwrap(wrapped, label)
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(SealError):
            MASTER.unwrap(bytes(changed), "original 1")


def test_a_master_key_is_known_by_its_id() -> None:
    """The same key has the same id everywhere; another has another."""
    assert MasterKey(bytes(range(32))).id == OTHER.id != MASTER.id
    assert len(MASTER.id) == 16


def test_a_master_key_shows_nothing_of_itself() -> None:
    """However it is printed; and it is not handed to another process."""
    shown = [repr(MASTER), str(MASTER), f"{MASTER!r:>90}", repr([MASTER])]
    assert not [text for text in shown if "master key of the tests" in text or KEY_TEXT in text]
    assert repr(MASTER) == f"MasterKey({MASTER.id})"
    with pytest.raises(TypeError):
        pickle.dumps(MASTER)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_master_key_has_its_size(size: int) -> None:
    """A shorter one would be a weaker one."""
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKey(b"x" * size)
