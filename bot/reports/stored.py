"""A report as plain data, so that a closed period can be kept word for word; and what a restated one changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.reports.table import Cell, Column, Report, Row


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as lists, texts and numbers."""
    data = asdict(report)
    for row in data["rows"]:
        row["cells"] = [cell.isoformat() if isinstance(cell, date) else cell for cell in row["cells"]]
    return data


def from_data(data: Mapping[str, Any]) -> Report:
    """Return the report that `as_data` was given."""
    columns = tuple(Column(**column) for column in data["columns"])
    return Report(
        title=data["title"],
        about=tuple((label, words) for label, words in data["about"]),
        columns=columns,
        rows=tuple(
            Row(**{**row, "cells": tuple(_cell(*pair) for pair in zip(columns, row["cells"], strict=True))})
            for row in data["rows"]
        ),
        notes=tuple(data["notes"]),
    )


def _cell(column: Column, cell: Cell) -> Cell:
    return date.fromisoformat(cell) if column.kind == "date" and isinstance(cell, str) else cell


@dataclass(frozen=True, slots=True)
class Change:
    """One number that a restated report shows differently."""

    row: str
    column: str
    before: Cell
    after: Cell


def changes(before: Report, after: Report) -> tuple[Change, ...]:
    """Return every cell that differs between two versions of a report, a row that came or went included."""
    old, new = _cells(before), _cells(after)
    return tuple(
        Change(
            *_labels(place, old, new), old[place][2] if place in old else None, new[place][2] if place in new else None
        )
        for place in dict.fromkeys((*new, *old))
        if old.get(place, (None, None, None))[2] != new.get(place, (None, None, None))[2]
    )


_Place = tuple[str, str]
_Shown = tuple[str, str, Cell]


def _cells(report: Report) -> dict[_Place, _Shown]:
    """Return the numbers of a report by row and column, with the words that name both."""
    cells: dict[_Place, _Shown] = {}
    for row in report.rows:
        name = " · ".join(str(cell) for column, cell in _texts(report, row) if cell)
        for column, cell in zip(report.columns, row.cells, strict=True):
            if column.kind != "text":
                title = f"{column.over}: {column.title}" if column.over else column.title
                cells[row.key, title] = (name, title, cell)
    return cells


def _texts(report: Report, row: Row) -> list[tuple[Column, Cell]]:
    """Return the cells that say what a row is about: the texts before its first number."""
    pairs = list(zip(report.columns, row.cells, strict=True))
    first = next((place for place, (column, _) in enumerate(pairs) if column.kind != "text"), len(pairs))
    return pairs[:first]


def _labels(place: _Place, old: Mapping[_Place, _Shown], new: Mapping[_Place, _Shown]) -> tuple[str, str]:
    name, title, _ = new[place] if place in new else old[place]
    return name, title
