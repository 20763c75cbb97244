"""Colours: whatever words stand on, weak eyes can read them."""

import pytest

from bot.drawing import palette

ENOUGH = 4.5


def brightness(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


LIGHT = [palette.WHITE, palette.PAPER, palette.FAINT, palette.TINT, *(tint for tint, _ in palette.TONES.values())]


@pytest.mark.parametrize("ground", LIGHT)
@pytest.mark.parametrize("ink", [palette.INK, palette.SOFT])
def test_dark_words_can_be_read_on_every_light_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= ENOUGH


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (palette.WHITE, palette.MAIN),
        (palette.WHITE, palette.BODY),
        (palette.PALE, palette.BODY),
        (palette.MAIN, palette.TINT),
    ],
)
def test_words_of_bars_and_buttons_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= ENOUGH


@pytest.mark.parametrize("sign", [palette.GOOD, palette.BAD, palette.PLAIN])
def test_white_signs_stand_out(sign: str) -> None:
    assert contrast(palette.WHITE, sign) >= ENOUGH


@pytest.mark.parametrize("ground", [palette.WHITE, palette.FAINT, palette.PAPER])
def test_the_ring_stands_out(ground: str) -> None:
    assert contrast(palette.RING, ground) >= 3
