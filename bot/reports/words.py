"""The Vietnamese words of a report: periods, levels, numbers as an office writes them."""

from collections.abc import Mapping
from datetime import date

from bot.learning.evidence import Level
from bot.learning.tally import Dimension

LEVEL_NAMES: Mapping[Level, str] = {
    "S": "Tự khai",
    "Q": "Đạt bài kiểm tra",
    "T": "Có minh chứng thực hành",
    "M": "Người hướng dẫn xác nhận",
    "V": "Xác nhận chính thức (VNeID)",
}

DIMENSION_NAMES: Mapping[Dimension, str] = {
    "unit": "Đơn vị",
    "skill": "Kỹ năng",
    "group": "Nhóm",
    "month": "Tháng",
}

NO_UNIT = "Chưa rõ đơn vị"
NO_GROUP = "Chưa rõ nhóm"
EVERYWHERE = "Tất cả đơn vị"
EVERYBODY = "Tất cả các nhóm"
TOTAL = "Tổng cộng"

_QUARTERS = {(1, 3): "I", (4, 6): "II", (7, 9): "III", (10, 12): "IV"}


def level_words(level: Level) -> str:
    """Return a level as a report states it: levels of the ladder include the ones above them, V stands alone."""
    name = LEVEL_NAMES[level]
    return f"{level} – {name}" if level == "V" else f"Ít nhất {level} – {name}"


def month_words(month: int) -> str:
    """Return a month, written 202611, as `11/2026`."""
    return f"{month % 100:02}/{month // 100}"


def period_words(first: int | None, last: int | None) -> str:
    """Return a period of local months in the office's words: a month, a quarter, a year, or from–to."""
    if first is None:
        return f"Từ đầu đến hết tháng {month_words(last)}" if last else "Từ đầu đến nay"
    if last is None:
        return f"Từ tháng {month_words(first)} đến nay"
    if first == last:
        return f"Tháng {month_words(first)}"
    year = first // 100
    ends = (first % 100, last % 100)
    if year == last // 100 and ends in _QUARTERS:
        return f"Quý {_QUARTERS[ends]} năm {year} ({month_words(first)}–{month_words(last)})"
    if year == last // 100 and ends == (1, 12):
        return f"Năm {year}"
    return f"Từ tháng {month_words(first)} đến tháng {month_words(last)}"


def date_words(day: date) -> str:
    """Return a date as `01/10/2026`."""
    return f"{day:%d/%m/%Y}"


def count_words(number: int) -> str:
    """Return a number of people as `4.200`."""
    return f"{number:,}".replace(",", ".")


def percent_words(percent: float) -> str:
    """Return a percentage, which has one decimal, as `38,4 %` with a space that does not break."""
    return f"{percent:.1f}\N{NO-BREAK SPACE}%".replace(".", ",")
