import pytest

from bot.reports.words import count_words, level_words, percent_words, period_words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "Từ đầu đến nay"),
        (None, 202603, "Từ đầu đến hết tháng 03/2026"),
        (202603, None, "Từ tháng 03/2026 đến nay"),
        (202603, 202603, "Tháng 03/2026"),
        (202604, 202606, "Quý II năm 2026 (04/2026–06/2026)"),
        (202601, 202612, "Năm 2026"),
        (202601, 202602, "Từ tháng 01/2026 đến tháng 02/2026"),
        (202510, 202612, "Từ tháng 10/2025 đến tháng 12/2026"),
    ],
)
def test_periods_read_as_the_office_writes_them(first: int | None, last: int | None, words: str) -> None:
    assert period_words(first, last) == words


def test_numbers_read_as_in_vietnamese() -> None:
    assert count_words(1_234_567) == "1.234.567"
    assert percent_words(38.4) == "38,4\N{NO-BREAK SPACE}%"


def test_levels_of_the_ladder_include_those_above_them() -> None:
    assert level_words("T") == "Ít nhất T – Có minh chứng thực hành"
    assert level_words("V") == "V – Xác nhận chính thức (VNeID)"
