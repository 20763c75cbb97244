"""
Every icon by its name, on a grid of 48 by 48.

An icon is a few shapes, one a line, each painted over those before it: a paint, then a circle `c x y r`, an ellipse
`e x y rx ry`, a rectangle `r x y w h [radius]`, or a path. `teal` fills with an outline, `teal!` without one,
and `~teal3` only draws a line, here three wide.
"""

from functools import cache

from bot.drawing.icons import devices, money, papers, people, places, signs
from bot.drawing.palette import PAINTS

GRID = 48

ICONS = {
    **people.ICONS,
    **devices.ICONS,
    **money.ICONS,
    **places.ICONS,
    **papers.ICONS,
    **signs.ICONS,
}
_UNKNOWN = "~grey r 4 4 40 40 6\n~grey3 M18 19a6 6 0 1 1 9 5c-2 1-3 2-3 5M24 35v.1"


@cache
def shapes(name: str) -> str:
    """Return the shapes of an icon, for a pen of 2; of one that does not exist, a box with a question mark."""
    lines = ICONS.get(name, _UNKNOWN).strip().splitlines()
    return "".join(map(_shape, lines))


def _shape(line: str) -> str:
    paint, _, shape = line.strip().partition(" ")
    return f"<{_form(shape)}{_paint(paint)}/>"


def _paint(paint: str) -> str:
    if paint.startswith("~"):
        name = paint[1:].rstrip("0123456789")
        width = paint[1 + len(name) :]
        colour = "" if name == "ink" else f' stroke="{PAINTS[name]}"'
        return colour + (f' stroke-width="{width}"' if width else "")
    if paint.endswith("!"):
        return f' fill="{PAINTS[paint[:-1]]}" stroke="none"'
    return f' fill="{PAINTS[paint]}"'


def _form(shape: str) -> str:
    kind, *numbers = shape.split()
    match kind:
        case "c":
            return 'circle cx="{}" cy="{}" r="{}"'.format(*numbers)
        case "e":
            return 'ellipse cx="{}" cy="{}" rx="{}" ry="{}"'.format(*numbers)
        case "r":
            corners = "".join(f' rx="{corner}"' for corner in numbers[4:])
            return 'rect x="{}" y="{}" width="{}" height="{}"'.format(*numbers) + corners
        case _:
            return f'path d="{shape}"'
