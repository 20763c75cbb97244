import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.csv import ENCODING, report_csv, write_csv
from bot.reports.table import Column
from tests.reports.samples import A_TABLE


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_report_is_one_line_of_titles_and_its_rows() -> None:
    assert read(report_csv(A_TABLE)) == [
        ["Đơn vị", "Tổng số người", "Thanh toán: Số người đạt", "Thanh toán: Tỉ lệ %", "Ngày của tổng số"],
        ["Thôn Đông", "400", "120", "30.0", "2026-10-01"],
        ["'=1+1", "", "3", "", ""],
        ["Tổng cộng", "1000", "123", "12.3", "2026-10-01"],
    ]


def test_a_spreadsheet_recognises_the_letters() -> None:
    assert report_csv(A_TABLE).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(evil: str) -> None:
    out = io.StringIO(newline="")
    write_csv([Column("A", "text")], [(evil,), ("a" + evil,)], out)

    assert read(out.getvalue().encode(ENCODING))[1:] == [["'" + evil], ["a" + evil]]


def test_a_negative_number_stays_a_number() -> None:
    out = io.StringIO(newline="")
    write_csv([Column("A", "count")], [(-3,)], out)

    assert out.getvalue() == "A\r\n-3\r\n"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_no_text_begins_a_formula_and_none_is_lost(text: str) -> None:
    out = io.StringIO(newline="")
    write_csv([Column("A", "text"), Column("B", "count")], [(text, 1)], out)
    cell = list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1][0]

    assert cell[:1] not in tuple("=+-@\t\r")
    assert cell in (text, "'" + text)
