"""A report as an Excel workbook, ready to be printed and signed: what it is about, the table, how to read it."""

import io
from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.reports.lists import FIXED_MOMENT, sheet_text
from bot.reports.table import Cell, Column, Report, Row

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_BORDER = {"border": 1, "border_color": "#808080", "valign": "vcenter"}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "label": {"bold": True},
    "words": {"text_wrap": True, "valign": "top"},
    "head": {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#E7EEF7", **_BORDER},
    "text": {"text_wrap": True, **_BORDER},
    "count": {"num_format": "#,##0", **_BORDER},
    "percent": {"num_format": "0.0", **_BORDER},
    "date": {"num_format": "dd/mm/yyyy", "align": "center", **_BORDER},
}
_WIDTHS: Mapping[str, float] = {"count": 11, "percent": 9, "date": 12, "text": 22}
_FIRST_WIDTH = 34
_LINE_HEIGHT = 16
_NARROW_TABLE = 8
_A4 = 9


def report_xlsx(report: Report) -> bytes:
    """Return a report as a workbook; the same report gives the same bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        workbook.set_properties({"title": report.title, "created": FIXED_MOMENT})
        sheet = workbook.add_worksheet("Báo cáo")
        _Page(workbook, sheet, report).draw()
    return file.getvalue()


class _Page:
    """One worksheet while it is being filled from top to bottom."""

    def __init__(self, workbook: Workbook, sheet: Worksheet, report: Report) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._report = report
        self._formats: dict[tuple[str, bool, int], Format] = {}
        self._last = max(len(report.columns) - 1, 1)

    def draw(self) -> None:
        """Fill the sheet."""
        line = self._head()
        line = self._titles(line)
        for row in self._report.rows:
            self._row(line, row)
            line += 1
        self._foot(line + 1)
        self._paper()

    def _head(self) -> int:
        self._sheet.write_string(0, 0, sheet_text(self._report.title), self._format("title"))
        for line, (label, words) in enumerate(self._report.about, 1):
            self._sheet.write_string(line, 0, sheet_text(label), self._format("label"))
            self._sheet.write_string(line, 1, sheet_text(words), self._format("plain"))
        return len(self._report.about) + 2

    def _titles(self, line: int) -> int:
        """Write one or two lines of titles: a heading that columns share stands above them, merged."""
        columns = self._report.columns
        two_lines = any(column.over for column in columns)
        start = 0
        while two_lines and start < len(columns):
            end = _last_alike(columns, start)
            self._over(line, start, end)
            start = end + 1
        titles = line + two_lines
        for place, column in enumerate(columns):
            if column.over or not two_lines:
                self._sheet.write_string(titles, place, sheet_text(column.title), self._format("head"))
        if two_lines:
            self._sheet.set_row(line, 48)
        self._sheet.set_row(titles, 34)
        self._sheet.freeze_panes(titles + 1, 1)
        self._sheet.repeat_rows(line, titles)
        return titles + 1

    def _over(self, line: int, start: int, end: int) -> None:
        column = self._report.columns[start]
        head = self._format("head")
        if not column.over:
            self._sheet.merge_range(line, start, line + 1, start, "", head)
            self._sheet.write_string(line, start, sheet_text(column.title), head)
        elif start == end:
            self._sheet.write_string(line, start, sheet_text(column.over), head)
        else:
            self._sheet.merge_range(line, start, line, end, "", head)
            self._sheet.write_string(line, start, sheet_text(column.over), head)

    def _row(self, line: int, row: Row) -> None:
        strong = row.kind in ("total", "subtotal")
        for place, (column, cell) in enumerate(zip(self._report.columns, row.cells, strict=True)):
            indent = row.depth if place == 0 else 0
            self._cell(line, place, cell, self._format(column.kind, strong, indent))

    def _cell(self, line: int, place: int, cell: Cell, style: Format) -> None:
        """Write a value as what it is: never let the library guess whether a text is a number or a formula."""
        if cell is None or cell == "":
            self._sheet.write_blank(line, place, None, style)
        elif isinstance(cell, date):
            self._sheet.write_datetime(line, place, cell, style)
        elif isinstance(cell, int | float):
            self._sheet.write_number(line, place, cell, style)
        else:
            self._sheet.write_string(line, place, sheet_text(cell), style)

    def _foot(self, line: int) -> None:
        words = self._format("words")
        width = sum(self._width(place) for place in range(self._last + 1))
        for number, note in enumerate(self._report.notes):
            self._sheet.merge_range(line + number, 0, line + number, self._last, "", words)
            self._sheet.write_string(line + number, 0, sheet_text(note), words)
            # Spreadsheets make no row higher for the sake of merged cells.
            self._sheet.set_row(line + number, _LINE_HEIGHT * ceil(len(note) / width))

    def _width(self, place: int) -> float:
        columns = self._report.columns
        return _WIDTHS[columns[place].kind] if 0 < place < len(columns) else _FIRST_WIDTH

    def _paper(self) -> None:
        for place in range(len(self._report.columns)):
            self._sheet.set_column(place, place, self._width(place))
        self._sheet.set_paper(_A4)
        if len(self._report.columns) >= _NARROW_TABLE:
            self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.8, right=0.5, top=0.7, bottom=0.7)
        self._sheet.set_footer("&RTrang &P/&N")

    def _format(self, name: str, strong: bool = False, indent: int = 0) -> Format:
        key = (name, strong, indent)
        if key not in self._formats:
            looks = {**_FONT, **_FORMATS.get(name, {})}
            looks |= {"bold": True} if strong else {}
            looks |= {"indent": indent} if indent else {}
            self._formats[key] = self._workbook.add_format(looks)
        return self._formats[key]


def _last_alike(columns: tuple[Column, ...], start: int) -> int:
    """Return the last of the columns that share the heading of the one at `start`."""
    end = start
    while columns[start].over and end + 1 < len(columns) and columns[end + 1].over == columns[start].over:
        end += 1
    return end
