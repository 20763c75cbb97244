"""The only module that knows what time it is, and where chance comes from."""

import random
from datetime import UTC, date, datetime

from bot.learning.calendar import local_day
from bot.learning.codes import Dice


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def dice() -> Dice:
    """Return chance that nobody can foresee: codes come from it."""
    return random.SystemRandom()


def today() -> date:
    """Return this day in Việt Nam."""
    return local_day(now())
