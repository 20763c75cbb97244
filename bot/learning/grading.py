"""A quiz attempt: which questions are asked, in which order their choices stand, and whether it was passed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.learning.course import Choice, Objective, Quiz, Variant
from bot.learning.rules import QuizRule

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a quiz. The seed is stored, so that leaving in the middle and coming back shows the same questions."""

    id: str
    quiz_id: str
    seed: int
    variants: tuple[str, ...]
    """Ids of the variants asked, in order."""
    answers: tuple[bool, ...] = ()
    """Whether each answer so far was right."""

    @property
    def next_variant(self) -> str | None:
        """The variant to ask now, or None when all are answered."""
        return self.variants[len(self.answers)] if len(self.answers) < len(self.variants) else None

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(self.answers)

    def answered(self, right: bool) -> "Attempt":
        """Return the attempt with one more answer."""
        return replace(self, answers=(*self.answers, right))


def shuffled(items: Sequence[T], seed: int, salt: str) -> tuple[T, ...]:
    """Return the items in an order that depends on nothing but seed and salt, on every machine and version."""

    def place(indexed: tuple[int, T]) -> bytes:
        return hashlib.sha256(f"{seed}:{salt}:{indexed[0]}".encode()).digest()

    return tuple(item for _, item in sorted(enumerate(items), key=place))


def begin(quiz: Quiz, rule: QuizRule, seen: Mapping[str, int], attempt_id: str, seed: int) -> Attempt:
    """Return a new attempt: the objectives asked least often so far, of each the variant seen least often."""
    in_some_order = shuffled(quiz.objectives, seed, "objectives")
    freshest_first = sorted(in_some_order, key=lambda objective: _asked(objective, seen))
    objectives = freshest_first[: rule.ask or len(quiz.objectives)]
    variants = tuple(_freshest(objective, seen, seed).id for objective in objectives)
    return Attempt(attempt_id, quiz.id, seed, variants)


def _asked(objective: Objective, seen: Mapping[str, int]) -> int:
    return sum(seen.get(variant.id, 0) for variant in objective.variants)


def _freshest(objective: Objective, seen: Mapping[str, int], seed: int) -> Variant:
    return min(shuffled(objective.variants, seed, objective.id), key=lambda variant: seen.get(variant.id, 0))


def choices_in_order(variant: Variant, seed: int) -> tuple[Choice, ...]:
    """Return the choices as this attempt shows them."""
    return shuffled(variant.choices, seed, variant.id)


def find_variant(quiz: Quiz, variant_id: str) -> tuple[Objective, Variant] | None:
    """Return the objective and the variant with that id, or None if it was removed since."""
    for objective in quiz.objectives:
        for variant in objective.variants:
            if variant.id == variant_id:
                return objective, variant
    return None


def passed(attempt: Attempt, rule: QuizRule) -> bool:
    """Return whether the share of right answers reaches the rule's, of the questions that were asked."""
    asked = len(attempt.variants)
    return asked > 0 and attempt.right >= rule.pass_share * asked
