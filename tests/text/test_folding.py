"""One spelling for what people type in many, and the order of a Vietnamese dictionary."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.folding import fold, nfc, sort_key
from bot.text.measure import sentences, syllables

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
MARKED = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
vietnamese = st.text(alphabet=LETTERS + LETTERS.upper() + MARKED + MARKED.upper() + " 0123456789-.,!", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng ý", "dong y"),
        ("ĐƯỜNG  LÂM", "duong lam"),
        ("thôn Đoài, xã Mẫu!", "thon doai xa mau"),
        ("▶ Học tiếp", "hoc tiep"),
        ("🆘", ""),
        ("a_b", "a b"),
        ("1.", "1"),
        ("Nguyễn Thị Ánh Nguyệt", "nguyen thi anh nguyet"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=vietnamese)
def test_folding_does_not_care_for_marks_case_or_composition(text: str) -> None:
    folded = fold(text)

    assert folded == fold(unicodedata.normalize("NFD", text)) == fold(text.upper()) == fold(folded)
    assert folded.isascii()


@given(text=st.text())
def test_composing_twice_is_composing_once(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


def test_a_pile_of_marks_is_cut_instead_of_sorted_for_seconds() -> None:
    pile = "a" + "\u0301" * 15_000 + "\u0323" * 15_000

    assert len(nfc(pile)) < 50
    assert nfc(f"Thôn Đông {pile} ở đây").endswith(" ở đây")


def test_a_long_text_with_every_mark_apart_is_composed_whole() -> None:
    text = "Tiếng Việt có nhiều dấu. " * 100

    assert nfc(unicodedata.normalize("NFD", text)) == text


IN_ORDER = [
    "", "2", "an", "àn", "ản", "ãn", "án", "ạn", "An Bình", "anh", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ",
    "da", "dũng", "đa", "đá", "ea", "êm", "nga", "nghĩa", "o", "ô", "ơ", "Thôn Đoài", "Thôn Đông", "Tổ 1",
    "u", "ư", "xa", "y",
]  # fmt: skip


def test_names_stand_as_in_a_dictionary() -> None:
    mixed = sorted(IN_ORDER, key=lambda name: name[::-1])

    assert sorted(mixed, key=sort_key) == IN_ORDER


@given(text=vietnamese)
def test_a_sort_key_does_not_care_for_case_or_composition(text: str) -> None:
    assert sort_key(text) == sort_key(unicodedata.normalize("NFD", text)) == sort_key(text.upper())


@given(text=st.text(), other=st.text())
def test_anything_at_all_can_be_sorted(text: str, other: str) -> None:
    assert (sort_key(text) < sort_key(other)) in (True, False)


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("Bác bấm nút.", 3), ("Gọi 113 ngay!", 3), ("**Đồng ý**", 2), ("a-b", 2), ("…", 0)]
)
def test_syllables_are_runs_of_letters_or_digits(text: str, count: int) -> None:
    assert syllables(text) == count


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("Một. Hai! Ba? Bốn… Năm", ["Một.", "Hai!", "Ba?", "Bốn…", "Năm"]),
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        ("Gọi 1800.1091 nhé.", ["Gọi 1800.1091 nhé."]),
        ("Ví dụ: thôn Đông; hết", ["Ví dụ:", "thôn Đông;", "hết"]),
    ],
)
def test_sentences_end_where_a_reader_breathes(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(text=vietnamese)
def test_cutting_into_sentences_loses_no_syllable(text: str) -> None:
    assert sum(map(syllables, sentences(text))) == syllables(text)
