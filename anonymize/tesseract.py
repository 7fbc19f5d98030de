"""Tesseract inside this process, through its own C interface; the one place that knows it.

Started as a program for each picture, it takes three times as long to load as to read.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from anonymize.types import Box

LIBRARY: Final = "libtesseract.so.5"
SPARSE_TEXT: Final = 11
# Of the program that wrote no resolution into a picture; a guess would depend on what it shows.
DOTS_PER_INCH: Final = 96
HANDLE: Final = ctypes.c_void_p
NUMBER: Final = ctypes.c_int
WORDS: Final = ctypes.c_char_p
# What its functions take and give back; without it, addresses would be cut to 32 bits.
SIGNATURES: Final = {
    "TessBaseAPICreate": ((), HANDLE),
    "TessBaseAPISetVariable": ((HANDLE, WORDS, WORDS), NUMBER),
    "TessBaseAPIInit3": ((HANDLE, WORDS, WORDS), NUMBER),
    "TessBaseAPISetPageSegMode": ((HANDLE, NUMBER), None),
    "TessBaseAPISetImage": ((HANDLE, HANDLE, NUMBER, NUMBER, NUMBER, NUMBER), None),
    "TessBaseAPISetSourceResolution": ((HANDLE, NUMBER), None),
    "TessBaseAPIGetTsvText": ((HANDLE, NUMBER), HANDLE),
    "TessDeleteText": ((HANDLE,), None),
    "TessBaseAPIClear": ((HANDLE,), None),
    "TessBaseAPIClearAdaptiveClassifier": ((HANDLE,), None),
    "TessBaseAPIDelete": ((HANDLE,), None),
}


@dataclass(frozen=True, slots=True)
class Word:
    """confidence: 0 to 100."""

    box: Box
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Tesseract:
    """One picture at a time, threads wait; nothing of one picture is left for the next."""

    library: Any
    handle: Any
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, grey: npt.NDArray[np.uint8]) -> list[Word]:
        """All words of sparse text. Raises RuntimeError when it gives up."""
        with self.lock:
            return list(_words(self._table(np.ascontiguousarray(grey))))

    def _table(self, grey: npt.NDArray[np.uint8]) -> str:
        height, width = grey.shape
        self.library.TessBaseAPISetImage(self.handle, grey.ctypes.data, width, height, 1, width)
        self.library.TessBaseAPISetSourceResolution(self.handle, DOTS_PER_INCH)
        table = self.library.TessBaseAPIGetTsvText(self.handle, 0)
        if not table:
            raise RuntimeError("Tesseract read nothing")
        text = ctypes.string_at(table).decode()
        self.library.TessDeleteText(table)
        self.library.TessBaseAPIClear(self.handle)
        self.library.TessBaseAPIClearAdaptiveClassifier(self.handle)
        return text

    def close(self) -> None:
        """Tesseract complains when the interpreter ends before this was called."""
        self.library.TessBaseAPIDelete(self.handle)


def load(language: str) -> Tesseract:
    """Raises OSError when the library or the language is not installed."""
    # Its own threads wait for each other in busy loops: on a shared core, for seconds.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    library = ctypes.CDLL(LIBRARY)
    for name, (takes, gives) in SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes, function.restype = takes, gives
    handle = library.TessBaseAPICreate()
    library.TessBaseAPISetVariable(handle, b"debug_file", os.devnull.encode())
    if library.TessBaseAPIInit3(handle, None, language.encode()) != 0:
        library.TessBaseAPIDelete(handle)
        raise OSError(f"Tesseract does not know the language {language}")
    library.TessBaseAPISetPageSegMode(handle, SPARSE_TEXT)
    return Tesseract(library, handle)


def _words(table: str) -> Iterator[Word]:
    """From lines of level, page, block, paragraph, line, word, left, top, width, height,
    confidence and text, between tabs; what is no word has a confidence of -1.
    """
    for line in filter(None, table.split("\n")):
        *_, left, top, width, height, confidence, text = line.split("\t", 11)
        if float(confidence) >= 0:
            x, y = int(left), int(top)
            yield Word(Box(x, y, x + int(width), y + int(height)), text, float(confidence))
