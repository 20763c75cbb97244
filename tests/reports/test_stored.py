import json
from dataclasses import replace
from datetime import date

from bot.reports.stored import Change, as_data, changes, from_data
from bot.reports.table import Row
from tests.reports.samples import A_TABLE


def test_a_report_comes_back_as_it_was_kept() -> None:
    assert from_data(json.loads(json.dumps(as_data(A_TABLE)))) == A_TABLE


def test_the_same_report_has_no_changes() -> None:
    assert changes(A_TABLE, A_TABLE) == ()


def test_every_number_that_differs_is_told_with_its_row_and_column() -> None:
    east, _, total = A_TABLE.rows
    after = replace(
        A_TABLE,
        rows=(
            replace(east, cells=("Thôn Đông", 410, 120, 29.3, date(2026, 11, 1))),
            Row("unit:3", ("Thôn Tây", None, 2, None, None)),
            total,
        ),
    )

    assert changes(A_TABLE, after) == (
        Change("Thôn Đông", "Tổng số người", 400, 410),
        Change("Thôn Đông", "Thanh toán: Tỉ lệ %", 30.0, 29.3),
        Change("Thôn Đông", "Ngày của tổng số", date(2026, 10, 1), date(2026, 11, 1)),
        Change("Thôn Tây", "Thanh toán: Số người đạt", None, 2),
        Change("=1+1", "Thanh toán: Số người đạt", 3, None),
    )
