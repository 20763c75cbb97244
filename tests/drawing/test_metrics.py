"""Widths: what the table says is enough room in the font that drawings name."""

import struct
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.drawing
from bot.drawing.metrics import width
from bot.drawing.wrapping import balance, unbreakable, wrap
from tests.drawing.strategies import texts

FONTS = Path(bot.drawing.__file__).parent / "fonts"
VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"


class Font:
    """The widths in a TrueType file."""

    def __init__(self, file: Path) -> None:
        self.data = file.read_bytes()
        self.tables = {
            self.data[at : at + 4]: struct.unpack(">II", self.data[at + 8 : at + 16])[0]
            for at in range(12, 12 + 16 * self._number(4), 16)
        }
        self.units = self._number(self.tables[b"head"] + 18)
        self.advances = self._number(self.tables[b"hhea"] + 34)

    def width(self, text: str) -> float:
        return sum(self._advance(self._glyph(ord(letter))) for letter in text) / self.units

    def _number(self, at: int) -> int:
        return int(struct.unpack(">H", self.data[at : at + 2])[0])

    def _advance(self, glyph: int) -> int:
        return self._number(self.tables[b"hmtx"] + 4 * min(glyph, self.advances - 1))

    def _glyph(self, code: int) -> int:
        """Return the number of a letter's shape, from the subtable of format 4."""
        cmap = self.tables[b"cmap"]
        offsets = [struct.unpack(">I", self.data[at + 4 : at + 8])[0] for at in self._subtables(cmap)]
        table = next(cmap + offset for offset in offsets if self._number(cmap + offset) == 4)
        size = self._number(table + 6)
        for place in range(0, size, 2):
            end, start = self._number(table + 14 + place), self._number(table + 16 + size + place)
            if start <= code <= end:
                delta, skip = (self._number(table + 16 + size * n + place) for n in (2, 3))
                at = table + 16 + size * 3 + place + skip + 2 * (code - start)
                return (self._number(at) + delta if skip else code + delta) % 65536
        raise LookupError(chr(code))

    def _subtables(self, cmap: int) -> range:
        return range(cmap + 4, cmap + 4 + 8 * self._number(cmap + 2), 8)


@cache
def font(bold: bool) -> Font:
    return Font(FONTS / f"BeVietnamPro-{'Bold' if bold else 'Regular'}.ttf")


@pytest.mark.parametrize("bold", [False, True])
def test_no_letter_is_wider_than_the_table_says(bold: bool) -> None:
    letters = VIETNAMESE + VIETNAMESE.upper() + "0123456789.,:;/-–?!&<>\"'%()@…₫“”· fjwz"

    assert [letter for letter in letters if width(letter, 1, bold) < font(bold).width(letter)] == []


@given(text=texts, bold=st.booleans())
def test_no_words_are_wider_than_the_table_says(text: str, bold: bool) -> None:
    assert width(text, 17, bold) >= 17 * font(bold).width(text)


def test_letters_with_marks_written_apart_are_as_wide() -> None:
    assert width("ớ", 17) == width("ơ\u0301", 17) == width("o\u031b\u0301", 17)


@given(text=texts, room=st.floats(20, 400))
def test_lines_keep_to_their_room_and_lose_nothing(text: str, room: float) -> None:
    for break_up in (wrap, balance):
        lines = break_up(text, room, 17)

        assert "".join("".join(line.split()) for line in lines) == "".join(text.split())
        assert all(width(line, 17) <= room for line in lines)


@given(text=texts, room=st.floats(60, 400))
def test_even_lines_are_not_more(text: str, room: float) -> None:
    assert len(balance(text, room, 17)) == len(wrap(text, room, 17))


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("dichvucong-gov.top", ("dichvucong-", "gov.top")),
        ("Vào dichvucong.gov.vn ngay", ("Vào", "dichvucong.", "gov.vn ngay")),
    ],
)
def test_an_address_is_broken_where_it_may_be(words: str, lines: tuple[str, ...]) -> None:
    assert wrap(words, 125, 17) == lines
    assert unbreakable(words, 125, 17) == ""


def test_a_word_without_a_seam_is_told() -> None:
    assert unbreakable("một nghiêngnghiêngnghiêng", 110, 17) == "nghiêngnghiêngnghiêng"
