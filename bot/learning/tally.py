"""A count for a report: the question that is asked of the ledger, and one row of its answer."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.learning.evidence import Level

Dimension = Literal["unit", "skill", "group", "month"]


@dataclass(frozen=True, slots=True)
class Question:
    """
    What is counted: completions at one level, of a period, below a unit; one row per combination of `by`.

    Months are local (Asia/Ho_Chi_Minh) and written 202611; the period includes both ends.
    """

    level: Level = "Q"
    first_month: int | None = None
    last_month: int | None = None
    unit_id: int | None = None
    """Only this unit and what lies below it; None: everything, unknown units included."""
    group: str | None = None
    skill_id: str | None = None
    among: tuple[str, ...] = ()
    """Only these skills (the ones that count for the movement); empty: every skill of the ledger."""
    by: tuple[Dimension, ...] = ("unit", "skill")


@dataclass(frozen=True, slots=True)
class Tally:
    """One row of an answer. A dimension that was not asked for is None; so is a unit or group nobody knows."""

    unit_id: int | None
    skill_id: str | None
    group: str | None
    month: int | None
    people: int
    """Different people with at least one completion in this row: whoever finished two skills counts once."""


@dataclass(frozen=True, slots=True)
class Share:
    """A count beside the number it is to be compared with, which says where it comes from."""

    people: int
    of: int | None
    source: str = ""
    on: date | None = None

    @property
    def percent(self) -> float | None:
        """Return the share in percent, or None where there is no denominator."""
        return 100 * self.people / self.of if self.of else None
