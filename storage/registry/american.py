"""Rows of the NPI's monthly file: one for each provider, quoted, with some 330 columns."""

import csv
import io
from collections.abc import Iterator
from typing import IO

from moderation.numbers import Register
from storage.registry.french import Advance, Row
from storage.registry.layout import Layout, taxonomies
from storage.registry.sources import BUFFER_BYTES, Flaw, Tally

PERSON = "1"
NPI_DIGITS = 10


def providers(stream: IO[bytes], layout: Layout, tally: Tally, advance: Advance) -> Iterator[Row]:
    """People whose number is in use; organisations and deactivated numbers are skipped."""
    at = layout.columns
    coded = tuple(taxonomies(layout))
    for line, cells in _cells(stream, layout, tally, advance):
        gone = _cell(cells, at.get("gone")) and not _cell(cells, at.get("back"))
        if cells[at["entity"]] != PERSON or gone:
            tally.skipped += 1
            continue
        number, surname = cells[at["national"]].strip(), cells[at["surname"]].strip()
        if len(number) != NPI_DIGITS or not (number.isascii() and number.isdigit()):
            tally.leave_out(line, Flaw.NUMBER)
        elif not surname:
            tally.leave_out(line, Flaw.NAME)
        else:
            codes = " ".join(sorted({"".join(cells[n].split()) for n in coded} - {""}))
            yield Register.NPI.value, number, surname, cells[at["given"]].strip(), codes


def _cells(
    stream: IO[bytes], layout: Layout, tally: Tally, advance: Advance
) -> Iterator[tuple[int, list[str]]]:
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    counted = _counting(text, advance)
    next(counted, None)
    reader = csv.reader(counted)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            tally.leave_out(reader.line_num + 1, Flaw.QUOTES)
            continue
        if not cells:
            continue
        tally.rows += 1
        if len(cells) == layout.width:
            yield reader.line_num + 1, cells
        else:
            tally.leave_out(reader.line_num + 1, Flaw.COLUMNS)
    # Closing the wrapper would close a stream that is not ours.
    text.detach()


def _counting(text: io.TextIOWrapper, advance: Advance) -> Iterator[str]:
    read = 0
    for line in text:
        read += len(line)
        if read >= BUFFER_BYTES:
            advance(read)
            read = 0
        yield line
    advance(read)


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None else ""
