"""The days of a plan as they lie ahead of one day: when a recurring day comes next, which report is due."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.learning.plan import Campaign, Recurring, Reporting, Weekday

_WEEKDAYS: Mapping[Weekday, int] = {
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
}

_LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_MONTHS_AHEAD = 24
"""Months within which every recurring day comes again."""


@dataclass(frozen=True, slots=True)
class Period:
    """The months that a report is about, and the day by which it is due, if the plan sets one."""

    first_month: int
    """Written 202610."""
    last_month: int
    due: date | None

    @property
    def last_day(self) -> date:
        """The day on which the period ends."""
        year, month = divmod(self.last_month, 100)
        return date(year, month, monthrange(year, month)[1])


def next_day(recurring: Recurring, today: date) -> date:
    """
    Return when a recurring day comes next; today counts.

    `Thứ Sáu tuần thứ tư` is taken as the fourth Friday of the month, whichever weekday the month begins with.
    """
    found = (_in_month(recurring, year, month) for year, month in _months_from(today) if _has(recurring, month))
    return next(day for day in found if day >= today)


def state_of(campaign: Campaign, today: date) -> str:
    """Return `ahead`, `on`, `over` or, where the plan gives no dates, `undated`."""
    if campaign.begins is None or campaign.ends is None:
        return "undated"
    if today < campaign.begins:
        return "ahead"
    return "over" if today > campaign.ends else "on"


def next_report(reporting: Reporting, today: date) -> Period | None:
    """Return the period whose report is due next; None where the plan sets no period."""
    if reporting.every is None:
        return None
    length = _LENGTHS[reporting.every]
    ends = (year * 100 + month for year, month in _months_from(today) if month % length == 0)
    periods = (_period(end, length, reporting.due_day) for end in ends)
    return next(period for period in periods if (period.due or period.last_day) >= today)


def _months_from(today: date) -> Iterator[tuple[int, int]]:
    for ahead in range(_MONTHS_AHEAD + 1):
        years, month = divmod(today.month - 1 + ahead, 12)
        yield today.year + years, month + 1


def _has(recurring: Recurring, month: int) -> bool:
    return recurring.every == "month" or recurring.month == month


def _in_month(recurring: Recurring, year: int, month: int) -> date:
    if recurring.weekday is None or recurring.week is None:
        return date(year, month, recurring.day or 1)  # The checks see to it that a day is there.
    first = date(year, month, 1).weekday()
    return date(year, month, 1 + (_WEEKDAYS[recurring.weekday] - first) % 7 + 7 * (recurring.week - 1))


def _period(last_month: int, length: int, due_day: int | None) -> Period:
    year, month = divmod(last_month, 100)
    due = date(year, month, due_day) if due_day is not None else None
    return Period(last_month - length + 1, last_month, due)
