"""Described pictures as the page shows them, and as files on the wire."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.channels.painting import Shown, pixels
from bot.channels.painting import shown as drawn
from bot.drawing.drawn import FOLDER
from bot.drawing.raster import CannotPaint
from bot.learning.course import Picture


@dataclass(frozen=True, slots=True)
class Drawings:
    """The drawings of the content in use: `find` knows them by name, and nothing else can be asked for."""

    find: Callable[[str], Picture | None]

    def shown(self, path: str) -> Shown | None:
        """Return the drawing at a path, whatever the ending, or None if the path is not one of a drawing."""
        folder, _, file = path.partition("/")
        picture = self.find(file.rpartition(".")[0]) if folder == FOLDER else None
        return None if picture is None else drawn(picture)

    async def answer(self, path: str, headers: Callable[[str], dict[str, str]]) -> Response:
        """Answer with a drawing; `headers` go with a version. Raise HTTPException where there is nothing to show."""
        shown = self.shown(path)
        if shown is None:
            raise HTTPException(404)
        if path.endswith(".svg"):
            return Response(shown.svg, media_type="image/svg+xml", headers=headers(shown.version))
        if path.endswith(".png"):
            return Response(await _png(shown.svg), media_type="image/png", headers=headers(shown.version))
        raise HTTPException(404)


NO_DRAWINGS = Drawings(lambda _name: None)


def is_drawing(path: str) -> bool:
    """Return True for a path that only a drawing can have."""
    return path.startswith(f"{FOLDER}/")


async def _png(svg: str) -> bytes:
    try:
        return await pixels(svg)
    except CannotPaint:
        raise HTTPException(404) from None
