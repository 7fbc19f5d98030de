"""Rows of the French directory: people, what they are, and every kind of line that is left out."""

import io

import pytest

from moderation.numbers import Register
from storage.registry.french import Labels, Row, activities, skills
from storage.registry.layout import Layout, recognise
from storage.registry.sources import Flaw, Tally
from tests.storage.registry.files import ANNE, HEADER, PAUL, SKILL_HEADER, row

RPPS = Register.RPPS.value


def read(*lines: str | bytes, header: str = HEADER) -> tuple[list[Row], Tally, Labels]:
    joined = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    stream = io.BytesIO(header.encode() + b"\n" + joined)
    tally, labels = Tally(), Labels()
    rows = list(activities(stream, layout_of(header), tally, labels, lambda _size: None))
    return rows, tally, labels


def layout_of(header: str) -> Layout:
    layout = recognise(header.encode())
    assert layout is not None
    return layout


def test_a_person_of_several_activities_is_one_row() -> None:
    """With everything that the lines say they are."""
    rows, tally, labels = read(
        row(), row(skill="SM54"), row(profession="60", skill=""), row(PAUL, "DURAND", "PAUL")
    )
    assert rows == [
        (RPPS, ANNE, "DUPONT", "ANNE", "10C 60C SM15 SM54"),
        (RPPS, PAUL, "DURAND", "PAUL", "10C SM15"),
    ]
    assert (tally.rows, tally.skipped, tally.flaws.total()) == (4, 0, 0)
    assert labels[RPPS, "10"] == "Médecin"
    assert labels[RPPS, "SM15"] == "Dermatologie et vénéréologie"


def test_names_are_kept_as_they_are() -> None:
    """With accents and joints, but without blanks around them."""
    rows, *_ = read(row(surname=" D'ORMESSON-LÉVY ", given="ÉLÉONORE"))
    assert rows == [(RPPS, ANNE, "D'ORMESSON-LÉVY", "ÉLÉONORE", "10C SM15")]


def test_an_adeli_number_is_kept_too() -> None:
    """Nine characters, with the letter of a Corsican département."""
    rows, *_ = read(row(id="02A2600631"), row(id="0012600631"))
    assert [number for _register, number, *_ in rows] == ["2A2600631", "012600631"]


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        (row().removesuffix("L|"), Flaw.COLUMNS),
        (row(surname="DU|PONT"), Flaw.COLUMNS),
        ("nothing at all", Flaw.COLUMNS),
        (row(surname="DÉ").encode("latin-1"), Flaw.ENCODING),
        (row(surname=" "), Flaw.NAME),
        (row(id=""), Flaw.NUMBER),
        (row(id="8123"), Flaw.NUMBER),
        (row(id="8" + "é" * 5), Flaw.NUMBER),
        (row(id="9" + ANNE), Flaw.NUMBER),
    ],
)
def test_a_bad_line_is_counted_and_left_out(line: str | bytes, flaw: Flaw) -> None:
    """By its number in the file and its flaw; the lines around it are read."""
    before, after = row(PAUL, "DURAND", "PAUL"), row()
    rows, tally, _labels = read(before, line, after)
    assert [number for _register, number, *_ in rows] == [PAUL, ANNE]
    assert (dict(tally.flaws), tally.lines) == ({flaw: 1}, {flaw: [3]})


def test_staff_without_a_number_are_no_flaw() -> None:
    """Employers' identifiers are not those of the register."""
    rows, tally, _labels = read(row(id="3600000000001"), row(id="4600000000001"))
    assert (rows, tally.skipped, tally.flaws.total()) == ([], 2, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_last_delimiter_may_lack_in_header_or_rows(end: str) -> None:
    """And lines may end as on Windows."""
    for header, line in ((HEADER[:-1], row()), (HEADER, row()[:-1]), (HEADER[:-1], row()[:-1])):
        rows, tally, _labels = read(line + end + line, header=header)
        assert (len(rows), tally.flaws.total()) == (1, 0)


def test_without_a_category_codes_are_bare() -> None:
    """A column that is not needed may lack."""
    rows, *_ = read("8|x|8" + ANNE + "|A|B|10|", header=header_of(6))
    assert rows == [(RPPS, ANNE, "A", "B", "10")]


def header_of(width: int) -> str:
    columns = HEADER.split("|")[:width]
    columns[0] = "Code mode exercice"
    return "|".join(columns) + "|"


def test_a_line_without_end_is_skipped_whole() -> None:
    """Nothing holds more than a part of it in memory."""
    rows, tally, _labels = read(row(PAUL), "x" * 300_000, row())
    assert len(rows) == 2
    assert tally.lines == {Flaw.LENGTH: [3]}


def test_blank_lines_are_nothing() -> None:
    """Neither rows nor flaws."""
    rows, tally, _labels = read("", "\r", row(), "")
    assert (len(rows), tally.rows, tally.flaws.total()) == (1, 1, 0)


def test_only_the_first_lines_of_a_flaw_are_listed() -> None:
    """All are counted."""
    _rows, tally, _labels = read(*["x"] * 1000)
    assert tally.flaws[Flaw.COLUMNS] == 1000
    assert tally.lines[Flaw.COLUMNS] == list(range(2, 12))


def test_specialties_come_as_pairs() -> None:
    """A line without a number is counted, one without a specialty says nothing."""
    lines = [f"8{ANNE}|SM54|Médecine générale|", f"8{ANNE}||||", f"8{ANNE}|||", "x|SM1|x|"]
    stream = io.BytesIO("\n".join([SKILL_HEADER, *lines]).encode())
    tally, labels = Tally(), Labels()
    pairs = list(skills(stream, layout_of(SKILL_HEADER), tally, labels, lambda _size: None))
    assert pairs == [(ANNE, "SM54")]
    assert tally.lines == {Flaw.COLUMNS: [3], Flaw.NUMBER: [5]}
    assert labels == {(RPPS, "SM54"): "Médecine générale"}
