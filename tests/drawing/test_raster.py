"""Pixels: the drawing in our own fonts, or a clear refusal."""

import struct
import sys

import pytest

from bot.drawing import svg
from bot.drawing.raster import CannotPaint, png
from bot.learning.course import Picture
from bot.learning.drawing import Row, Screen


def a_drawing(text: str) -> str:
    return svg(Picture(alt="x", screen=Screen((Row(heading=text), Row(text=text)))))


@pytest.mark.parametrize("width", [360, 720])
def test_a_png_is_as_wide_as_asked(width: int) -> None:
    drawing = a_drawing("Xin chào")
    height = int(drawing.split('height="')[1].split('"')[0])

    image = png(drawing, width)

    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">II", image[16:24]) == (width, height * width // 360)


def test_vietnamese_marks_are_painted() -> None:
    images = {png(a_drawing(text), 360) for text in ("ma", "má", "mà", "mạ", "mã", "mả", "mơ", "mở", "đa", "da")}

    assert len(images) == 10


def test_letters_come_from_our_font_and_not_from_the_machine() -> None:
    """A font that is named first and is not ours changes nothing: none but ours is there."""
    drawing = a_drawing("Xin chào")

    assert png(drawing.replace("Be Vietnam Pro,", "DejaVu Sans,Be Vietnam Pro,"), 360) == png(drawing, 360)
    assert png(drawing.replace("Be Vietnam Pro,", ""), 360) != png(drawing, 360)


def test_the_same_drawing_has_the_same_pixels() -> None:
    assert png(a_drawing("Xin chào"), 360) == png(a_drawing("Xin chào"), 360)


def test_a_machine_without_the_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(CannotPaint):
        png(a_drawing("Xin chào"), 360)
