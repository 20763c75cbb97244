"""Long flat lists as Excel workbooks: one line of titles, then the rows, written while they are being read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rustpy_xlsxwriter import Format, write_worksheet

from bot.reports.csv import column_title
from bot.reports.table import Cell, Column, ColumnKind

FIXED_MOMENT = datetime(2025, 1, 1)  # noqa: DTZ001 - a file format that knows no time zones
"""What every workbook says of when it was made, so that the same report is the same file."""

LONGEST_TEXT = 32_767
"""Characters that a cell can hold."""

_PROPERTIES = "docProps/core.xml"
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDTHS: dict[ColumnKind, float] = {"text": 28, "count": 12, "percent": 10, "date": 12}


def write_list(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], path: Path) -> None:
    """Write rows, one at a time, to a workbook; texts are texts whatever they look like."""
    write_worksheet(
        _records(_distinct(columns), rows),
        str(path),
        "Danh sách",
        freeze_row=1,
        header_format=Format().set_bold().set_text_wrap(),
        column_widths=[_WIDTHS[column.kind] for column in columns],
        datetime_format="dd/mm/yyyy",
    )
    _stop_clock(path)


def sheet_text(text: str) -> str:
    """Return a text as a cell can hold it: without control characters, not too long."""
    return _UNPRINTABLE.sub("", text)[:LONGEST_TEXT]


def _records(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[dict[str, Cell]]:
    for row in rows:
        yield dict(zip(titles, row, strict=True))


def _distinct(columns: Sequence[Column]) -> list[str]:
    """Return the titles; the library finds cells by title, so a repeated one gets a number."""
    titles: list[str] = []
    for column in columns:
        title = column_title(column)
        titles.append(title if title not in titles else f"{title} ({len(titles) + 1})")
    return titles


def _stop_clock(path: Path) -> None:
    """
    Put a fixed moment where the library wrote the present one.

    The properties are the last but one of the parts, so they are cut off and written again behind the sheet.
    """
    with ZipFile(path, "a", ZIP_DEFLATED) as parts:
        names = parts.namelist()
        tail = names[names.index(_PROPERTIES) :]
        kept = {name: parts.read(name) for name in tail}
        parts.start_dir = parts.getinfo(_PROPERTIES).header_offset
        for name in tail:
            parts.filelist.remove(parts.NameToInfo.pop(name))
        for name, data in kept.items():
            stamp = FIXED_MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            parts.writestr(ZipInfo(name), _CLOCK.sub(rb"\g<1>" + stamp, data))
