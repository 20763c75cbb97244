"""What an SVG shows, as a reader that knows nothing of how it was made."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from bot.drawing.metrics import width

SVG = "{http://www.w3.org/2000/svg}"
_MOVED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")


@dataclass(frozen=True)
class Line:
    """One line of words."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True)
class Words:
    """The words of one place, line by line."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "".join("".join(line.text.split()) for line in self.lines)


def root_of(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def words_of(svg: str) -> list[Words]:
    root = root_of(svg)
    return list(_words(root, 0, 0, float(root.get("font-size", "nan"))))


def _words(element: ET.Element, x: float, y: float, size: float) -> Iterator[Words]:
    moved = _MOVED.match(element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag == f"{SVG}text":
        yield Words(tuple(_line(element, line, x, y, size) for line in (list(element) or [element])))
    for child in element:
        yield from _words(child, x, y, size)


def _line(text: ET.Element, line: ET.Element, x: float, y: float, size: float) -> Line:
    size = float(text.get("font-size", size))
    wide = width(line.text or "", size, text.get("font-weight") == "700")
    x += float(line.get("x", "nan")) - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
    return Line(line.text or "", x, x + wide, y + float(line.get("y", "nan")), size)
