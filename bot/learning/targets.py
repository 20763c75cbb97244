"""Where a target stands: what was reached beside what was planned."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from bot.learning.people import Unit
from bot.learning.plan import Goal, Plan, Target
from bot.learning.tally import Share

Status = Literal["reached", "not_yet", "missed", "nobody", "no_whole", "not_measured"]
"""
`nobody`: there is nobody here whom it is about; `no_whole`: people are counted, but how many there are is not known;
`not_measured`: nothing about it is recorded here.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One target in one year, as it stands."""

    target: Target
    goal: Goal
    status: Status
    share: Share | None = None
    """None where nothing is recorded that it could be counted from: that is not the same as nobody."""
    lacking: int | None = None
    """How many more people it takes; None where that is unknown."""
    without_whole: tuple[str, ...] = ()
    """The units whose number of people is missing."""


@dataclass(frozen=True, slots=True)
class Board:
    """How a plan stands in one year, at one unit and below it."""

    plan: Plan
    year: int
    unit: Unit | None
    """None: everything there is."""
    standings: tuple[Standing, ...]
    """Only of the targets that have a goal in that year."""
    groupless: int
    """People who have reached something but whose group nobody knows: no target of a group counts them."""
    as_of: date


def standing(
    target: Target, goal: Goal, share: Share | None, today: date, without_whole: tuple[str, ...] = ()
) -> Standing:
    """Return where a target stands on a day."""
    if share is None:
        return Standing(target, goal, "not_measured")
    if goal.is_share and share.of is None:
        return Standing(target, goal, "no_whole", share, without_whole=without_whole)
    if goal.is_share and share.of == 0:
        return Standing(target, goal, "nobody", share)
    lacking = max(0, needed(goal, share.of) - share.people)
    if not lacking:
        return Standing(target, goal, "reached", share, 0)
    return Standing(target, goal, "missed" if today > goal.last_day else "not_yet", share, lacking)


def needed(goal: Goal, of: int | None) -> int:
    """Return how many people it takes, never rounded in anybody's favour: 85 % of 101 people are 86."""
    number = Fraction(str(goal.number))
    exact = number * (of or 0) / 100 if goal.is_share else number
    return floor(exact) + 1 if goal.compare == "more_than" else ceil(exact)
