"""A report as the bytes of a file, by the ending of its name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.reports.csv import report_csv
from bot.reports.lists import write_list
from bot.reports.table import Report
from bot.reports.xlsx import report_xlsx

LONG = 3_000
"""Rows from which a workbook is written as a plain list: nobody prints and signs so many."""


def workbook(report: Report) -> bytes:
    """Return a report as a workbook, formatted unless it is very long."""
    if len(report.rows) <= LONG:
        return report_xlsx(report)
    with TemporaryDirectory() as folder:
        path = Path(folder, "list.xlsx")
        write_list(report.columns, (row.cells for row in report.rows), path)
        return path.read_bytes()


WRITERS: Mapping[str, Callable[[Report], bytes]] = {"xlsx": workbook, "csv": report_csv}
"""How to write each kind of file. Takes a while for a long report: call it in a thread."""
