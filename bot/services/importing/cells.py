"""What a cell means: a number of people, a day. What it cannot mean comes back as the sentence that says why."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_THOUSANDS = re.compile(r"\d{1,3}([.,  ]\d{3})+")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_EXCEL_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)
MOST_PEOPLE = 100_000_000


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be used: what is wrong with it, and how to mend it."""

    what: str
    fix: str


def read_people(text: str) -> int | Bad:
    """Return a number of people; dots, commas and spaces between thousands are understood."""
    whole = "Ghi một số nguyên, ví dụ 812; chưa có số thì xoá dòng này."
    if not text:
        return Bad("chưa ghi số người", whole)
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if text.isdecimal() and text.isascii():
        return int(text) if int(text) <= MOST_PEOPLE else Bad(f"số người lớn quá: {text}", "Xem lại con số.")
    if re.fullmatch(r"[-−–]\s*\d.*", text):
        return Bad(f"số người là số âm: {text}", "Ghi một số từ 0 trở lên.")
    if re.fullmatch(r"\d+[.,]\d+", text):
        shown = re.sub(r"0+$", "", text).replace(".", ",")
        return Bad(f"số người có phần lẻ: {shown}", "Người phải là số nguyên; làm tròn rồi ghi lại.")
    return Bad(f"không phải là số: “{text}”", whole)


def read_day(text: str, latest: date) -> date | Bad:
    """Return a day written 01/10/2026 or 2026-10-01, or counted as Excel does; not one after `latest`."""
    how = "Ghi ngày/tháng/năm, ví dụ 01/10/2026."
    if not text:
        return Bad("chưa ghi ngày", how)
    day = _day(text)
    if day is None:
        return Bad(f"không hiểu ngày “{text}”", how)
    if day > latest:
        return Bad(f"ngày {day:%d/%m/%Y} còn ở phía trước", "Ghi ngày có số liệu, không muộn hơn hôm nay.")
    return day


def _day(text: str) -> date | None:
    if text.isdecimal() and text.isascii() and int(text) in _EXCEL_DAYS:
        return _EXCEL_ZERO + timedelta(days=int(text))
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
