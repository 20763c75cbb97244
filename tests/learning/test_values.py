"""Evidence, people, codes, rules and tallies as values."""

import random
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.codes import new_code, read_code, spell
from bot.learning.evidence import LEVELS, Level, at_least, standing
from bot.learning.rules import QuizRule, Rules
from bot.learning.tally import Question, Share, Tally
from tests.builders import CHILD, COUNTED, REFUSED, STRANGER, a_rule, an_entry
from tests.dice import SeededDice

# --- evidence -------------------------------------------------------------------------------------------------------

ORDER = {"S": 0, "Q": 1, "T": 2, "M": 3}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("wanted", LEVELS)
def test_a_level_satisfies_itself_and_what_is_below_it(level: Level, wanted: Level) -> None:
    is_official = "V" in (level, wanted)
    expected = level == wanted if is_official else ORDER[level] >= ORDER[wanted]

    assert at_least(level, wanted) == expected


def test_neither_what_was_revoked_nor_the_revocation_stands() -> None:
    evidence = (an_entry(1), an_entry(2), an_entry(3, revokes_id=1))

    assert standing(evidence) == (an_entry(2),)


# --- people ---------------------------------------------------------------------------------------------------------


def test_a_person_is_counted_who_agreed_and_said_where() -> None:
    assert COUNTED.is_counted
    assert not STRANGER.is_counted
    assert not REFUSED.is_counted
    assert not replace(COUNTED, counted_from=None).is_counted
    assert not replace(COUNTED, consents={"progress": False}).is_counted
    assert not replace(COUNTED, consents={"reminders": True}).is_counted


def test_a_child_is_counted_once_a_guardian_agreed() -> None:
    assert not CHILD.is_counted
    assert replace(CHILD, guardian_agreed=True).is_counted
    assert not replace(CHILD, guardian_agreed=True, consents={}).is_counted


def test_a_person_has_an_item_at_a_level_if_standing_evidence_says_so() -> None:
    learner = replace(COUNTED, evidence=(an_entry(1, "T", "task", "t"), an_entry(2, "M", "task", "t")))

    assert learner.has("task", "t")
    assert learner.has("task", "t", "M")
    assert not learner.has("quiz", "t")
    assert not learner.has("task", "other")
    revoked = replace(learner, evidence=(*learner.evidence, an_entry(3, "M", "task", "t", revokes_id=2)))
    assert not revoked.has("task", "t", "M")
    assert revoked.has("task", "t", "T")


# --- codes ----------------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 10_000), length=st.sampled_from([8, 12]))
def test_a_code_is_read_back_however_it_is_typed(seed: int, length: int) -> None:
    code = new_code(SeededDice(seed), length)
    dice = random.Random(seed)
    shown = spell(code)

    for typed in (
        code, shown, shown.lower(), f"  {shown} ", shown.replace("-", " "), shown.replace("-", " - "),
        shown.replace("-", "."), shown.replace("0", "O").replace("1", dice.choice("IlL")),
    ):  # fmt: skip
        assert read_code(typed) == code


@given(seed=st.integers(0, 10_000))
def test_a_code_has_a_letter_and_a_digit_so_that_it_is_no_word_and_no_number(seed: int) -> None:
    code = new_code(SeededDice(seed))

    assert len(code) == 8
    assert any(sign.isalpha() for sign in code)
    assert any(sign.isdigit() for sign in code)
    assert not set(code) & set("ILOU")


@pytest.mark.parametrize(
    "text",
    ["", "menu", "tiếp", "0912345678", "123456", "12345678", "abcdefgh", "mat 500tr", "7QK2", "7QK2-9FX", "7QK2-9FXMM",
     "7QK2-9FXM-D25V-7QK2", "mã là 7QK2-9FXM", "７QK2-9FXM", "7QK2-9FXU", "1234 5678 9012", "Thôn 12 xã"],
)  # fmt: skip
def test_what_is_no_code_is_not_read_as_one(text: str) -> None:
    assert read_code(text) is None


@given(text=st.text(max_size=30))
def test_whatever_is_read_as_a_code_has_its_shape(text: str) -> None:
    code = read_code(text)

    assert code is None or (len(code) in (8, 12) and code == code.upper() and read_code(spell(code)) == code)


# --- rules and tallies ----------------------------------------------------------------------------------------------


def test_the_rule_in_force_is_the_newest_wherever_it_stands() -> None:
    rules = Rules(QuizRule(0.75), (a_rule(2), a_rule(3), a_rule(1)), guardian_under=16)

    assert rules.in_force.version == 3


def test_a_share_without_a_denominator_is_no_percentage() -> None:
    assert Share(3, 12).percent == 25
    assert Share(3, None).percent is None
    assert Share(3, 0).percent is None


def test_questions_and_rows_are_values_that_nobody_changes() -> None:
    assert Question() == Question(level="Q", by=("unit", "skill"))
    assert len({Question(), Question(), Question(level="M")}) == 2
    row = Tally(1, "skill", None, None, 3)
    with pytest.raises(FrozenInstanceError):
        row.people = 4  # type: ignore[misc]
