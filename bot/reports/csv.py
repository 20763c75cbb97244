"""Comma-separated values that a spreadsheet opens with its Vietnamese marks, and never runs."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

from bot.reports.table import Cell, Column, Report

ENCODING = "utf-8-sig"
"""With the byte order mark by which spreadsheets recognise UTF-8."""

_LIKE_A_FORMULA = frozenset("=+-@\t\r")


def report_csv(report: Report) -> bytes:
    """Return a report as a file: one line of column titles, then its rows."""
    text = io.StringIO(newline="")
    write_csv(report.columns, (row.cells for row in report.rows), text)
    return text.getvalue().encode(ENCODING)


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], file: TextIO) -> None:
    """Write rows, one at a time, to a text file that was opened with `ENCODING` and without newline translation."""
    writer = csv.writer(file)
    writer.writerow(_guarded([column_title(column) for column in columns]))
    writer.writerows(map(_guarded, rows))


def column_title(column: Column) -> str:
    """Return a column's title on one line, with the heading it shares with its neighbours in front."""
    return f"{column.over}: {column.title}" if column.over else column.title


def _guarded(row: Sequence[Cell]) -> list[Cell]:
    """Return a row with an apostrophe in front of each text that a spreadsheet would take for a formula."""
    return [f"'{cell}" if type(cell) is str and cell[:1] in _LIKE_A_FORMULA else cell for cell in row]
