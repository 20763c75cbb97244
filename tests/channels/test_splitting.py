"""Where a long text is cut, and where it never is."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.splitting import split, units

SIGNS = [
    *("a", "ệ", "đ", "Ỗ", "7", ".", "…", "字", "😀", "✓", "₫"),
    unicodedata.normalize("NFD", "ệ"),
    "q\u0323\u0302",
    "👍🏽",
    "👩\u200d🌾",
    "👨\u200d👩\u200d👧",
    "🇻🇳",
    "🇱🇦",
    "1\ufe0f\u20e3",
    "❤️",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    " \u0301",
]
SPACES = [" ", "  ", "\n", "\n\n", " \n \n ", "\t"]
LONGEST_SIGN = max(map(units, SIGNS))

texts = st.text(max_size=80) | st.lists(st.sampled_from(SIGNS + SPACES), max_size=60).map("".join)


def pieces_of(text: str, limit: int) -> list[str]:
    return [text[begin:end] for begin, end in split(text, limit)]


# --- always -----------------------------------------------------------------------------------------------------------


@given(texts, st.integers(2, 40))
def test_only_white_space_is_left_out(text: str, limit: int) -> None:
    done = 0
    for begin, end in split(text, limit):
        assert text[done:begin].strip() == ""
        done = end
    assert text[done:].strip() == ""


@given(texts, st.integers(2, 40))
def test_every_piece_fits_and_says_something(text: str, limit: int) -> None:
    for piece in pieces_of(text, limit):
        assert units(piece) <= limit
        assert piece.strip() != ""


@given(texts)
def test_a_text_that_fits_is_one_piece(text: str) -> None:
    assert pieces_of(text, max(2, units(text.strip()))) == ([text.strip()] if text.strip() else [])


@settings(max_examples=300)
@given(st.lists(st.sampled_from(SIGNS + SPACES), max_size=60), st.integers(LONGEST_SIGN, 60))
def test_no_sign_is_ever_cut(signs: list[str], limit: int) -> None:
    text = "".join(signs)
    borders = {len("".join(signs[:count])) for count in range(len(signs) + 1)}
    outside = {len(text) - len(text.lstrip()), len(text.rstrip())}

    cuts = {place for piece in split(text, limit) for place in piece}

    assert cuts - outside <= borders


@given(st.lists(st.sampled_from(["một", "hai", "ba", "bốn", "năm."]), min_size=1, max_size=80), st.integers(6, 60))
def test_no_word_that_fits_is_cut(words: list[str], limit: int) -> None:
    assert [word for piece in pieces_of(" ".join(words), limit) for word in piece.split()] == words


@given(st.lists(st.sampled_from(["một", "hai", "ba"]), min_size=20, max_size=80), st.integers(20, 60))
def test_pieces_are_at_least_half_full(words: list[str], limit: int) -> None:
    *full, _ = pieces_of(" ".join(words), limit)

    assert all(units(piece) >= limit / 2 - len("một ") for piece in full)


# --- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        # Rather at a paragraph than at a line, at a line than at a sentence, at a sentence than at a word.
        ("Một.\nHai.\n\nBa. Bốn năm", 16, ["Một.\nHai.", "Ba. Bốn năm"]),
        ("Một hai ba.\nBốn năm. Sáu", 21, ["Một hai ba.", "Bốn năm. Sáu"]),
        ("Một hai ba. Bốn năm sáu", 18, ["Một hai ba.", "Bốn năm sáu"]),
        ("“Một hai!” Ba bốn năm sáu", 20, ["“Một hai!”", "Ba bốn năm sáu"]),
        ("Một hai ba bốn năm sáu", 18, ["Một hai ba bốn năm", "sáu"]),
        # Not so early that the piece would be nearly empty.
        ("A.\n\nMột hai ba bốn năm sáu bảy", 20, ["A.\n\nMột hai ba bốn", "năm sáu bảy"]),
        # A word that fits into no bubble.
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a abcdefghij", 4, ["a", "abcd", "efgh", "ij"]),
        # Units of UTF-16: most emojis count twice.
        ("😀😀😀", 4, ["😀😀", "😀"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        # Signs of several characters.
        ("🇻🇳🇻🇳🇻🇳", 10, ["🇻🇳🇻🇳", "🇻🇳"]),
        ("👩\u200d🌾👩\u200d🌾", 8, ["👩\u200d🌾", "👩\u200d🌾"]),
        ("e\u0302\u0323e\u0302\u0323", 5, ["e\u0302\u0323", "e\u0302\u0323"]),
        ("a \U0001e8d0", 2, ["a", "\U0001e8d0"]),
        # Space around goes; nothing is no piece.
        ("  một  ", 10, ["một"]),
        (" \n ", 10, []),
        ("", 10, []),
    ],
)
def test_a_text_is_cut_where_a_reader_pauses(text: str, limit: int, pieces: list[str]) -> None:
    assert pieces_of(text, limit) == pieces


def test_a_sign_longer_than_any_bubble_does_not_keep_the_rest_from_being_said() -> None:
    assert "".join(pieces_of("a" + "\u0301" * 50, 7)) == "a" + "\u0301" * 50


def test_vietnamese_counts_a_unit_a_letter_when_composed() -> None:
    assert units("Trợ lý số ỗ ệ ữ") == len("Tro ly so o e u")
    assert units("😀") == 2


def test_a_very_long_text_is_no_trouble() -> None:
    assert len(split("chữ " * 50_000, 2_000)) == 100
