import io
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import load_workbook

from bot.reports.files import LONG, workbook
from bot.reports.lists import write_list
from bot.reports.table import Column, Report, Row
from bot.reports.xlsx import report_xlsx
from tests.reports.samples import A_TABLE

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://example.vn", "1", "TRUE"]


def sheet(content: bytes) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert isinstance(found, Worksheet)
    return found


def test_the_sheet_reads_like_the_report() -> None:
    rows = load_workbook(io.BytesIO(report_xlsx(A_TABLE))).get_sheet_by_index(0).to_python()

    assert rows == [
        ["Số người đạt", "", "", "", ""],
        ["Đơn vị", "Xã Mẫu", "", "", ""],
        ["Kỳ", "Quý I năm 2026", "", "", ""],
        ["", "", "", "", ""],
        ["Đơn vị", "Tổng số người", "Thanh toán", "", "Ngày của tổng số"],
        ["", "", "Số người đạt", "Tỉ lệ %", ""],
        ["Thôn Đông", 400.0, 120.0, 30.0, date(2026, 10, 1)],
        ["=1+1", "", 3.0, "", ""],
        ["Tổng cộng", 1000.0, 123.0, 12.3, date(2026, 10, 1)],
        ["", "", "", "", ""],
        ["Mỗi người một lần.", "", "", "", ""],
    ]


def test_numbers_are_numbers_and_texts_are_texts() -> None:
    page = sheet(report_xlsx(A_TABLE))

    assert [cell.data_type for cell in page[7]] == ["s", "n", "n", "n", "d"]
    assert page["A8"].data_type == "s"


def test_the_titles_stay_in_sight_and_on_every_printed_page() -> None:
    page = sheet(report_xlsx(A_TABLE))

    assert page.freeze_panes == "B7"
    assert page.print_title_rows == "$5:$6"
    assert page.page_setup.fitToHeight == 0


def a_list_of(*texts: str) -> Report:
    return replace(A_TABLE, columns=(Column("A", "text"),), rows=tuple(Row(text, (text,)) for text in texts), notes=())


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str, tmp_path: Path) -> None:
    write_list([Column("A", "text")], [(text,)], tmp_path / "list.xlsx")
    formatted = sheet(report_xlsx(a_list_of(text)))
    plain = sheet((tmp_path / "list.xlsx").read_bytes())

    for page, place in ((formatted, "A6"), (plain, "A2")):
        assert page[place].data_type == "s"
        assert str(page[place].value).strip() == text.strip()
        assert page[place].hyperlink is None


def test_a_title_may_be_evil_as_well() -> None:
    page = sheet(report_xlsx(replace(A_TABLE, title="=1+1", about=(("=2", "=3"),), notes=("=4",))))

    assert {page[place].data_type for place in ("A1", "A2", "B2", "A10")} == {"s"}


def test_signs_that_a_sheet_cannot_hold_are_left_out() -> None:
    assert sheet(report_xlsx(a_list_of("a\x00\x0bb")))["A6"].value == "ab"


def test_the_same_report_is_the_same_file() -> None:
    first = report_xlsx(A_TABLE)
    time.sleep(1.1)

    assert report_xlsx(A_TABLE) == first


def test_the_same_long_list_is_the_same_file(tmp_path: Path) -> None:
    columns = [Column("Tên", "text"), Column("Số", "count"), Column("Ngày", "date")]
    rows = [("Thôn Đông", 3, date(2026, 10, 1)), (None, 4, None)]
    write_list(columns, rows, tmp_path / "first.xlsx")
    time.sleep(1.1)
    write_list(columns, rows, tmp_path / "second.xlsx")

    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()
    assert ZipFile(tmp_path / "first.xlsx").testzip() is None
    page = sheet((tmp_path / "first.xlsx").read_bytes())
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Tên", "Số", "Ngày"],
        ["Thôn Đông", 3, datetime(2026, 10, 1)],  # noqa: DTZ001 - as the library reads it
        [None, 4, None],
    ]


def test_a_very_long_report_becomes_a_plain_list() -> None:
    report = replace(A_TABLE, rows=A_TABLE.rows * LONG)
    page = sheet(workbook(report))

    assert page["A1"].value == "Đơn vị"
    assert page.max_row == len(report.rows) + 1
