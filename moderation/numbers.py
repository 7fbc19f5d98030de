"""Numbers of health professionals: shape and check digits in the registers of six countries.

A problem is a reason to ask again and to tell the moderators, never to refuse: official fictitious
RPPS numbers fail their key.
"""

import re
from collections.abc import Callable
from enum import StrEnum


class Register(StrEnum):
    """Who gave the number: France, the United States, the United Kingdom, the Netherlands,
    Belgium, Germany.
    """

    RPPS = "rpps"
    NPI = "npi"
    GMC = "gmc"
    BIG = "big"
    INAMI = "inami"
    LANR = "lanr"


class NumberProblem(StrEnum):
    SHAPE = "shape"
    KEY = "key"


SHAPES: dict[Register, re.Pattern[str]] = {
    Register.RPPS: re.compile(r"[0-9]{11}"),
    Register.NPI: re.compile(r"[12][0-9]{9}"),
    Register.GMC: re.compile(r"[0-9]{7}|L[0-9]{6}"),
    Register.BIG: re.compile(r"[0-9]{11}"),
    Register.INAMI: re.compile(r"[0-9]{11}"),
    Register.LANR: re.compile(r"[0-9]{9}"),
}
# How many digits, or letters and digits, people have to type.
LENGTHS: dict[Register, int] = {
    Register.RPPS: 11,
    Register.NPI: 10,
    Register.GMC: 7,
    Register.BIG: 11,
    Register.INAMI: 11,
    Register.LANR: 9,
}
# Type digit of the French national id, which some cards print before the RPPS number.
NATIONAL_ID = re.compile(r"8([0-9]{11})")
SEPARATORS = re.compile(r"[\s.\-/]")


def canonical(register: Register, typed: str) -> str:
    """The number as registers keep it: without what people write between the digits."""
    number = SEPARATORS.sub("", typed).upper()
    national = NATIONAL_ID.fullmatch(number)
    return national[1] if register is Register.RPPS and national else number


def number_problem(register: Register, number: str) -> NumberProblem | None:
    """What looks wrong about a canonical number, if anything."""
    if not SHAPES[register].fullmatch(number):
        return NumberProblem.SHAPE
    holds = KEYS.get(register)
    return None if holds is None or holds(number) else NumberProblem.KEY


def has_key(register: Register) -> bool:
    """Whether a slip of one digit can be seen at all."""
    return register in KEYS


def _luhn_holds(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in digits[::-2])) % 10 == 0


def _npi_holds(number: str) -> bool:
    # The prefix under which health cards are issued in the United States.
    return _luhn_holds("80840" + number)


def _inami_holds(number: str) -> bool:
    # New numbers have gone by 89 since those that go by 97 are used up.
    first, check = int(number[:6]), int(number[6:8])
    return any(modulus - first % modulus == check for modulus in (97, 89))


def _lanr_holds(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:6], (4, 9) * 3, strict=True))
    return (10 - total % 10) % 10 == int(number[6])


KEYS: dict[Register, Callable[[str], bool]] = {
    Register.RPPS: _luhn_holds,
    Register.NPI: _npi_holds,
    Register.INAMI: _inami_holds,
    Register.LANR: _lanr_holds,
}
