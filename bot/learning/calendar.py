"""The calendar that people live by: months and days are those of Việt Nam, whatever the machine thinks."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local(moment: datetime) -> datetime:
    """Return a moment as clocks in Việt Nam show it."""
    return moment.astimezone(VIETNAM)


def local_day(moment: datetime) -> date:
    """Return the day it is in Việt Nam at a moment."""
    return local(moment).date()


def local_month(moment: datetime) -> int:
    """Return the month in Việt Nam, written 202611."""
    return local(moment).year * 100 + local(moment).month


def end_of(day: date) -> datetime:
    """Return the midnight in Việt Nam with which a day ends: what is before it is on that day or earlier."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)
