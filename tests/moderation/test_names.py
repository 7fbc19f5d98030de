"""Names in comparable words, and the keys under which a registry finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.names import WORDS_MAX, bare, claimed, given_key, surname_keys, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jean-Pierre d’Ormesson", ("jean", "pierre", "d", "ormesson")),
        ("STRAUß", ("strauss",)),
        ("Ngọc_Anh", ("ngoc", "anh")),
        ("Ste-Marie", ("sainte", "marie")),
        ("Müller", ("muller",)),
        ("محمد", ("محمد",)),
        (" \t", ()),
    ],
)
def test_words(name: str, expected: tuple[str, ...]) -> None:
    """Small, without accents, parted by whatever is no letter; other scripts stay."""
    assert words(name) == expected


def test_a_name_of_particles_stays() -> None:
    """Nothing would be left of it."""
    assert bare(("le",)) == ("le",)
    assert bare(("de", "la", "fontaine")) == ("fontaine",)


@pytest.mark.parametrize(
    ("surname", "keys"),
    [
        ("DUPONT", {"dupont"}),
        ("LE GOFF", {"legoff", "goff"}),
        ("DUPONT-MARTIN", {"dupontmartin", "dupont", "martin"}),
        ("DE LA TOUR DU PIN", {"delatourdupin", "tourpin", "tour", "pin"}),
        ("", {""}),
    ],
)
def test_a_surname_is_found_under_its_parts(surname: str, keys: set[str]) -> None:
    """As a whole, without particles, and by each part of a compound one."""
    assert surname_keys(surname) == keys


def test_a_given_name_has_one_key() -> None:
    """However it is joined."""
    assert given_key("JEAN-PIERRE") == given_key("Jean Pierre") == "jeanpierre"


def test_the_plainest_meaning_comes_first() -> None:
    """A marker opens further ones, with nothing of the marker in them."""
    ways = claimed("Dr Anne Martin née Dupont")
    assert ways[0] == ("anne", "martin")
    assert ("anne", "dupont") in ways
    assert not any("nee" in way for way in ways)


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(typed: str) -> None:
    """Into a few short ways, and one at least."""
    ways = claimed(typed)
    assert 1 <= len(ways) <= WORDS_MAX + 3
    assert all(len(way) <= 2 * WORDS_MAX for way in ways)
