"""Writes a picture as HEVC, the coding inside HEIC: every block in plain samples (PCM), so that no
encoder is needed and the pixels survive but for their halved colour.
"""

import numpy as np
import numpy.typing as npt

from anonymize import types

VPS, SPS, PPS, IDR = 32, 33, 34, 20
BLOCK = 16
# Ranges of the less probable symbol, for the widest interval; the state moves on with every block.
LESS_PROBABLE = (
    *(240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110, 104),
    *(99, 94, 89, 85, 80, 76, 72, 69, 65, 62, 59, 56, 53, 50, 48, 45, 43, 41, 39, 37, 35, 33),
    *(31, 30, 28, 27, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 14, 13, 12, 12, 11, 11),
    *(10, 9),
)
# General profile "main": one byte of profile, compatibility, constraints, level 6.
PROFILE = bytes([1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 180])


class Bits:
    """Bits written one behind the other."""

    def __init__(self) -> None:
        self._bits: list[int] = []

    def put(self, value: int, count: int) -> "Bits":
        self._bits += [value >> place & 1 for place in reversed(range(count))]
        return self

    def golomb(self, *values: int) -> "Bits":
        for value in values:
            length = (value + 1).bit_length()
            self.put(0, length - 1).put(value + 1, length)
        return self

    def flags(self, pattern: str) -> "Bits":
        return self.put(int(pattern, 2), len(pattern))

    def align(self, first: int) -> "Bits":
        """Up to the next byte: `first` and then zeros; without `first` only what is missing."""
        self._bits += [1] * first + [0] * (-(len(self._bits) + first) % 8)
        return self

    def append(self, data: bytes) -> None:
        self._bits += np.unpackbits(np.frombuffer(data, np.uint8)).tolist()

    def __bytes__(self) -> bytes:
        return np.packbits(np.array(self._bits, np.uint8)).tobytes()


class Coder:
    """The arithmetic coder, as far as plain samples need it."""

    def __init__(self, out: Bits) -> None:
        self._out = out
        self.restart()

    def restart(self) -> None:
        self._low, self._range, self._first, self._waiting = 0, 510, True, 0

    def probable(self, state: int) -> None:
        """The more probable symbol in this state."""
        self._range -= LESS_PROBABLE[state]
        self._renormalise()

    def end(self, bit: int) -> None:
        """The symbol that says whether coding ends here."""
        self._range -= 2
        if bit:
            self._low += self._range
            self._range = 2
        self._renormalise()
        if bit:
            self._bit(self._low >> 9 & 1)
            self._out.put(self._low >> 7 & 3 | 1, 2)

    def _renormalise(self) -> None:
        while self._range < 256:
            if self._low < 256:
                self._bit(0)
            elif self._low >= 512:
                self._low -= 512
                self._bit(1)
            else:
                self._low -= 256
                self._waiting += 1
            self._range, self._low = self._range << 1, self._low << 1

    def _bit(self, bit: int) -> None:
        if not self._first:
            self._out.put(bit, 1)
        self._first = False
        self._out.put((1 << self._waiting) - 1 if not bit else 0, self._waiting)
        self._waiting = 0


def parameters(width: int, height: int) -> dict[int, bytes]:
    """The three parameter sets by type; sides are multiples of BLOCK."""
    video = Bits().flags("0000" + "1" + "1").put(0, 6).put(0, 3).put(1, 1).put(0xFFFF, 16)
    video.append(PROFILE)
    video.put(1, 1).golomb(0, 0, 0).put(0, 6).golomb(0).flags("00").align(1)
    sequence = Bits().put(0, 4).put(0, 3).put(1, 1)
    sequence.append(PROFILE)
    sequence.golomb(0, 1, width, height).put(0, 1).golomb(0, 0, 0).put(1, 1).golomb(0, 0, 0)
    # Blocks of 16, transforms of 4 to 16, no scaling list, AMP or SAO; plain samples of 8 bits.
    sequence.golomb(1, 0, 0, 2, 0, 0).flags("000" + "1").put(7, 4).put(7, 4).golomb(1, 0)
    sequence.put(1, 1).golomb(0).flags("00000").align(1)
    picture = Bits().golomb(0, 0).flags("0000000").golomb(0, 0, 0).flags("000").golomb(0, 0)
    picture.flags("0000000" + "101" + "00").golomb(0).flags("00").align(1)
    return {VPS: bytes(video), SPS: bytes(sequence), PPS: bytes(picture)}


def unit(kind: int, payload: bytes) -> bytes:
    """A unit of the stream, with the bytes that keep start codes out of it."""
    out, zeros = bytearray([kind << 1, 1]), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def slice_unit(image: types.Image) -> bytes:
    """The picture: RGB, sides multiples of BLOCK."""
    luma, blue, red = planes(image)
    out = Bits().flags("10").golomb(0, 2, 0).align(1)
    coder = Coder(out)
    height, width = luma.shape
    places = [(top, left) for top in range(0, height, BLOCK) for left in range(0, width, BLOCK)]
    for number, (top, left) in enumerate(places):
        coder.probable(min(number, 62))
        coder.end(1)
        out.align(0)
        out.append(luma[top : top + 16, left : left + 16].tobytes())
        for plane in (blue, red):
            out.append(plane[top // 2 : top // 2 + 8, left // 2 : left // 2 + 8].tobytes())
        coder.restart()
        coder.end(int(number == len(places) - 1))
    return unit(IDR, bytes(out.align(0)))


def planes(image: types.Image) -> list[npt.NDArray[np.uint8]]:
    """Full-range BT.601 luma, and both colours at half the size."""
    red, green, blue = np.moveaxis(image.astype(float), 2, 0)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    colours = (128 + (blue - luma) / 1.772, 128 + (red - luma) / 1.402)
    halves = [
        (plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]) / 4
        for plane in colours
    ]
    return [np.clip(plane.round(), 0, 255).astype(np.uint8) for plane in (luma, *halves)]
