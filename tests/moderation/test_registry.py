"""What the codes of a registry say of a professional."""

import pytest

from moderation.numbers import Register
from moderation.registry import (
    NoRegistry,
    Professional,
    Source,
    is_doctor,
    is_student,
    professions,
)


def listed(register: Register, *codes: str) -> Professional:
    return Professional(register, "1", "DUPONT", "ANNE", frozenset(codes))


@pytest.mark.parametrize(
    ("register", "codes", "doctor", "student"),
    [
        (Register.RPPS, ("10C", "SM15"), True, False),
        (Register.RPPS, ("40M",), True, False),
        (Register.RPPS, ("10E",), True, True),
        (Register.RPPS, ("10E", "10C"), True, False),
        (Register.RPPS, ("60C",), False, False),
        (Register.RPPS, ("SM15",), None, False),
        (Register.RPPS, (), None, False),
        (Register.NPI, ("207N00000X",), True, False),
        (Register.NPI, ("122300000X",), True, False),
        (Register.NPI, ("163W00000X",), False, False),
        (Register.NPI, ("390200000X",), None, True),
        (Register.NPI, ("390200000X", "207N00000X"), True, False),
    ],
)
def test_doctors_and_students(
    register: Register, codes: tuple[str, ...], doctor: bool | None, student: bool
) -> None:
    """By profession and category in France, by taxonomy in the United States."""
    professional = listed(register, *codes)
    assert is_doctor(professional) is doctor
    assert is_student(professional) is student


def test_professions_leave_specialties_out() -> None:
    """A new specialty is no new profession, nor is a new category."""
    before = listed(Register.RPPS, "10C", "SM26")
    after = listed(Register.RPPS, "10M", "SM54", "SCD01")
    assert professions(before) == professions(after) == {"10"}


async def test_without_a_registry_nobody_is_asked() -> None:
    """Which is not the same as being absent."""
    registry = NoRegistry()
    answer = await registry.by_number(Register.RPPS, "1")
    assert (answer.source, answer.professional) == (Source.NONE, None)
    assert await registry.by_name(Register.RPPS, "Anne Dupont") == ()
    assert await registry.editions() == ()
