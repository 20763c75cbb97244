"""Who learns: what the assistant knows of a person, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.learning.evidence import Evidence, Level, at_least, standing


@dataclass(frozen=True, slots=True)
class Unit:
    """A place where people are counted: xã, thôn, school, office, firm, market."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class Learner:
    """
    What a turn may know of the person who is speaking: their own words about themselves and their own evidence.

    `consents` holds the current answer per purpose; a purpose that is missing was never answered.
    """

    id: int
    form: str | None = None
    """How the person is addressed: the id of an address form."""
    name: str | None = None
    unit: Unit | None = None
    group: str | None = None
    counted_from: datetime | None = None
    """When unit and group were first stated after agreeing to be counted."""
    is_child: bool = False
    guardian_agreed: bool = False
    consents: Mapping[str, bool] = field(default_factory=dict)
    has_recovery_code: bool = False
    is_mentor: bool = False
    mentor_name: str | None = None
    evidence: tuple[Evidence, ...] = ()
    seen: Mapping[str, int] = field(default_factory=dict)
    """How often each quiz variant was answered."""

    @property
    def is_counted(self) -> bool:
        """Whether what this person learns may be counted now."""
        agreed = self.consents.get("progress", False)
        return agreed and self.counted_from is not None and (self.guardian_agreed or not self.is_child)

    def has(self, kind: str, item_id: str, level: Level = "S") -> bool:
        """Return whether standing evidence shows the item at the level or above."""
        return any(
            entry.kind == kind and entry.item_id == item_id and at_least(entry.level, level)
            for entry in standing(self.evidence)
        )
