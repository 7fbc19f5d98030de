"""A claimed name beside a registry's row: hard examples, and what must hold for any name."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moderation.matching import ABSENT, Judgement, Likeness, Why, compare, judge, same_bearer
from moderation.member import Role
from moderation.names import CREDENTIALS, MARKERS, TITLES, bare, words
from moderation.numbers import Register
from moderation.registry import Professional

MATCH, PARTIAL, MISMATCH = Likeness.MATCH, Likeness.PARTIAL, Likeness.MISMATCH

# What was typed, surname and given name as the registry has them, verdict and reason.
HARD = [
    # Accents, case, ligatures, hyphens, apostrophes.
    ("Hélène Lefèvre", "LEFEVRE", "HELENE", MATCH, Why.SAME),
    ("hélène LEFÈVRE", "LEFEVRE", "HÉLÈNE", MATCH, Why.SAME),
    ("Loïc Cœur", "COEUR", "LOIC", MATCH, Why.SAME),
    ("Jean-Pierre Martin", "MARTIN", "JEAN PIERRE", MATCH, Why.SAME),
    ("Jeanpierre Martin", "MARTIN", "JEAN-PIERRE", MATCH, Why.SAME),
    ("Łukasz Wójcik", "WOJCIK", "LUKASZ", MATCH, Why.SAME),
    ("Jörg Strauß", "STRAUSS", "JORG", MATCH, Why.SAME),
    ("Jean d’Ormesson", "D'ORMESSON", "JEAN", MATCH, Why.SAME),
    ("Jean Dormesson", "D ORMESSON", "JEAN", MATCH, Why.SAME),
    # Particles, kept, dropped or glued.
    ("Anne de La Fontaine", "DE LA FONTAINE", "ANNE", MATCH, Why.SAME),
    ("Anne Fontaine", "DE LA FONTAINE", "ANNE", MATCH, Why.SAME),
    ("Yann Le Goff", "LEGOFF", "YANN", MATCH, Why.SAME),
    ("Yann Legoff", "LE GOFF", "YANN", MATCH, Why.SAME),
    ("Karim Ben Ali", "BENALI", "KARIM", MATCH, Why.SAME),
    ("Rania Khoury", "EL KHOURY", "RANIA", MATCH, Why.SAME),
    ("Ian MacDonald", "MAC DONALD", "IAN", MATCH, Why.SAME),
    ("Ludwig von Beethoven", "BEETHOVEN", "LUDWIG", MATCH, Why.SAME),
    ("João dos Santos", "SANTOS", "JOAO", MATCH, Why.SAME),
    ("Anne St-Martin", "SAINT MARTIN", "ANNE", MATCH, Why.SAME),
    # Surnames that are particles elsewhere.
    ("Thi Le", "LE", "THI", MATCH, Why.SAME),
    ("Thi Lê", "LE", "THI", MATCH, Why.SAME),
    ("Thi La", "LE", "THI", MISMATCH, Why.SURNAME),
    # Titles and credentials are no part of the name.
    ("Dr Anne Dupont", "DUPONT", "ANNE", MATCH, Why.SAME),
    ("M. le Professeur Jean Dupont", "DUPONT", "JEAN", MATCH, Why.SAME),
    ("Anne Dupont, MD PhD", "DUPONT", "ANNE", MATCH, Why.SAME),
    # Swapped.
    ("DUPONT Anne", "DUPONT", "ANNE", MATCH, Why.ORDER),
    ("Dupont Martin Anne", "DUPONT MARTIN", "ANNE", MATCH, Why.ORDER),
    ("Dupont Anne Martin", "DUPONT MARTIN", "ANNE", MATCH, Why.ORDER),
    ("Martin Bernard", "MARTIN", "BERNARD", MATCH, Why.ORDER),
    ("Martin Dupont Anne", "DUPONT MARTIN", "ANNE", MATCH, Why.ORDER),
    # Used names that are told as such.
    ("Anne Martin née Dupont", "DUPONT", "ANNE", MATCH, Why.USED_NAME),
    ("Anne Dupont épouse Martin", "MARTIN", "ANNE", MATCH, Why.USED_NAME),
    ("Anne Dupont ép. Martin", "DUPONT MARTIN", "ANNE", MATCH, Why.USED_NAME),
    ("Anne Dupont (Martin)", "MARTIN DUPONT", "ANNE", MATCH, Why.USED_NAME),
    ("Anne Martin née Dupont", "MARTIN", "ANNE", MATCH, Why.SAME),
    ("Dupont Anne née Martin", "MARTIN", "ANNE", MATCH, Why.USED_NAME),
    # Compound names, one part of which is not used.
    ("Anne Dupont", "DUPONT MARTIN", "ANNE", PARTIAL, Why.PART),
    ("Anne Martin", "DUPONT-MARTIN", "ANNE", PARTIAL, Why.PART),
    ("Anne Dupont-Martin", "MARTIN", "ANNE", PARTIAL, Why.PART),
    ("Jean Martin", "MARTIN", "JEAN-PIERRE", PARTIAL, Why.PART),
    ("Jean Pierre Marie Martin", "MARTIN", "JEAN", PARTIAL, Why.PART),
    ("Pierre Martin", "MARTIN", "JEAN-PIERRE", PARTIAL, Why.PART),
    # Shortened given names.
    ("J. Dupont", "DUPONT", "JEAN", PARTIAL, Why.INITIAL),
    ("J-P Dupont", "DUPONT", "JEAN-PIERRE", PARTIAL, Why.INITIAL),
    ("M. Le Goff", "LE GOFF", "MARYAM", PARTIAL, Why.INITIAL),
    ("M. Yann Le Goff", "LE GOFF", "YANN", MATCH, Why.SAME),
    ("M. Dupont", "DUPONT", "JEAN", MISMATCH, Why.GIVEN),
    ("Alex Dupont", "DUPONT", "ALEXANDRE", PARTIAL, Why.SHORT),
    ("Al Dupont", "DUPONT", "ALEXANDRE", MISMATCH, Why.GIVEN),
    # One slip of the finger.
    ("Anne Dupond", "DUPONT", "ANNE", PARTIAL, Why.TYPO),
    ("Anne Dpuont", "DUPONT", "ANNE", PARTIAL, Why.TYPO),
    ("Anne Dupnt", "DUPONT", "ANNE", PARTIAL, Why.TYPO),
    ("Anne Duppont", "DUPONT", "ANNE", PARTIAL, Why.TYPO),
    ("Mathieu Dupont", "DUPONT", "MATTHIEU", PARTIAL, Why.TYPO),
    ("Dupond Anne", "DUPONT", "ANNE", PARTIAL, Why.TYPO),
    # Two slips, or one in a name of three letters, make another name.
    ("Anme Dupond", "DUPONT", "ANNE", MISMATCH, Why.GIVEN),
    ("Luc Roy", "ROI", "LUC", MISMATCH, Why.SURNAME),
    ("Anne Dubond", "DUPONT", "ANNE", MISMATCH, Why.SURNAME),
    # Other people.
    ("Marie Dupont", "DUPONT", "ANNE", MISMATCH, Why.GIVEN),
    ("Anne Durand", "DUPONT", "ANNE", MISMATCH, Why.SURNAME),
    ("Paul Durand", "DUPONT", "ANNE", MISMATCH, Why.NAME),
    ("Anne", "DUPONT", "ANNE", MISMATCH, Why.SURNAME),
    ("Dupont", "DUPONT", "ANNE", MISMATCH, Why.GIVEN),
    ("Martin", "MARTIN", "MARTIN", MISMATCH, Why.GIVEN),
    ("", "DUPONT", "ANNE", MISMATCH, Why.NAME),
    ("Jean Jean", "JEAN", "PAUL", MISMATCH, Why.GIVEN),
    # A registry without a given name proves half.
    ("Anne Dupont", "DUPONT", "", PARTIAL, Why.PART),
]


@pytest.mark.parametrize(("typed", "surname", "first", "likeness", "why"), HARD)
def test_hard_names(typed: str, surname: str, first: str, likeness: Likeness, why: Why) -> None:
    """Each with its verdict and the reason for it."""
    assert compare(typed, surname, first) == Judgement(likeness, why)


def test_every_reason_has_an_example() -> None:
    """No reason is one that names alone never reach, but those that need more than names."""
    shown = {why for *_, why in HARD}
    assert set(Why) - shown == {Why.STUDENT, Why.PROFESSION, Why.NOT_LISTED}


def physician(**fields: object) -> Professional:
    row = {"register": Register.RPPS, "number": "1", "surname": "DUPONT", "given": "ANNE"}
    return Professional(**row | {"codes": frozenset({"10C"})} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "codes", "expected"),
    [
        (Role.DOCTOR, {"10C", "SM15"}, Judgement(MATCH, Why.SAME)),
        (Role.DOCTOR, {"40C"}, Judgement(MATCH, Why.SAME)),
        (Role.DOCTOR, {"60C"}, Judgement(MISMATCH, Why.PROFESSION)),
        (Role.DOCTOR, {"60C", "10C"}, Judgement(MATCH, Why.SAME)),
        (Role.DOCTOR, {"10E"}, Judgement(PARTIAL, Why.STUDENT)),
        (Role.DOCTOR, set(), Judgement(MATCH, Why.SAME)),
        (Role.OTHER, {"60C"}, Judgement(MATCH, Why.SAME)),
        (None, {"60C"}, Judgement(MATCH, Why.SAME)),
    ],
)
def test_a_claimed_doctor_is_listed_as_one(
    role: Role | None, codes: set[str], expected: Judgement
) -> None:
    """A nurse's number under the right name makes no doctor, a student's half of one."""
    assert judge("Anne Dupont", role, physician(codes=frozenset(codes))) == expected


def test_another_name_is_worse_than_another_profession() -> None:
    """The name is told first."""
    assert judge("Paul Durand", Role.DOCTOR, physician(codes=frozenset({"60C"}))) == Judgement(
        MISMATCH, Why.NAME
    )


def test_nobody_is_absent() -> None:
    """A number that nobody has is a verdict of its own."""
    assert judge("Anne Dupont", Role.DOCTOR, None) == ABSENT


@pytest.mark.parametrize(
    ("surname", "first", "same"),
    [
        ("DUPONT", "ANNE", True),
        ("MARTIN", "ANNE", True),
        ("DUPONT MARTIN", "ANNE", True),
        ("DUPONT", "ANNE-MARIE", True),
        ("DUPOND", "ANNE", True),
        ("DURAND", "PAUL", False),
    ],
)
def test_who_marries_stays_who_they_are(surname: str, first: str, same: bool) -> None:
    """Under one number; another person under it does not."""
    assert same_bearer(physician(), physician(surname=surname, given=first)) is same


LETTERS = st.text(string.ascii_lowercase, min_size=4, max_size=12)


@st.composite
def named(draw: st.DrawFn) -> tuple[str, str]:
    """A surname and a given name of one or two words each, of no particle and no title."""
    parts = draw(st.lists(LETTERS, min_size=2, max_size=4, unique=True))
    assume(all(words(part) == (part,) and bare((part, "x")) == (part, "x") for part in parts))
    assume(not {*parts} & (TITLES | CREDENTIALS | MARKERS))
    at = draw(st.integers(1, len(parts) - 1))
    return " ".join(parts[:at]), " ".join(parts[at:])


@given(named(), st.sampled_from([" ", "-", "’", "'"]), st.booleans(), st.booleans())
def test_writing_it_otherwise_is_still_the_name(
    name: tuple[str, str], joint: str, swapped: bool, shouted: bool
) -> None:
    """Case, joints and order never make a match into anything else."""
    surname, first = name
    parts = [part.replace(" ", joint) for part in (first, surname)]
    typed = " ".join(reversed(parts) if swapped else parts)
    found = compare(typed.upper() if shouted else typed.title(), surname.upper(), first)
    assert found.likeness is MATCH


@given(named(), st.data())
def test_accents_are_not_the_name(name: tuple[str, str], data: st.DataObject) -> None:
    """Any of them, on any letter."""
    marks = st.sampled_from(["", "\u0301", "\u0308", "\u0327"])
    surname, first = ("".join(sign + data.draw(marks) for sign in part) for part in name)
    assert compare(f"{first} {surname}", *name).likeness is MATCH


@given(named(), st.data())
def test_one_slip_is_partial(name: tuple[str, str], data: st.DataObject) -> None:
    """A letter left out of any word is neither overlooked nor taken for another person."""
    surname, first = name
    at = data.draw(st.integers(0, len(surname) - 1))
    assume(surname[at] != " " and len(surname.replace(" ", "")) > 4)
    slipped = surname[:at] + surname[at + 1 :]
    assert compare(f"{first} {slipped}", surname, first).likeness is PARTIAL


@given(named(), named())
def test_strangers_never_match(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Names without a word in common."""
    assume(not set(" ".join(one).split()) & set(" ".join(other).split()))
    assert compare(" ".join(one), *other).likeness is not MATCH


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_anything_has_a_verdict(typed: str, surname: str, first: str) -> None:
    """Whatever is typed: a verdict with its reason, and never "absent" for a row that is there."""
    found = compare(typed, surname, first)
    assert found.likeness in {MATCH, PARTIAL, MISMATCH}
    assert (found.likeness is MISMATCH) is (found.why in {Why.GIVEN, Why.SURNAME, Why.NAME})
