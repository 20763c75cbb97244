"""
Draws what authors describe: `svg(picture)` is a drawing, `name(picture)` its short name, `address(picture)` its place.

Everything here is a pure function of a description; only `raster` makes pixels, with a library that may be missing.
"""

from bot.drawing.drawn import address, name, svg

__all__ = ["address", "name", "svg"]
