"""What links and QR codes open the chat with."""

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.starting import LONGEST, opened, payload
from bot.dialogue.messages import Opened
from bot.learning.codes import new_code
from tests.dice import SeededDice

UNIT_CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", fullmatch=True)
LESSONS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True).filter(lambda lesson: len(lesson) <= 40)
CODES = st.integers(0, 10**6).map(lambda seed: new_code(SeededDice(seed)))
ANYTHING = st.none() | st.text(max_size=80)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", Opened()),
        ("u_XM-DONG", Opened("XM-DONG")),
        ("c_7QK29FXM", Opened(code="7QK29FXM")),
        ("b_tin-nhan-la", Opened(lesson="tin-nhan-la")),
        ("u_XM-DONG__b_tin-nhan-la", Opened("XM-DONG", lesson="tin-nhan-la")),
        ("b_tin-nhan-la__c_7QK2-9FXM__u_XM_1", Opened("XM_1", "7QK2-9FXM", "tin-nhan-la")),
        ("U_pbgs4ra", Opened("xM.D")),
        ("u_XM__x_new-kind", Opened("XM")),
        ("u_XM__u_OTHER", Opened("XM")),
        ("7qk2-9fxm", Opened(code="7qk2-9fxm")),
        ("lop7A_9f", Opened(code="lop7A_9f")),
        ("XM-DONG", Opened("XM-DONG")),
        ("thon_dong", Opened("thon_dong")),
        ("-", Opened()),
        ("_a", Opened()),
        ("U_1", Opened()),
        ("U_77777777", Opened()),
        ("xã-mẫu", Opened()),
        ("a b", Opened()),
        ("XM\n", Opened()),
        ("a" * 65, Opened()),
    ],
)
def test_a_payload_says_what_the_chat_is_opened_with(text: str, meaning: Opened) -> None:
    assert opened(text) == meaning


@example(unit="A_", lesson="b", code=None)
@example(unit="A__b_B", lesson="b", code=None)
@example(unit="A.B", lesson="b", code=None)
@given(unit=st.none() | UNIT_CODES, lesson=st.none() | LESSONS, code=st.none() | CODES)
def test_what_a_link_carries_comes_back(unit: str | None, lesson: str | None, code: str | None) -> None:
    wanted = Opened(unit, code, lesson)

    found = opened(payload(wanted))

    assert found.code == code
    assert found.unit in (unit, None)
    assert found.lesson in (lesson, None)
    if len(unit or "") <= 12 and len(lesson or "") <= 12:
        assert found == wanted


@given(unit=UNIT_CODES.filter(lambda code: len(code) <= 12), lesson=LESSONS.filter(lambda lesson: len(lesson) <= 24))
def test_a_unit_and_a_lesson_of_usual_length_fit_together(unit: str, lesson: str) -> None:
    assert opened(payload(Opened(unit, lesson=lesson))) == Opened(unit, lesson=lesson)


@given(unit=UNIT_CODES)
def test_every_code_that_a_unit_may_have_fits(unit: str) -> None:
    plain = re.fullmatch(r"[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*", unit)

    assert opened(payload(Opened(unit))).unit == (unit if plain or len(unit) <= 38 else None)


@given(unit=ANYTHING, code=ANYTHING, lesson=ANYTHING)
def test_a_link_carries_only_the_signs_it_may(unit: str | None, code: str | None, lesson: str | None) -> None:
    text = payload(Opened(unit, code, lesson))

    assert len(text) <= LONGEST
    assert set(text) <= set(string.ascii_letters + string.digits + "_-")


@given(text=st.text(max_size=70) | st.text(alphabet="ucbUCB_-aA1", max_size=70))
def test_no_payload_is_an_accident(text: str) -> None:
    assert isinstance(opened(text), Opened)
