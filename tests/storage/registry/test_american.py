"""Rows of the NPI: people whose number is in use, and every kind of line that is left out."""

import io
from itertools import islice

import pytest

from benchmarks.registry.files import NPI_COLUMNS, npi
from benchmarks.registry.files import providers as invented
from moderation.numbers import Register, number_problem
from storage.registry.american import providers
from storage.registry.french import Row
from storage.registry.layout import recognise
from storage.registry.sources import Flaw, Tally

NPI = Register.NPI.value
HEADER = ",".join(f'"{name}"' for name in NPI_COLUMNS)


def line(**cells: str) -> str:
    given = {"NPI": "1234567893", "Entity Type Code": "1"} | {
        "Provider Last Name (Legal Name)": "DOE",
        "Provider First Name": "JANE",
        "Healthcare Provider Taxonomy Code_1": "207N00000X",
    }
    named = given | {name.replace("_", " "): cell for name, cell in cells.items()}
    return ",".join(f'"{named.get(name, "")}"' for name in NPI_COLUMNS)


def read(*lines: str | bytes) -> tuple[list[Row], Tally]:
    encoded = [one if isinstance(one, bytes) else one.encode() for one in (HEADER, *lines)]
    layout = recognise(encoded[0])
    assert layout is not None
    tally = Tally()
    stream = io.BytesIO(b"\n".join(encoded))
    return list(providers(stream, layout, tally, lambda _size: None)), tally


def test_a_person_with_several_taxonomies() -> None:
    """Each code once."""
    second = {"Healthcare Provider Taxonomy Code_2": "208D00000X"}
    cells = dict.fromkeys(NPI_COLUMNS, "") | second
    row = ",".join(
        f'"{cells[name] or text}"'
        for name, text in zip(NPI_COLUMNS, line().replace('"', "").split(","), strict=True)
    )
    assert read(row)[0] == [(NPI, "1234567893", "DOE", "JANE", "207N00000X 208D00000X")]


def test_a_name_with_a_comma_is_one_name() -> None:
    """Quotes hold it together."""
    rows, tally = read(line().replace('"DOE"', '"DOE, JR"'))
    assert (rows[0][2], tally.flaws.total()) == ("DOE, JR", 0)


@pytest.mark.parametrize(
    "text",
    [
        line(Entity_Type_Code="2"),
        line(NPI_Deactivation_Date="01/31/2020"),
    ],
)
def test_organisations_and_numbers_out_of_use_are_skipped(text: str) -> None:
    """Which is no flaw."""
    rows, tally = read(text)
    assert (rows, tally.skipped, tally.flaws.total()) == ([], 1, 0)


def test_a_number_that_came_back_counts() -> None:
    """Reactivated after it was deactivated."""
    dates = {"NPI_Deactivation_Date": "01/31/2020", "NPI_Reactivation_Date": "02/28/2021"}
    assert len(read(line(**dates))[0]) == 1


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ('"1234567893","1"', Flaw.COLUMNS),
        (line(NPI="12345"), Flaw.NUMBER),
        (line().replace('"DOE"', '""'), Flaw.NAME),
        ('"' + "x" * 200_000 + '"', Flaw.QUOTES),
    ],
)
def test_a_bad_line_is_counted_and_left_out(text: str, flaw: Flaw) -> None:
    """The lines around it are read."""
    rows, tally = read(line(), text, line(NPI="1245319599"))
    assert [number for _register, number, *_ in rows] == ["1234567893", "1245319599"]
    assert (dict(tally.flaws), tally.lines) == ({flaw: 1}, {flaw: [3]})


def test_the_generator_makes_numbers_with_a_key() -> None:
    """So that what it measures is what comes."""
    numbers = [text.split(b'"')[1].decode() for text in islice(invented(50), 1, None)]
    assert {number_problem(Register.NPI, number) for number in numbers} == {None}
    assert npi(123456789) == "1234567893"
