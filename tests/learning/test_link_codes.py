"""Six digits that link a second channel: read however they are typed, and never taken for something else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.codes import (
    HIDDEN_LINK,
    SPELLED,
    hide_codes,
    new_link_code,
    read_any_code,
    read_code,
    read_link_code,
    spell,
)
from tests.dice import SeededDice


@given(seed=st.integers(0, 10_000))
def test_a_link_code_is_read_back_however_it_is_typed(seed: int) -> None:
    code = new_link_code(SeededDice(seed))
    shown = spell(code)

    for typed in (
        code, shown, shown.replace("\xa0", " "), shown.replace("\xa0", "-"), f"LIENKET {code}", f"lienket{code}",
        f"liên kết {shown}", unicodedata.normalize("NFD", f"Liên kết: {shown}"), f"mã nối {code}", f"dạ {code} ạ",
        f"**{shown}**", " ".join(code), f" {code}. ",
    ):  # fmt: skip
        assert read_link_code(typed) == read_any_code(typed) == code
        assert read_code(typed) is None


@given(seed=st.integers(0, 10_000))
def test_a_link_code_is_six_digits_in_two_halves_that_stay_together(seed: int) -> None:
    code = new_link_code(SeededDice(seed))

    assert len(code) == 6
    assert code.isdecimal()
    assert spell(code) == f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]}"
    assert SPELLED.fullmatch(spell(code))


@pytest.mark.parametrize(
    "text",
    ["", "48291", "4829134", "482 9134", "48 2913", "500.000", "482,913", "2/9/1945", "1/1/1960", "0912 345 678",
     "482913 đồng", "482 913 000", "tổ 482913", "liên kết", "４８２９１３", "٤٨٢٩١٣", "48a913", "482913" * 20],
)  # fmt: skip
def test_what_is_no_link_code_is_not_read_as_one(text: str) -> None:
    assert read_link_code(text) is None


@given(text=st.text(max_size=40))
def test_whatever_is_read_as_a_link_code_has_its_shape(text: str) -> None:
    code = read_link_code(text)

    assert code is None or (len(code) == 6 and code.isascii() and code.isdecimal())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("482913", HIDDEN_LINK),
        ("liên kết 482 913", HIDDEN_LINK),
        ("cháu ơi liên kết 482 913 rồi mà chưa được", f"cháu ơi liên kết {HIDDEN_LINK} rồi mà chưa được"),
        ("bấm gì sau khi gõ mã nối 482913 hả cháu", f"bấm gì sau khi gõ mã nối {HIDDEN_LINK} hả cháu"),
        ("ở đây ghi 482\xa0913 là gì", f"ở đây ghi {HIDDEN_LINK} là gì"),
        ("mất 500 000 đồng", "mất 500 000 đồng"),
        ("gọi 0912 345 678 nhé", "gọi 0912 345 678 nhé"),
        ("năm 2026 tôi 70 tuổi", "năm 2026 tôi 70 tuổi"),
    ],
)
def test_of_six_digits_that_may_be_a_code_only_dots_are_kept(text: str, kept: str) -> None:
    assert hide_codes(text) == kept
