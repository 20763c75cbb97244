"""Where a target stands, to the person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.plan import Compare, Gauge, Goal
from bot.learning.tally import Share
from bot.learning.targets import needed, standing
from tests.plans import a_target

TODAY = date(2026, 11, 16)
TARGET = a_target("can-bo", Goal(2026, 85))


@pytest.mark.parametrize(
    ("goal", "of", "people"),
    [
        (Goal(2026, 85), 100, 85),
        (Goal(2026, 85), 101, 86),
        (Goal(2026, 85, "at_least"), 101, 86),
        (Goal(2026, 85, "more_than"), 100, 86),
        (Goal(2026, 85, "more_than"), 101, 86),
        (Goal(2026, 97.5), 1_000, 975),
        (Goal(2026, 100), 3, 3),
        (Goal(2025, 100, unit="người"), None, 100),
        (Goal(2025, 1, "at_least", "hộ"), None, 1),
        (Goal(2025, 1, "more_than", "hộ"), None, 2),
    ],
)
def test_the_fewest_people_it_takes(goal: Goal, of: int | None, people: int) -> None:
    assert needed(goal, of) == people


@given(
    number=st.integers(1, 99),
    compare=st.sampled_from(("equal", "at_least", "more_than")),
    of=st.integers(1, 10_000),
    people=st.integers(0, 10_000),
)
def test_reaching_is_what_the_sign_says(number: int, compare: Compare, of: int, people: int) -> None:
    goal = Goal(2026, number, compare)

    reached = standing(TARGET, goal, Share(people, of), TODAY).status == "reached"

    assert reached == (people * 100 > number * of if compare == "more_than" else people * 100 >= number * of)


def test_before_the_last_day_it_is_not_yet_reached_and_afterwards_missed() -> None:
    goal = Goal(2025, 60, until=date(2025, 10, 25))

    for day, status in ((date(2025, 10, 25), "not_yet"), (date(2025, 10, 26), "missed")):
        one = standing(TARGET, goal, Share(50, 100), day)
        assert (one.status, one.lacking) == (status, 10)


def test_nobody_is_not_the_same_as_nothing_known() -> None:
    survey = a_target("dien-thoai", Goal(2026, 85), measure=Gauge("survey", fact="smartphone"))

    assert standing(survey, survey.goals[0], None, TODAY).status == "not_measured"
    assert standing(TARGET, TARGET.goals[0], Share(0, 100), TODAY).status == "not_yet"


def test_where_there_is_nobody_nothing_is_reached_or_missed() -> None:
    assert standing(TARGET, TARGET.goals[0], Share(0, 0), TODAY).status == "nobody"


def test_a_part_of_an_unknown_whole_is_neither_reached_nor_missed() -> None:
    one = standing(TARGET, TARGET.goals[0], Share(7, None), TODAY, ("Thôn Tây",))

    assert (one.status, one.lacking, one.without_whole) == ("no_whole", None, ("Thôn Tây",))


def test_a_goal_of_several_years_holds_in_each_of_them() -> None:
    target = a_target("lop", Goal(2026, 100, first_year=2025), Goal(2027, 100))

    assert [target.goal(year) and target.goal(year).year for year in range(2024, 2029)] == [  # type: ignore[union-attr]
        None, 2026, 2026, 2027, None,
    ]  # fmt: skip
