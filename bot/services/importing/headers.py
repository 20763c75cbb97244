"""Finding the table in a sheet: the row of titles, recognised with or without marks and by other names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.services.importing.problems import Unreadable
from bot.services.importing.sheets import Sheet
from bot.text.folding import fold

_LOOKED_THROUGH = 30
"""Rows from the top among which the titles must be: offices put a heading above their tables."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column that is understood."""

    id: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = True

    def is_called(self, title: str) -> bool:
        """Return whether a title, already folded, means this column."""
        return title in {fold(name) for name in (self.title, *self.synonyms)}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its number in the file and its cells by field."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, field_id: str) -> str:
        return self.cells.get(field_id, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the titles, empty ones left out."""

    titles: Mapping[str, str]
    """What each field is called in this file."""
    lines: tuple[Line, ...]


def find_table(sheets: Sequence[Sheet], fields: Sequence[Field]) -> Table:
    """Return the table of the first sheet whose titles are known best."""
    found = [(sheet, *_best_row(sheet, fields)) for sheet in sheets]
    sheet, place, columns = max(found, key=lambda one: len(one[2]), default=(Sheet("", ()), 0, {}))
    missing = [field.title for field in fields if field.required and field.id not in columns.values()]
    if missing:
        raise Unreadable(_missing(missing, fields, sheet, place, columns))
    titles = {field_id: sheet.rows[place][column] for column, field_id in columns.items()}
    lines = tuple(_lines(sheet, place, columns))
    if not lines:
        raise Unreadable("Bảng có tiêu đề nhưng chưa có dòng nào bên dưới.")
    return Table(titles, lines)


def _best_row(sheet: Sheet, fields: Sequence[Field]) -> tuple[int, dict[int, str]]:
    """Return the row that looks most like titles, with the field of each column it names."""
    rows = [(place, _columns(row, fields)) for place, row in enumerate(sheet.rows[:_LOOKED_THROUGH])]
    return max(rows, key=lambda row: len(row[1]), default=(0, {}))


def _columns(row: Sequence[str], fields: Sequence[Field]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for place, title in enumerate(row):
        folded = fold(title)
        meant = next((field.id for field in fields if field.is_called(folded)), None)
        if meant is not None and meant not in columns.values():
            columns[place] = meant
    return columns


def _lines(sheet: Sheet, titles: int, columns: Mapping[int, str]) -> list[Line]:
    lines = []
    for number, row in enumerate(sheet.rows[titles + 1 :], titles + 2):
        cells = {field_id: row[place] for place, field_id in columns.items() if place < len(row)}
        if any(cells.values()):
            lines.append(Line(number, cells))
    return lines


def _missing(
    missing: Sequence[str], fields: Sequence[Field], sheet: Sheet, place: int, columns: Mapping[int, str]
) -> str:
    wanted = ", ".join(f"“{field.title}”" for field in fields)
    if not columns:
        return f"Không thấy dòng tiêu đề của bảng. Bảng cần các cột: {wanted}."
    lacking = ", ".join(f"“{title}”" for title in missing)
    unknown = [title for column, title in enumerate(sheet.rows[place]) if title and column not in columns]
    hint = f" Các cột chưa hiểu: {', '.join(f'“{title}”' for title in unknown)}." if unknown else ""
    return f"Dòng tiêu đề (dòng {place + 1}) thiếu cột {lacking}. Bảng cần các cột: {wanted}.{hint}"
