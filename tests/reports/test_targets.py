"""Goals in the words of the office."""

import pytest

from bot.learning.plan import Goal
from bot.reports.targets import goal_words


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (Goal(2026, 95), "95 %"),
        (Goal(2026, 97.5, "at_least"), "≥ 97,5 %"),
        (Goal(2026, 85, "more_than"), "> 85 %"),
        (Goal(2026, 1_200_000, unit="người"), "1.200.000 người"),
        (Goal(2026, 100, first_year=2025), "100 % (2025–2026)"),
    ],
)
def test_a_goal_reads_as_in_the_plan(goal: Goal, words: str) -> None:
    assert goal_words(goal) == words
