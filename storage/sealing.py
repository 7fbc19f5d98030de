"""Sealing: AES-256-GCM, a data key of its own for every file, data keys wrapped by a master key.

Each thing that is sealed is bound to its name, so that nothing opens in the place of another.
"""

import hmac
import os
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
# Format and version in one: what begins otherwise was not sealed by us.
FILE_FORMAT = b"medpics file 1\n"
KEY_FORMAT = b"medpics key 1\n"
ID_BYTES = 8


class SealError(Exception):
    """What was to be opened is not what was sealed, or another key sealed it."""

    def __init__(self) -> None:
        super().__init__("What is sealed here was altered, or another key sealed it.")


class MasterKey:
    """Wraps the data keys of files; shows nothing of itself but its id.

    id: the same for the same key, and no way back to it; kept beside everything that it wraps.
    """

    __slots__ = ("_cipher", "id")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("a master key has 32 bytes")
        self._cipher = AESGCM(secret)
        self.id = hmac.digest(secret, b"medpics master key id", "sha256")[:ID_BYTES].hex()

    def __repr__(self) -> str:
        return f"MasterKey({self.id})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a master key does not travel")

    def wrap(self, data_key: bytes, label: str) -> bytes:
        """label: what the key is for; it opens under no other."""
        return _sealed(self._cipher, data_key, KEY_FORMAT, label)

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """The data key again; raises SealError."""
        return _opened(self._cipher, wrapped, KEY_FORMAT, label)


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def seal(data_key: bytes, name: str, data: bytes) -> bytes:
    return _sealed(AESGCM(data_key), data, FILE_FORMAT, name)


def unseal(data_key: bytes, name: str, sealed: bytes) -> bytes:
    """The bytes again, exactly, or SealError: never a part of them."""
    return _opened(AESGCM(data_key), sealed, FILE_FORMAT, name)


def _sealed(cipher: AESGCM, data: bytes, form: bytes, label: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return form + nonce + cipher.encrypt(nonce, data, form + label.encode())


def _opened(cipher: AESGCM, sealed: bytes, form: bytes, label: str) -> bytes:
    body = len(form) + NONCE_BYTES
    if not sealed.startswith(form) or len(sealed) < body + TAG_BYTES:
        raise SealError
    try:
        return cipher.decrypt(sealed[len(form) : body], sealed[body:], form + label.encode())
    except InvalidTag:
        raise SealError from None
