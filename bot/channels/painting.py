"""Described pictures, drawn when somebody asks for them: as SVG for pages, as PNG for whoever shows nothing else."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

from bot.drawing.drawn import draw
from bot.drawing.palette import WIDTH
from bot.drawing.raster import png
from bot.learning.course import Picture

PNG_WIDTH = 720  # pixels: twice a drawing's own width, for screens with fine pixels

_SVGS_KEPT = 1_024
_PNGS_KEPT = 128  # about 4 MB

_painter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="painter")
"""One drawing at a time: however many are asked for, the chat has a processor left."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawing as a page needs it."""

    svg: str
    version: str
    """A digest of it: another drawing, or another way of drawing, has another one."""
    width: int
    height: int


@lru_cache(maxsize=_SVGS_KEPT)
def shown(picture: Picture) -> Shown:
    """Return a described picture, drawn."""
    drawn = draw(picture)
    version = hashlib.sha256(drawn.svg.encode()).hexdigest()[:12]
    return Shown(drawn.svg, version, WIDTH, drawn.height)


async def pixels(svg: str) -> bytes:
    """Return a drawing as PNG. Raise CannotPaint where this machine cannot."""
    return await asyncio.get_running_loop().run_in_executor(_painter, _painted, svg)


@lru_cache(maxsize=_PNGS_KEPT)
def _painted(svg: str) -> bytes:
    return png(svg, PNG_WIDTH)
