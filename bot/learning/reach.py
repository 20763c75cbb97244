"""How many people have come how far: each is counted once, where and as what they got there."""

from dataclasses import dataclass
from datetime import datetime

from bot.learning.evidence import Level


@dataclass(frozen=True, slots=True)
class Reach:
    """The question who has completed enough of some skills at a level before a moment."""

    among: tuple[str, ...]
    """Ids of the skills; empty: any."""
    at_least: int
    """How many of them."""
    level: Level
    before: datetime
    """Not included: the midnight in Việt Nam after the last day that counts."""
    unit_id: int | None = None
    """Only those who got there in this unit or below it; None: everywhere, unknown units included."""


@dataclass(frozen=True, slots=True)
class Reached:
    """
    One row of the answer: the different people of one unit and group.

    A person's unit and group are those of the completion with which they had enough, as the ledger recorded them at
    that moment. So everybody is in one row only, and rows may be added up.
    """

    unit_id: int | None
    group: str | None
    people: int
