"""A report as values: what the screen, the spreadsheet and the printed page all show."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | float | date | None

ColumnKind = Literal["text", "count", "percent", "date"]

RowKind = Literal["plain", "subtotal", "unknown", "total"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what its cells hold."""

    title: str
    kind: ColumnKind
    over: str = ""
    """The heading it shares with its neighbours, such as a skill."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, a cell for each column."""

    key: str
    """What it counts, in ids (`unit:3 group:cadre`), so that two versions of a report can be compared."""
    cells: tuple[Cell, ...]
    kind: RowKind = "plain"
    depth: int = 0
    """How far below the top of the tree of units it stands."""


@dataclass(frozen=True, slots=True)
class Report:
    """A table with everything needed to understand it."""

    title: str
    about: tuple[tuple[str, str], ...]
    """Lines above the table: what was asked (unit, period, level …), each with its label."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences below the table: how to read it."""
