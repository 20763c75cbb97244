"""The simplest shapes of a drawing, written as SVG."""

from bot.drawing.icons import GRID, shapes
from bot.drawing.palette import INK


def number(value: float) -> str:
    """Return a number as short as it can be."""
    return f"{value:.1f}".removesuffix(".0")


def attributes(**values: str | float | None) -> str:
    """Return attributes; `_` stands for `-`, and None for none."""
    return "".join(
        f' {name.replace("_", "-")}="{value if isinstance(value, str) else number(value)}"'
        for name, value in values.items()
        if value is not None
    )


def box(x: float, y: float, w: float, h: float, fill: str, r: float = 0, line: str = "") -> str:
    """Return a rectangle with round corners."""
    return f"<rect{attributes(x=x, y=y, width=w, height=h, rx=r or None, fill=fill)}{_line(line, 2)}/>"


def ring(x: float, y: float, w: float, h: float, line: str) -> str:
    """Return a strong line round a place, with room between."""
    place = attributes(x=x - 3, y=y - 3, width=w + 6, height=h + 6, rx=14)
    return f'<rect{place} fill="none" stroke="{line}" stroke-width="4"/>'


def disc(x: float, y: float, r: float, fill: str, line: str = "") -> str:
    """Return a circle."""
    return f"<circle{attributes(cx=x, cy=y, r=r, fill=fill)}{_line(line, 2)}/>"


def path(d: str, fill: str = "none", line: str = "", pen: float = 2) -> str:
    """Return a path."""
    return f'<path d="{d}" fill="{fill}"{_line(line, pen)}/>'


def moved(svg: str, x: float, y: float, then: str = "") -> str:
    """Return shapes at another place; `then` they may be turned or scaled."""
    if not svg or not (x or y or then):
        return svg
    return f'<g transform="translate({number(x)} {number(y)}){then}">{svg}</g>'


def icon(name: str, x: float, y: float, side: float) -> str:
    """Return an icon with its upper left corner at a place."""
    place = f"translate({number(x)} {number(y)})scale({side / GRID:.3g})"
    return f'<g transform="{place}" fill="none" stroke="{INK}" stroke-width="2">{shapes(name)}</g>'


def _line(colour: str, pen: float) -> str:
    return attributes(stroke=colour, stroke_width=pen) if colour else ""
