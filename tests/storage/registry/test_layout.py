"""Headers are recognised however a year spells them, and tables that are not used are not."""

import pytest

from benchmarks.registry.files import COLUMNS_2026, DRIFTS, NPI_COLUMNS, SKILL_COLUMNS
from storage.registry.layout import FRENCH, Kind, normalised, recognise


def line(columns: object, end: str = "|\r\n") -> bytes:
    return ("\ufeff" + "|".join(columns) + end).encode()  # type: ignore[arg-type]


@pytest.mark.parametrize("year", DRIFTS)
def test_activities_of_any_year(year: int) -> None:
    """Every used column is found where it stands."""
    layout = recognise(line(DRIFTS[year]))
    assert layout is not None
    assert (layout.kind, layout.width, layout.trailing) == (
        Kind.ACTIVITIES,
        len(DRIFTS[year]),
        True,
    )
    assert layout.columns == {field: COLUMNS_2026.index(name) for field, name in FRENCH.items()}
    assert layout.missing == ()


def test_a_header_in_another_encoding() -> None:
    """The names of columns may be in the old encoding of Windows."""
    layout = recognise(line(COLUMNS_2026).decode()[1:].encode("cp1252"))
    assert layout is not None
    assert layout.missing == ()
    assert "given" in layout.columns


def test_the_exact_name_wins() -> None:
    """Of two columns that look alike the one that is spelt as published is taken."""
    columns = [
        "nom exercice",
        "Identification nationale PP",
        "Nom d'exercice",
        "Code mode exercice",
    ]
    layout = recognise(line(columns))
    assert layout is not None
    assert layout.columns["surname"] == 2
    assert normalised("NOM EXERCICE") == normalised("Nom d’exercice")


def test_specialties() -> None:
    """The file of specialties has people, but nothing of where they work."""
    layout = recognise(line(SKILL_COLUMNS))
    assert layout is not None
    assert (layout.kind, layout.missing) == (Kind.SKILLS, ())


def test_the_npi() -> None:
    """Quoted and parted by commas."""
    layout = recognise((",".join(f'"{name}"' for name in NPI_COLUMNS) + "\n").encode())
    assert layout is not None
    assert (layout.kind, layout.width, layout.missing) == (Kind.NPI, len(NPI_COLUMNS), ())
    assert layout.columns["taxonomy_2"] > layout.columns["taxonomy_1"]


def test_a_needed_column_that_lacks_is_named() -> None:
    """By its official name."""
    layout = recognise(line([name for name in COLUMNS_2026 if name != "Nom d'exercice"]))
    assert layout is not None
    assert layout.missing == ("Nom d'exercice",)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"\n",
        b"a,b,c\n",
        b'"NPI","Provider Other Organization Name"\n',
        b"Identification nationale PP|Code diplome|\n",
        b"Type|Nom d'exercice|\n",
        b"\xff\xfe\x00|\x00\n",
        b'"never closed',
    ],
)
def test_other_tables_are_not_ours(first: bytes) -> None:
    """Diplomas, other parts of the NPI, and files of any kind."""
    assert recognise(first) is None
