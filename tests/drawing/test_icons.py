"""Icons: all of them can be drawn, and none is like another."""

import re
import xml.etree.ElementTree as ET

import pytest

from bot.drawing.icons import GRID, ICONS, shapes
from tests.drawing.reading import SVG

LARGEST = 600  # bytes


def drawn(name: str) -> ET.Element:
    return ET.fromstring(f'<svg xmlns="{SVG[1:-1]}">{shapes(name)}</svg>')  # noqa: S314 - our own drawing


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_on_its_grid(name: str) -> None:
    elements = list(drawn(name))
    numbers = {"cx", "cy", "x", "y", "width", "height"}
    places = [float(value) for element in elements for key, value in element.items() if key in numbers]
    begins = [re.match(r"M([\d.]+)[ -]([\d.]+)", element.get("d", "M0 0")) for element in elements]

    assert elements
    assert all(0 <= place <= GRID for place in places)
    assert all(begin and max(float(begin[1]), float(begin[2])) <= GRID for begin in begins)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_small(name: str) -> None:
    assert len(shapes(name).encode()) <= LARGEST


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_can_be_seen_on_white(name: str) -> None:
    """A shape without a line round it, or only of line, has a colour; white ones lie on others."""
    first = next(iter(drawn(name)))

    assert first.get("stroke") != "#fff"
    assert not (first.get("fill") == "#fff" and first.get("stroke") == "none")


def test_no_icon_looks_like_another() -> None:
    assert len({shapes(name) for name in ICONS}) == len(ICONS)


def test_an_icon_that_does_not_exist_is_told_by_its_shape() -> None:
    assert shapes("no-such-icon") == shapes("nor-this")
    assert shapes("no-such-icon") not in {shapes(name) for name in ICONS}
