"""Numbers of six registers: what has the right shape and key, and how people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.numbers import NumberProblem, Register, canonical, has_key, number_problem
from tests.moderation.examples import FICTITIOUS_RPPS, RPPS

SHAPE, KEY = NumberProblem.SHAPE, NumberProblem.KEY


def problem(number: str) -> NumberProblem | None:
    return number_problem(Register.RPPS, number)


@pytest.mark.parametrize(
    ("register", "number", "problem"),
    [
        (Register.RPPS, RPPS, None),
        (Register.RPPS, FICTITIOUS_RPPS, KEY),
        (Register.RPPS, "1999999990", SHAPE),
        (Register.RPPS, "1999999990７", SHAPE),
        (Register.NPI, "1234567893", None),
        (Register.NPI, "1245319599", None),
        (Register.NPI, "1234567894", KEY),
        (Register.NPI, "3234567893", SHAPE),
        (Register.GMC, "1234567", None),
        (Register.GMC, "L123456", None),
        (Register.GMC, "123456", SHAPE),
        (Register.BIG, "19012345601", None),
        (Register.BIG, "1901234560", SHAPE),
        # 97 - 123456 % 97 = 25, 89 - 123456 % 89 = 76.
        (Register.INAMI, "12345625123", None),
        (Register.INAMI, "12345676123", None),
        (Register.INAMI, "12345624123", KEY),
        (Register.INAMI, "1234562412", SHAPE),
        (Register.LANR, "123456601", None),
        (Register.LANR, "123456701", KEY),
        (Register.LANR, "12345660", SHAPE),
        (Register.LANR, "", SHAPE),
    ],
)
def test_numbers(register: Register, number: str, problem: NumberProblem | None) -> None:
    """Right ones, slips, and other numbers."""
    assert number_problem(register, number) is problem


@pytest.mark.parametrize(
    ("register", "right"), [(Register.RPPS, RPPS), (Register.NPI, "1234567893")]
)
@given(st.data())
def test_a_luhn_key_sees_every_single_slip(
    register: Register, right: str, data: st.DataObject
) -> None:
    """Any other digit in any place; the keys of INAMI and LANR let some slips pass."""
    at = data.draw(st.integers(0, len(right) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != right[at]]))
    assert number_problem(register, right[:at] + digit + right[at + 1 :]) is not None


def test_some_registers_have_no_key() -> None:
    """There, a slip cannot be seen."""
    assert {register for register in Register if not has_key(register)} == {
        Register.GMC,
        Register.BIG,
    }


@pytest.mark.parametrize(
    ("register", "typed", "number"),
    [
        (Register.RPPS, "19999 99990 7", RPPS),
        (Register.RPPS, f"8{RPPS}", RPPS),
        (Register.NPI, "1234-567-893", "1234567893"),
        (Register.INAMI, "1-23456-24-123", "12345624123"),
        (Register.INAMI, "1/23456/24.123", "12345624123"),
        (Register.GMC, "l123456", "L123456"),
        (Register.BIG, "819999999907", "819999999907"),
    ],
)
def test_numbers_are_read_as_people_write_them(
    register: Register, typed: str, number: str
) -> None:
    """Spaces, dots, hyphens and the type digit of the French national id are no part of it."""
    assert canonical(register, typed) == number


@given(st.sampled_from(Register), st.text(max_size=40))
def test_any_text_is_judged(register: Register, typed: str) -> None:
    """Nothing that is typed breaks the rules, and reading twice changes nothing more."""
    number = canonical(register, typed)
    assert number_problem(register, number) in {None, SHAPE, KEY}
    assert number_problem(register, number) is SHAPE or number.isascii()


def test_a_right_number_has_no_problem() -> None:
    """Eleven digits whose Luhn key holds."""
    assert problem(RPPS) is None


def test_the_official_fictitious_example_fails_the_key() -> None:
    """Its shape is right: a reason to ask again, not to refuse."""
    assert problem(FICTITIOUS_RPPS) is NumberProblem.KEY


@pytest.mark.parametrize(
    "number",
    [
        "",
        "1999999990",
        "199999999070",
        "1999999990x",
        " 19999999907",
        "199 9999 99 07",
        "¹9999999907",
    ],
)
def test_a_wrong_shape_is_told_apart(number: str) -> None:
    """Too short, too long, letters, spaces, and digits that are not 0 to 9."""
    assert problem(number) is NumberProblem.SHAPE


def test_digits_of_other_scripts_are_no_digits() -> None:
    """Arabic-Indic digits satisfy isdigit(), but no register prints them."""
    assert problem(RPPS.translate({ord("9"): "٩"})) is NumberProblem.SHAPE


@given(st.integers(0, 10**10 - 1), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_never_passes(body: int, place: int, change: int) -> None:
    """Exactly one key fits ten digits, and any single slip breaks it."""
    right = [n for key in range(10) if problem(n := f"{body:010d}{key}") is None]
    slipped = list(right[0])
    slipped[place] = str((int(slipped[place]) + change) % 10)

    assert len(right) == 1
    assert problem("".join(slipped)) is NumberProblem.KEY
