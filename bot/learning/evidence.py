"""One reason to believe that someone can do something, and how strong a reason it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Level = Literal["S", "Q", "T", "M", "V"]
"""Tự khai < đạt bài kiểm tra < có minh chứng thực hành < người hướng dẫn xác nhận; V is the official confirmation."""

Kind = Literal["lesson", "quiz", "task", "official"]

LADDER: tuple[Level, ...] = ("S", "Q", "T", "M")
"""The levels that include each other in reports, lowest first. V is shown beside them, never added in."""

LEVELS: tuple[Level, ...] = (*LADDER, "V")


def at_least(level: Level, wanted: Level) -> bool:
    """Return whether a level satisfies another; V satisfies only V, and only V satisfies it."""
    if "V" in (level, wanted):
        return level == wanted
    return LADDER.index(level) >= LADDER.index(wanted)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of the ledger, as the rules see it."""

    id: int
    kind: Kind
    skill_id: str
    item_id: str
    """The lesson, quiz or task it is about."""
    level: Level
    at: datetime
    rule_version: int
    """The version of the completion rule in force when it was recorded."""
    revokes_id: int | None = None
    """The entry that this one takes back, if it is a correction."""


def standing(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return the entries that count: neither revoked nor themselves a revocation."""
    revoked = {entry.revokes_id for entry in evidence if entry.revokes_id is not None}
    if not revoked:
        return evidence
    return tuple(entry for entry in evidence if entry.revokes_id is None and entry.id not in revoked)
