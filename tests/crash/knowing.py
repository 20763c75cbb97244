"""What the crowd knows: which choice is right wherever something is asked, and how to go on where nothing is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.curriculum.content import Content
from bot.dialogue.messages import Opened
from bot.learning.course import Choice

POSTER = "XM-DONG"
"""The unit of the sample commune whose poster everybody has scanned."""
SKILL = "an-toan"

_NAMES = ("Hoa", "Minh", "Bảy", "Lan", "Tư Thắm")
_WRONG = 0.15
_QUIZ = 0.5
_PLAIN = ("next", "did", "yes", "onward", "resident", "bac")
"""Choices that lead on, wherever they are offered."""


@dataclass(frozen=True, slots=True)
class Press:
    """A choice of the question that was asked last."""

    key: str


@dataclass(frozen=True, slots=True)
class Type:
    """Words."""

    text: str


Act = Press | Type | Opened


class Course:
    """The lessons that the crowd learns, known by heart."""

    def __init__(self, content: Content) -> None:
        skill = content.course.skill(SKILL)
        assert skill is not None
        self.lessons = [lesson.id for lesson in skill.lessons[:5]]
        self._right = {frozenset(choice.id for choice in asked): _right(asked) for asked in _questions(content)}

    def opening(self, chance: random.Random) -> Opened:
        """Return what a link of the poster and the note of a lesson opens the chat with."""
        return Opened(POSTER, lesson=chance.choice(self.lessons))

    def go_on(self, keys: Sequence[str], chance: random.Random) -> Act:
        """Return what somebody does who was offered these choices; now and then a wrong one, seldom twice."""
        right = self._right.get(frozenset(keys))
        if right is not None:
            return Press(chance.choice(keys) if chance.random() < _WRONG else right)
        for plain in _PLAIN:
            if plain in keys:
                return Press(plain)
        if "skip" in keys:
            return Type(chance.choice(_NAMES))
        if "elsewhere" in keys:
            return Press(keys[0])
        if "quiz" in keys and chance.random() < _QUIZ:
            return Press("quiz")
        return self.opening(chance)


def _questions(content: Content) -> list[tuple[Choice, ...]]:
    quizzes = [skill.quiz for skill in content.course.skills if skill.quiz]
    return [
        *(card.choices for lesson in content.course.lessons for card in lesson.cards if card.choices),
        *(lesson.task.choices for lesson in content.course.lessons),
        *(variant.choices for quiz in quizzes for objective in quiz.objectives for variant in objective.variants),
    ]


def _right(choices: Sequence[Choice]) -> str:
    return next(choice.id for choice in choices if choice.right)
