"""Described pictures, drawn when somebody asks for them: as SVG for pages, as PNG for whoever shows nothing else."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.drawing.drawn import FOLDER, draw
from bot.drawing.palette import WIDTH
from bot.drawing.raster import CannotPaint, png
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


@dataclass(frozen=True, slots=True)
class Drawings:
    """The drawings of the content in use: `find` knows them by name, and nothing else can be asked for."""

    find: Callable[[str], Picture | None]

    def shown(self, path: str) -> Shown | None:
        """Return the drawing at a path, whatever the ending, or None if the path is not one of a drawing."""
        folder, _, file = path.partition("/")
        picture = self.find(file.rpartition(".")[0]) if folder == FOLDER else None
        return None if picture is None else _shown(picture)

    async def answer(self, path: str, headers: Callable[[str], dict[str, str]]) -> Response:
        """Answer with a drawing; `headers` go with a version. Raise HTTPException where there is nothing to show."""
        shown = self.shown(path)
        if shown is None:
            raise HTTPException(404)
        if path.endswith(".svg"):
            return Response(shown.svg, media_type="image/svg+xml", headers=headers(shown.version))
        if path.endswith(".png"):
            return Response(await _pixels(shown.svg), media_type="image/png", headers=headers(shown.version))
        raise HTTPException(404)


NO_DRAWINGS = Drawings(lambda _name: None)


def is_drawing(path: str) -> bool:
    """Return True for a path that only a drawing can have."""
    return path.startswith(f"{FOLDER}/")


@lru_cache(maxsize=_SVGS_KEPT)
def _shown(picture: Picture) -> Shown:
    drawn = draw(picture)
    version = hashlib.sha256(drawn.svg.encode()).hexdigest()[:12]
    return Shown(drawn.svg, version, WIDTH, drawn.height)


async def _pixels(svg: str) -> bytes:
    try:
        return await asyncio.get_running_loop().run_in_executor(_painter, _painted, svg)
    except CannotPaint:
        raise HTTPException(404) from None


@lru_cache(maxsize=_PNGS_KEPT)
def _painted(svg: str) -> bytes:
    return png(svg, PNG_WIDTH)
