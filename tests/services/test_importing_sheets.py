import io
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.importing.headers import find_table
from bot.services.importing.problems import Unreadable
from bot.services.importing.sheets import MOST_BYTES, MOST_ROWS, read_sheets, text_of
from bot.services.importing.units import FIELDS

TABLE = "Mã,Tên,Loại,Thuộc mã\nXM,Xã Mẫu,Xã,\nXM-DONG,Thôn Đông,Thôn,XM\n"
ROWS = (("Mã", "Tên", "Loại", "Thuộc mã"), ("XM", "Xã Mẫu", "Xã", ""), ("XM-DONG", "Thôn Đông", "Thôn", "XM"))

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def old_windows(text: str) -> bytes:
    """Return a text as old Windows programs wrote Vietnamese: letters with their tones behind them."""
    parts = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        plain = unicodedata.normalize("NFC", "".join(part for part in apart if part not in _TONES))
        parts.append(plain + "".join(part for part in apart if part in _TONES))
    return "".join(parts).encode("cp1258")


def a_workbook(*rows: tuple[object, ...], sheet: str = "Trang tính") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKBOOK = a_workbook(*ROWS)


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        unicodedata.normalize("NFD", TABLE).encode(),
        old_windows(TABLE),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace("\n", "\r\n").encode(),
        a_workbook(*ROWS),
    ],
    ids=["utf-8", "mark", "utf-16", "le", "be", "decomposed", "windows-1258", "semicolons", "tabs", "crlf", "xlsx"],
)
def test_a_table_is_read_whatever_wrote_it(content: bytes) -> None:
    table = find_table(read_sheets(content), FIELDS)

    assert [(line.number, *line.cells.values()) for line in table.lines] == [(2, *ROWS[1]), (3, *ROWS[2])]


def test_samples_of_the_content_are_read() -> None:
    content = Path(__file__).parents[2] / "content" / "samples" / "don-vi.csv"

    assert len(find_table(read_sheets(content.read_bytes()), FIELDS).lines) == 11


def test_an_open_document_sheet_is_read() -> None:
    out = io.BytesIO()
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    with ZipFile(out, "w", ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        parts.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" '
            f'xmlns:text="{names}text:1.0"><office:body><office:spreadsheet><table:table table:name="A">{cells}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    table = find_table(read_sheets(out.getvalue()), FIELDS)

    assert [line["name"] for line in table.lines] == ["Xã Mẫu", "Thôn Đông"]


def test_a_heading_above_and_columns_between_do_no_harm() -> None:
    content = a_workbook(
        ("UBND XÃ MẪU",),
        ("DANH SÁCH THÔN, TỔ DÂN PHỐ",),
        (),
        ("STT", "ma don vi", "TÊN ĐƠN VỊ", "Ghi chú", "loai", "Thuộc"),
        (1, "XM", "Xã Mẫu", "…", "xã", None),
    )
    table = find_table(read_sheets(content), FIELDS)

    assert table.titles == {"code": "ma don vi", "name": "TÊN ĐƠN VỊ", "kind": "loai", "parent": "Thuộc"}
    assert [(line.number, line["code"]) for line in table.lines] == [(5, "XM")]


def test_the_sheet_with_the_table_is_found() -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("Danh sách")
    for row in ROWS:
        page.append(row)
    out = io.BytesIO()
    book.save(out)

    assert len(find_table(read_sheets(out.getvalue()), FIELDS).lines) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp này trống. Anh/chị chọn lại tệp."),
        (b" \n\n", "Tệp này trống. Anh/chị chọn lại tệp."),
        (b"x" * (MOST_BYTES + 1), "Tệp lớn quá 2 MB. Anh/chị chỉ giữ lại bảng cần nhập."),
        (b"PK\x03\x04garbage", "Không đọc được tệp này. Anh/chị mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1garbage",
            "Không đọc được tệp này. Anh/chị mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên.",
        ),
        (
            bytes(range(1, 256)),
            "Không đọc được chữ trong tệp này. "
            "Anh/chị mở tệp bằng Excel rồi lưu lại dạng .xlsx, hoặc chọn “CSV UTF-8”.",
        ),
        (
            b"a,b\n1,2\n",
            "Không thấy dòng tiêu đề của bảng. Bảng cần các cột: “Mã”, “Tên”, “Loại”, “Thuộc mã”.",
        ),
        (
            "Mã,Tên thôn,Loai hinh,Phụ trách\nXM,Xã Mẫu,Xã,Minh\n".encode(),
            "Dòng tiêu đề (dòng 1) thiếu cột “Thuộc mã”. Bảng cần các cột: “Mã”, “Tên”, “Loại”, “Thuộc mã”. "
            "Các cột chưa hiểu: “Phụ trách”.",
        ),
        ("Mã,Tên,Loại,Thuộc mã\n,,,\n".encode(), "Bảng có tiêu đề nhưng chưa có dòng nào bên dưới."),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        find_table(read_sheets(content), FIELDS)

    assert refusal.value.sentence == sentence


def test_a_small_file_that_unpacks_into_a_huge_one_is_refused() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))

    with pytest.raises(Unreadable, match="Bảng dài quá"):
        read_sheets(out.getvalue())


@pytest.mark.parametrize(("row", "column"), [(MOST_ROWS * 4 + 1, 1), (1, 16_000)])
def test_two_cells_far_apart_are_refused_before_the_table_between_them_is_made(row: int, column: int) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.cell(row, column, "x")
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(Unreadable, match="Bảng dài quá"):
        read_sheets(out.getvalue())


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Unreadable, match="Bảng dài quá"):
        read_sheets(("a,b\n" * (MOST_ROWS + 1)).encode())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  Thôn \n Đông\t", "Thôn Đông"),
        (unicodedata.normalize("NFD", "Thôn Đông"), "Thôn Đông"),
        (812.0, "812"),
        (812.5, "812.5000"),
        (812.125, "812.1250"),
        (True, "True"),
        (date(2026, 10, 1), "2026-10-01"),
        ("a\x00b", "a b"),
        ("\ufeffThôn\u200b \u202eĐông\u2069\uffff", "Thôn Đông"),
    ],
)
def test_a_cell_is_one_line_of_text(cell: object, text: str) -> None:
    assert text_of(cell) == text


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe"]))
def test_no_content_breaks_the_reader(content: bytes, beginning: bytes) -> None:
    with suppress(Unreadable):
        find_table(read_sheets(beginning + content), FIELDS)


@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=20))
def test_no_damage_to_a_workbook_breaks_the_reader(place: int, damage: bytes) -> None:
    content = bytearray(WORKBOOK)
    content[place : place + len(damage)] = damage
    with suppress(Unreadable):
        find_table(read_sheets(bytes(content)), FIELDS)
