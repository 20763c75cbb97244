"""The days of a plan, seen from any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.days import next_day, next_report, state_of
from bot.learning.plan import Campaign, Recurring, Reporting

FOURTH_FRIDAY = Recurring("luu-dong", "Điểm lưu động", "month", "friday", 4)
FESTIVAL = Recurring("ngay-hoi", "Ngày hội", "year", day=10, month=10)


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 16), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 12, 25)),
        (date(2026, 12, 26), date(2027, 1, 22)),
        (date(2026, 8, 1), date(2026, 8, 28)),  # a month that begins on a Saturday
    ],
)
def test_the_fourth_friday_comes_again(today: date, day: date) -> None:
    assert next_day(FOURTH_FRIDAY, today) == day


@given(today=st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_the_fourth_friday_is_never_far_and_always_one(today: date) -> None:
    day = next_day(FOURTH_FRIDAY, today)

    assert timedelta(0) <= day - today < timedelta(days=36)
    assert (day.weekday(), (day.day - 1) // 7) == (4, 3)


@pytest.mark.parametrize(("today", "year"), [(date(2026, 10, 10), 2026), (date(2026, 10, 11), 2027)])
def test_a_day_of_the_year_comes_again(today: date, year: int) -> None:
    assert next_day(FESTIVAL, today) == date(year, 10, 10)


def test_a_campaign_is_ahead_on_or_over() -> None:
    campaign = Campaign("100-ngay", "100 ngày", date(2025, 7, 15), date(2025, 10, 25))
    days = (date(2025, 7, 14), date(2025, 7, 15), date(2025, 10, 25), date(2025, 10, 26))

    assert [state_of(campaign, day) for day in days] == ["ahead", "on", "on", "over"]
    assert state_of(Campaign("tuan-le", "Tuần lễ"), days[0]) == "undated"


@pytest.mark.parametrize(
    ("reporting", "today", "months", "due"),
    [
        (Reporting(("A", "B"), "quarter", 25), date(2026, 11, 16), (202610, 202612), date(2026, 12, 25)),
        (Reporting(("A", "B"), "quarter", 25), date(2026, 12, 26), (202701, 202703), date(2027, 3, 25)),
        (Reporting(("A", "B"), "quarter"), date(2026, 12, 26), (202610, 202612), None),
        (Reporting(("A", "B"), "month", 25), date(2026, 11, 26), (202612, 202612), date(2026, 12, 25)),
        (Reporting(("A", "B"), "half_year"), date(2026, 7, 1), (202607, 202612), None),
        (Reporting(("A", "B"), "year"), date(2026, 1, 1), (202601, 202612), None),
    ],
)
def test_the_report_that_is_due_next(
    reporting: Reporting, today: date, months: tuple[int, int], due: date | None
) -> None:
    period = next_report(reporting, today)

    assert period is not None
    assert ((period.first_month, period.last_month), period.due) == (months, due)


def test_without_a_period_no_report_is_due() -> None:
    assert next_report(Reporting(("A", "B")), date(2026, 11, 16)) is None
