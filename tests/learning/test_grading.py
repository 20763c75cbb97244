"""Which questions are asked, in which order, and whether that was enough."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.grading import begin, choices_in_order, find_variant, passed, shuffled
from bot.learning.rules import QuizRule
from tests.builders import a_quiz, an_attempt

seeds = st.integers(0, 2**31 - 1)


@given(seed=seeds)
def test_every_objective_is_asked_once_by_one_of_its_variants(seed: int) -> None:
    quiz = a_quiz(objectives=5)

    attempt = an_attempt(seed=seed, quiz=quiz)

    found = [find_variant(quiz, variant) for variant in attempt.variants]
    assert sorted(objective.id for objective, _ in filter(None, found)) == ["o1", "o2", "o3", "o4", "o5"]


@given(seed=seeds, seen=st.dictionaries(st.sampled_from([f"o1v{n}" for n in range(1, 5)]), st.integers(0, 5)))
def test_the_variant_seen_least_often_comes_first(seed: int, seen: dict[str, int]) -> None:
    attempt = an_attempt(seen, seed, a_quiz(objectives=1, variants=4))

    fewest = min(seen.get(f"o1v{number}", 0) for number in range(1, 5))
    assert seen.get(attempt.variants[0], 0) == fewest


@given(first=seeds, second=seeds)
def test_whoever_tries_again_is_asked_other_questions_until_all_were_seen(first: int, second: int) -> None:
    quiz = a_quiz(objectives=4, variants=2)
    before = an_attempt(seed=first, quiz=quiz)

    again = an_attempt(Counter(before.variants), second, quiz)

    assert set(before.variants) & set(again.variants) == set()


def test_a_seed_means_the_same_order_on_every_machine_and_version() -> None:
    assert shuffled("abcdef", 7, "salt") == ("e", "f", "c", "a", "b", "d")
    assert an_attempt(seed=7).variants == ("o1v2", "o3v2", "o2v1", "o4v1")
    assert [choice.id for choice in choices_in_order(a_quiz().objectives[0].variants[0], 7)] == ["c", "a", "b"]


@given(items=st.lists(st.integers()), seed=seeds)
def test_shuffling_loses_nothing(items: list[int], seed: int) -> None:
    assert Counter(shuffled(items, seed, "salt")) == Counter(items)
    assert shuffled(items, seed, "salt") == shuffled(items, seed, "salt")


def test_a_plan_may_ask_about_fewer_objectives() -> None:
    attempt = begin(a_quiz(objectives=6), QuizRule(0.75, ask=4), {}, "attempt", 7)

    assert len(attempt.variants) == 4


@pytest.mark.parametrize(
    ("right", "asked", "share", "is_passed"),
    [(3, 4, 0.75, True), (2, 4, 0.75, False), (4, 5, 0.75, True), (3, 5, 0.75, False), (0, 4, 0.0, True),
     (5, 5, 1.0, True), (4, 5, 1.0, False), (0, 0, 0.0, False)],
)  # fmt: skip
def test_the_share_of_right_answers_decides(right: int, asked: int, share: float, is_passed: bool) -> None:
    attempt = an_attempt(quiz=a_quiz(objectives=asked))
    for number in range(asked):
        attempt = attempt.answered(number < right)

    assert passed(attempt, QuizRule(share)) == is_passed


def test_an_attempt_that_was_left_counts_what_was_not_answered_as_not_right() -> None:
    attempt = an_attempt().answered(True)

    assert attempt.right == 1
    assert attempt.next_variant == attempt.variants[1]
    assert not passed(attempt, QuizRule(0.75))


def test_after_the_last_answer_there_is_nothing_left_to_ask() -> None:
    attempt = replace(an_attempt(), answers=(True,) * 4)

    assert attempt.next_variant is None


def test_a_variant_that_was_withdrawn_is_not_found() -> None:
    assert find_variant(a_quiz(), "gone") is None


@given(first=seeds, second=seeds)
def test_whoever_is_asked_about_half_is_asked_about_the_other_half_next_time(first: int, second: int) -> None:
    quiz = a_quiz(objectives=6)
    before = begin(quiz, QuizRule(0.75, ask=3), {}, "first", first)

    again = begin(quiz, QuizRule(0.75, ask=3), Counter(before.variants), "second", second)

    asked = [find_variant(quiz, variant) for variant in before.variants + again.variants]
    assert sorted(objective.id for objective, _ in filter(None, asked)) == ["o1", "o2", "o3", "o4", "o5", "o6"]
