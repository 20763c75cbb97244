"""A report as the screen shows it: the same values as in the file; a wide one has shares below their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.reports.table import Cell, Column, ColumnKind, Report, Row, RowKind
from bot.reports.words import count_words, date_words, percent_words

DASH = "–"

_SECOND: dict[ColumnKind, ColumnKind] = {"percent": "count", "date": "text"}
"""What stands below which kind of column."""

_NUMBERS = frozenset({"count", "percent"})


@dataclass(frozen=True, slots=True)
class Head:
    """The title of a column on the screen."""

    title: str
    below: str
    is_number: bool
    is_series: bool
    """Whether the drawing has bars for it."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell on the screen: a value and perhaps a second one below it."""

    words: str
    below: str
    value: int | None
    """The number itself, for the drawing."""
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row on the screen."""

    labels: Sequence[str]
    cells: Sequence[ShownCell]
    kind: RowKind
    depth: int

    @property
    def is_bar(self) -> bool:
        """Whether the drawing shows it: sums would dwarf their parts."""
        return self.kind in ("plain", "unknown")


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A report on the screen."""

    label_heads: Sequence[str]
    heads: Sequence[Head]
    rows: Sequence[ShownRow]
    is_wide: bool
    """Whether several columns share a heading: then values stand below each other, and paper lies on its side."""


def shown(report: Report) -> ShownTable:
    """Return a report as the screen shows it."""
    labels = next((place for place, column in enumerate(report.columns) if column.kind != "text"), len(report.columns))
    is_wide = any(column.over for column in report.columns)
    places = range(labels, len(report.columns))
    pairs = _pairs(report.columns, labels) if is_wide else [(place, None) for place in places]
    return ShownTable(
        label_heads=[column.title for column in report.columns[:labels]],
        heads=[_head(report.columns, pair) for pair in pairs],
        rows=[_row(report.columns, row, labels, pairs) for row in report.rows],
        is_wide=is_wide,
    )


_Pair = tuple[int, int | None]


def _pairs(columns: Sequence[Column], start: int) -> list[_Pair]:
    """Return the places of the cells that stand together: a count with its share, a source with its date."""
    pairs: list[_Pair] = []
    for place in range(start, len(columns)):
        first = pairs[-1] if pairs else None
        belongs = _SECOND.get(columns[place].kind)
        if first and first[1] is None and belongs == columns[first[0]].kind:
            pairs[-1] = (first[0], place)
        else:
            pairs.append((place, None))
    return pairs


def _head(columns: Sequence[Column], pair: _Pair) -> Head:
    first, second = columns[pair[0]], columns[pair[1]] if pair[1] is not None else None
    is_series = pair[0] + 1 < len(columns) and columns[pair[0] + 1].kind == "percent"
    if first.over:
        return Head(first.over, "người, %", first.kind in _NUMBERS, is_series)
    return Head(first.title, second.title if second else "", first.kind in _NUMBERS, is_series)


def _row(columns: Sequence[Column], row: Row, labels: int, pairs: Sequence[_Pair]) -> ShownRow:
    return ShownRow(
        labels=[cell_words(column, cell) for column, cell in zip(columns[:labels], row.cells, strict=False)],
        cells=[_cell(columns, row, pair) for pair in pairs],
        kind=row.kind,
        depth=row.depth,
    )


def _cell(columns: Sequence[Column], row: Row, pair: _Pair) -> ShownCell:
    first, second = pair
    value = row.cells[first]
    below = (
        cell_words(columns[second], row.cells[second]) if second is not None and row.cells[second] is not None else ""
    )
    return ShownCell(
        words=cell_words(columns[first], value if value != "" else None),
        below=below,
        value=value if isinstance(value, int) else None,
        is_number=columns[first].kind in _NUMBERS,
    )


def cell_words(column: Column, cell: Cell) -> str:
    """Return a cell as it is shown: the same value as in the file, with the marks of the language."""
    if column.kind == "percent" and isinstance(cell, int | float):
        return percent_words(float(cell))
    return value_words(cell)


def value_words(cell: Cell) -> str:
    """Return a value as it is shown where its column is not at hand."""
    if cell is None:
        return DASH
    if isinstance(cell, date):
        return date_words(cell)
    if isinstance(cell, int):
        return count_words(cell)
    return f"{cell:.1f}".replace(".", ",") if isinstance(cell, float) else cell


def difference_words(before: Cell, after: Cell) -> str:
    """Return by how much a number grew, with its sign."""
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return DASH
    grown = after - before
    sign = "+" if grown > 0 else "−" if grown < 0 else ""
    return sign + value_words(abs(grown) if isinstance(grown, int) else round(abs(grown), 1))
