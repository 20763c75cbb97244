"""Bytes of a file → sheets of plain texts, whether from Excel, LibreOffice or a CSV of unknown making."""

import csv
import io
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from bot.services.importing.problems import Unreadable
from bot.text.folding import nfc

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 100

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
"""Signs without a shape, which come along when text is copied; some turn the words around them on screen and paper."""

NOT_A_TABLE = "Không đọc được tệp này. Anh/chị mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên."
_TOO_LARGE = f"Bảng dài quá {MOST_ROWS:,} dòng hoặc rộng quá {MOST_COLUMNS} cột. Anh/chị chia thành nhiều tệp."

RawCell = object


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts: `rows[0]` is row 1 of the file. Dates read 2026-10-01, whole numbers have no decimals."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file; what kind it is, is told by its content, not by its name."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"Tệp lớn quá {MOST_BYTES // 1024 // 1024} MB. Anh/chị chỉ giữ lại bảng cần nhập.")
    if not content.strip():
        raise Unreadable("Tệp này trống. Anh/chị chọn lại tệp.")
    if is_workbook(content):
        return _workbook(content)
    return tuple(Sheet("", rows) for rows in _separated(_decoded(content)))


def is_workbook(content: bytes) -> bool:
    """Return whether a file begins like a workbook; anything else is read as separated values."""
    return content.startswith((_ZIP, _OLD_EXCEL))


def text_of(cell: RawCell) -> str:
    """Return what a cell says: one line, composed; a date as 2026-10-01; 812.0 as 812, any other fraction whole."""
    if cell is None or isinstance(cell, str):
        return " ".join(_CONTROL.sub(" ", nfc(_UNSEEN.sub("", cell or ""))).split())
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        # Four decimals, so that 812.125 is never taken for eight hundred thousand written with a dot.
        return str(int(cell)) if cell.is_integer() else f"{cell:.4f}"
    return str(cell)


# --- workbooks ------------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> tuple[Sheet, ...]:
    try:
        _refuse_giants(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return tuple(Sheet(sheet.name, _texts(sheet.to_python(skip_empty_area=False))) for sheet in sheets)
    except (CalamineError, BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as problem:
        raise Unreadable(NOT_A_TABLE) from problem


def _refuse_giants(content: bytes) -> None:
    """Refuse a small file that unpacks into a huge one, or whose cells lie so far apart that the table would be."""
    if not content.startswith(_ZIP):
        return
    with ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise Unreadable(_TOO_LARGE)
        for part in parts.infolist():
            if part.filename.startswith("xl/worksheets/"):
                _refuse_far_cells(parts.read(part))


def _refuse_far_cells(sheet: bytes) -> None:
    for letters, number in _REFERENCE.findall(sheet):
        if len(letters) > 2 or int(number) > MOST_ROWS * 4:  # noqa: PLR2004 - column ZZ is the 702nd
            raise Unreadable(_TOO_LARGE)


def _texts(rows: Sequence[Sequence[RawCell]]) -> tuple[tuple[str, ...], ...]:
    """Return rows as texts, without the empty ones at the end."""
    texts = [tuple(text_of(cell) for cell in row[:MOST_COLUMNS]) for row in rows]
    while texts and not any(texts[-1]):
        texts.pop()
    if len(texts) > MOST_ROWS:
        raise Unreadable(_TOO_LARGE)
    return tuple(texts)


# --- separated values -----------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16, else the old Windows code page of Vietnamese."""
    try:
        if content.startswith(_WIDE_MARKS):
            return content.decode("utf-16")
        if b"\x00" in content[:200]:
            return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _old_windows(content)


def _old_windows(content: bytes) -> str:
    """Return the text of a file in windows-1258, unless it shows signs that nobody writes by hand."""
    try:
        text = nfc(content.decode("cp1258"))
    except UnicodeDecodeError as problem:
        raise Unreadable(_WRONG_LETTERS) from problem
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text):
        raise Unreadable(_WRONG_LETTERS)
    return text


_WRONG_LETTERS = (
    "Không đọc được chữ trong tệp này. Anh/chị mở tệp bằng Excel rồi lưu lại dạng .xlsx, hoặc chọn “CSV UTF-8”."
)


def _separated(text: str) -> Iterable[tuple[tuple[str, ...], ...]]:
    """Return the table once for each separator that could be meant; only the right one shows the known titles."""
    for separator in (",", ";", "\t"):
        if separator not in text:
            continue
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        except csv.Error:
            continue
        yield _texts(rows)
