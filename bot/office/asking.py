"""The question of the tally page as the fields of its form, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.learning.evidence import LEVELS
from bot.learning.tally import Dimension, Question

_DIMENSIONS: Mapping[str, Dimension] = {"don-vi": "unit", "ky-nang": "skill", "nhom": "group", "thang": "month"}
_NAMES = {dimension: name for name, dimension in _DIMENSIONS.items()}

WAYS: Mapping[str, str] = {
    "don-vi": "Đơn vị",
    "don-vi.ky-nang": "Đơn vị và kỹ năng",
    "ky-nang": "Kỹ năng",
    "nhom": "Nhóm",
    "nhom.ky-nang": "Nhóm và kỹ năng",
    "don-vi.nhom": "Đơn vị và nhóm",
    "thang": "Tháng",
    "thang.ky-nang": "Tháng và kỹ năng",
}
"""What the rows of the table may be."""

USUAL: tuple[Dimension, ...] = ("unit",)

_FIRST_YEAR, _LAST_YEAR = 2020, 2099
_MONTHS = range(1, 13)


def read_question(field: Callable[[str], str]) -> Question:
    """Return the question in some fields; what makes no sense is as if it were not there."""
    first, last = _month(field("tu")), _month(field("den"))
    if first is not None and last is not None and first > last:
        first, last = last, first
    unit = field("don-vi")
    ways = [_DIMENSIONS[name] for name in field("theo").split(".") if name in _DIMENSIONS]
    return Question(
        level=next((level for level in LEVELS if level == field("muc")), "Q"),
        first_month=first,
        last_month=last,
        unit_id=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else None,  # noqa: PLR2004
        group=field("nhom") or None,
        skill_id=field("ky-nang") or None,
        by=tuple(dict.fromkeys(ways)) or USUAL,
    )


def fields_of(question: Question) -> dict[str, str]:
    """Return the fields that ask a question; `read_question` gives the same question back."""
    fields = {
        "tu": str(question.first_month or ""),
        "den": str(question.last_month or ""),
        "don-vi": str(question.unit_id or ""),
        "nhom": question.group or "",
        "ky-nang": question.skill_id or "",
        "muc": question.level,
        "theo": ".".join(_NAMES[dimension] for dimension in question.by),
    }
    return {name: value for name, value in fields.items() if value}


def address_of(path: str, question: Question) -> str:
    """Return the address that asks a question of a page or file."""
    return f"{path}?{urlencode(fields_of(question))}"


@dataclass(frozen=True, slots=True)
class Period:
    """A period that is one press away."""

    name: str
    first: int | None
    last: int | None


def near_periods(month: int) -> tuple[Period, ...]:
    """Return the periods that are wanted most, seen from a month."""
    year, number = divmod(month, 100)
    quarter = (number - 1) // 3 * 3 + 1
    before = (year, quarter - 3) if quarter > 1 else (year - 1, 10)
    return (
        Period("Từ đầu đến nay", None, None),
        Period("Tháng này", month, month),
        Period("Quý này", year * 100 + quarter, year * 100 + quarter + 2),
        Period("Quý trước", before[0] * 100 + before[1], before[0] * 100 + before[1] + 2),
        Period("Năm nay", year * 100 + 1, year * 100 + 12),
    )


def _month(text: str) -> int | None:
    """Return a month written 202611 or, as a browser's own field writes it, 2026-11."""
    digits = text.replace("-", "")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    year, month = divmod(int(digits), 100)
    return int(digits) if _FIRST_YEAR <= year <= _LAST_YEAR and month in _MONTHS else None
