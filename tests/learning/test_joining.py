"""Two learners who turn out to be one: what each has said of themselves, and what of it holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.learning.joining import has_a_past, joined
from bot.learning.people import Learner
from tests.builders import CHILD, COUNTED, MENTOR, REFUSED, STRANGER, an_entry
from tests.conftest import MONDAY

LATER = MONDAY + timedelta(days=3)
TRANG = replace(COUNTED, id=2, form="em", name="Trang", group="pupil")


def test_what_the_one_who_stays_has_said_wins() -> None:
    one = joined(COUNTED, TRANG, LATER)

    assert (one.id, one.form, one.name, one.group, one.unit) == (1, "ba", "Hoa", "resident", COUNTED.unit)


def test_what_they_have_not_said_the_other_has() -> None:
    assert joined(STRANGER, TRANG, LATER) == replace(TRANG, id=1)


def test_with_somebody_of_whom_nothing_is_known_they_stay_as_they_are() -> None:
    assert joined(COUNTED, replace(STRANGER, id=2), LATER) == COUNTED


def test_what_both_have_shown_is_in_the_order_in_which_it_was_shown() -> None:
    mine = replace(COUNTED, evidence=(an_entry(1), an_entry(4)), seen={"a": 1, "b": 2})
    other = replace(TRANG, evidence=(an_entry(2), an_entry(3)), seen={"b": 1, "c": 1})

    one = joined(mine, other, LATER)

    assert [entry.id for entry in one.evidence] == [1, 2, 3, 4]
    assert one.seen == {"a": 1, "b": 3, "c": 1}


@pytest.mark.parametrize(
    ("mine", "other", "since"),
    [
        (MONDAY, LATER, MONDAY),
        (LATER, MONDAY, MONDAY),
        (None, MONDAY, MONDAY),
        (MONDAY, None, MONDAY),
    ],
)
def test_they_are_counted_since_the_first_of_both_was(
    mine: datetime | None, other: datetime | None, since: datetime
) -> None:
    one = joined(replace(COUNTED, counted_from=mine), replace(TRANG, counted_from=other), LATER)

    assert one.counted_from == since


def test_who_agreed_here_and_said_where_there_is_counted_from_now_on() -> None:
    agreed = replace(STRANGER, consents={"progress": True})
    placed = replace(TRANG, counted_from=None, consents={})

    assert joined(agreed, placed, LATER).counted_from == LATER
    assert joined(replace(agreed, consents={"progress": False}), placed, LATER).counted_from is None
    assert joined(agreed, replace(STRANGER, id=2), LATER).counted_from is None


@pytest.mark.parametrize(
    ("mine", "other", "both"),
    [
        ({}, {"progress": True}, {"progress": True}),
        ({"progress": False}, {"progress": True}, {"progress": False}),
        ({"progress": True}, {"progress": False, "reminders": False}, {"progress": True, "reminders": False}),
    ],
)
def test_an_answer_of_the_one_who_stays_holds(
    mine: Mapping[str, bool], other: Mapping[str, bool], both: Mapping[str, bool]
) -> None:
    assert joined(replace(COUNTED, consents=mine), replace(TRANG, consents=other), LATER).consents == both


AGREED = replace(CHILD, guardian_agreed=True, consents={"progress": True, "guardian": True})
REFUSED_CHILD = replace(CHILD, consents={"progress": True, "guardian": False})


@pytest.mark.parametrize(
    ("mine", "other", "is_child", "agreed"),
    [
        (COUNTED, CHILD, True, False),
        (CHILD, COUNTED, True, False),
        (COUNTED, AGREED, True, True),
        (CHILD, AGREED, True, True),
        (AGREED, REFUSED_CHILD, True, False),
        (REFUSED_CHILD, AGREED, True, False),
        (COUNTED, REFUSED, False, False),
    ],
)
def test_where_a_child_is_concerned_the_stricter_answer_holds(
    mine: Learner, other: Learner, is_child: bool, agreed: bool
) -> None:
    one = joined(mine, replace(other, id=2), LATER)

    assert (one.is_child, one.guardian_agreed) == (is_child, agreed)
    assert one.consents.get("guardian", agreed) == agreed


def test_whoever_is_a_mentor_on_one_channel_is_one_on_both() -> None:
    assert joined(COUNTED, MENTOR, LATER).is_mentor
    assert joined(MENTOR, COUNTED, LATER).mentor_name == COUNTED.mentor_name


@pytest.mark.parametrize(
    ("learner", "past"),
    [
        (STRANGER, False),
        (replace(STRANGER, form="ba"), False),
        (replace(STRANGER, name=""), False),
        (replace(STRANGER, name="Hoa"), True),
        (replace(STRANGER, evidence=(an_entry(1),)), True),
        (replace(STRANGER, is_mentor=True), True),
        (REFUSED, True),
        (COUNTED, True),
    ],
)
def test_only_whoever_has_left_something_has_a_past(learner: Learner, past: bool) -> None:
    assert has_a_past(learner) == past
