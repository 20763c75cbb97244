"""The days of a plan in words: campaigns, recurring days and reports, seen from today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.learning.days import next_day, next_report, state_of
from bot.learning.plan import Campaign, Plan, Recurring, Reporting, Weekday
from bot.reports.targets import NOT_SAID
from bot.reports.words import date_words, period_words

_WEEKDAYS: Mapping[Weekday, str] = {
    "monday": "thứ Hai",
    "tuesday": "thứ Ba",
    "wednesday": "thứ Tư",
    "thursday": "thứ Năm",
    "friday": "thứ Sáu",
    "saturday": "thứ Bảy",
    "sunday": "Chủ nhật",
}
_IN_ORDER = tuple(_WEEKDAYS.values())

_EVERY = {"month": "hằng tháng", "quarter": "hằng quý", "half_year": "sáu tháng một lần", "year": "hằng năm"}


@dataclass(frozen=True, slots=True)
class PlanDay:
    """Something that is coming, or going on."""

    title: str
    when: str
    """As the plan sets it."""
    next: str
    """As it stands today."""


def plan_days(plan: Plan, today: date) -> Sequence[PlanDay]:
    """Return the campaigns and recurring days of a plan."""
    campaigns = [PlanDay(one.title, _campaign_words(one), _state_words(one, today)) for one in plan.campaigns]
    recurring = [PlanDay(one.title, _recurring_words(one), _next_words(one, today)) for one in plan.recurring]
    return [*campaigns, *recurring]


def report_day(reporting: Reporting, today: date) -> PlanDay:
    """Return which report is due next, and by whom to whom it goes."""
    chain = " → ".join(reporting.chain)
    period = next_report(reporting, today)
    if period is None or reporting.every is None:
        return PlanDay(chain, "", f"{NOT_SAID} kỳ báo cáo")
    name = period_words(period.first_month, period.last_month)
    due = f"nộp chậm nhất {date_words(period.due)}" if period.due else f"hết kỳ ngày {date_words(period.last_day)}"
    return PlanDay(chain, _EVERY[reporting.every], f"kỳ tới: {name}, {due}")


def _campaign_words(campaign: Campaign) -> str:
    if campaign.begins is None or campaign.ends is None:
        return campaign.when or f"{NOT_SAID} ngày"
    return f"{date_words(campaign.begins)} – {date_words(campaign.ends)}"


def _state_words(campaign: Campaign, today: date) -> str:
    state = state_of(campaign, today)
    if state == "ahead" and campaign.begins is not None:
        return f"còn {(campaign.begins - today).days} ngày nữa bắt đầu"
    if state == "on" and campaign.ends is not None:
        return f"đang diễn ra, tính cả hôm nay còn {(campaign.ends - today).days + 1} ngày"
    return "đã xong" if state == "over" else ""


def _recurring_words(recurring: Recurring) -> str:
    every = _EVERY[recurring.every]
    month = f"/{recurring.month}" if recurring.month is not None else ""
    if recurring.weekday is None:
        return f"ngày {recurring.day}{month} {every}"
    of = f" của tháng {recurring.month}" if recurring.month is not None else ""
    return f"{_WEEKDAYS[recurring.weekday]} tuần thứ {recurring.week}{of} {every}"


def _next_words(recurring: Recurring, today: date) -> str:
    day = next_day(recurring, today)
    if day == today:
        return "hôm nay"
    return f"lần tới: {_IN_ORDER[day.weekday()]}, {date_words(day)}"
