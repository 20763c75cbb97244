"""A description → its drawing."""

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from xml.sax.saxutils import escape

from bot.drawing import act, compare, screen
from bot.drawing.block import Block
from bot.drawing.letters import Tight
from bot.drawing.palette import EDGE, INK, NORMAL, PAPER, WIDTH
from bot.drawing.svg import box
from bot.learning.course import Picture

FOLDER = "ve"
"""The folder of drawings among all pictures; authors' files lie in folders named after skills."""

_FONT = "Be Vietnam Pro,system-ui,sans-serif"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished drawing."""

    svg: str
    height: int
    tight: tuple[Tight, ...]


def draw(picture: Picture) -> Drawn:
    """Return a drawing, and where its words have too little room."""
    block = _block(picture)
    high = round(block.height)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{high}" viewBox="0 0 {WIDTH} {high}"'
        f' role="img" font-family="{_FONT}" font-size="{NORMAL}" fill="{INK}"'
        f' stroke-linecap="round" stroke-linejoin="round">'
        f"<title>{escape(picture.alt)}</title>{box(1, 1, WIDTH - 2, high - 2, PAPER, 18, EDGE)}{block.svg}</svg>"
    )
    return Drawn(svg, high, block.tight)


def svg(picture: Picture) -> str:
    """Return a described picture as SVG, the same for the same description."""
    return draw(picture).svg


def name(picture: Picture) -> str:
    """
    Return a short name of a description: the same for the same, another for another.

    Names stand in messages of the past, so a key that is added one day must not change those of older descriptions.
    """
    return hashlib.sha256(json.dumps(_said(picture), ensure_ascii=False).encode()).hexdigest()[:16]


def address(picture: Picture) -> str:
    """Return where a described picture is found among all pictures."""
    return f"{FOLDER}/{name(picture)}.svg"


def _said(value: Any) -> Any:
    """Return a description without what it leaves open."""
    kind = type(value)
    if kind is tuple:
        return [_said(one) for one in value]
    keys = _KEYS[kind]
    return {key: _said(one) for key, default in keys if (one := getattr(value, key)) != default} if keys else value


class _Keys(dict[type, tuple[tuple[str, Any], ...]]):
    """The keys of each kind of description in order, with what they are if nothing is said; looked up once."""

    def __missing__(self, kind: type) -> tuple[tuple[str, Any], ...]:
        keys = sorted((field.name, field.default) for field in fields(kind)) if is_dataclass(kind) else ()
        return self.setdefault(kind, tuple(keys))


_KEYS = _Keys()


def _block(picture: Picture) -> Block:
    if picture.screen is not None:
        return screen.draw(picture.screen)
    if picture.act:
        return act.draw(picture.act)
    return compare.draw(picture.compare)
