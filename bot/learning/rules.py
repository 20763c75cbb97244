"""The rules of counting as data: what a pass is, and which evidence makes a completion."""

from dataclasses import dataclass
from typing import ClassVar

from bot.learning.evidence import Kind, Level

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class QuizRule:
    """When an attempt at a quiz is passed."""

    __pydantic_config__: ClassVar = _STRICT

    pass_share: float
    """The share of right answers that passes: 0.75 is three of four."""
    ask: int | None = None
    """How many objectives an attempt asks about; none means all of them."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Evidence of one kind, at one level or above, about enough different items."""

    __pydantic_config__: ClassVar = _STRICT

    kind: Kind
    level: Level
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What a level takes: every requirement in the list."""

    __pydantic_config__: ClassVar = _STRICT

    level: Level
    needs: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """One version of the rule that turns evidence into a completion; a published version never changes."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    version: int
    levels: tuple[LevelRule, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything about counting that a plan may decide."""

    __pydantic_config__: ClassVar = _STRICT

    quiz: QuizRule
    completion: tuple[CompletionRule, ...]
    """Every version there ever was, since old evidence stays under the rule of its time."""
    guardian_under: int
    """Below this age a guardian must agree before anything is counted."""

    @property
    def in_force(self) -> CompletionRule:
        """The newest version: the one that new evidence is recorded under."""
        return max(self.completion, key=lambda rule: rule.version)
