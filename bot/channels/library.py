"""The files of the course in forms that platforms take: drawings are painted, everything else is read."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.channels.channel import File
from bot.channels.painting import pixels, shown
from bot.dialogue.messages import Document
from bot.drawing.drawn import FOLDER
from bot.drawing.raster import CannotPaint
from bot.learning.course import Picture

_PNG = "image/png"
_TYPES = {
    ".png": _PNG,
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".mp3": "audio/mpeg",
}


@dataclass(frozen=True, slots=True)
class Library:
    """Keeps `bot.channels.channel.Media` over the content in use."""

    find: Callable[[str], Path | None]
    """Where a picture or recording of the course lies."""
    drawing: Callable[[str], Picture | None]
    """The described picture with a name."""
    pictures: str = ""
    """Where pictures can be fetched by anybody over https; empty if nowhere."""
    recordings: str = ""
    """The same for recordings."""

    async def picture(self, path: str) -> File | None:
        """Return a picture as PNG or JPEG; None if there is none, or this machine cannot paint it."""
        described = self._described(path)
        if described is not None:
            return await _painted(shown(described).svg, f"{_stem(path)}.png")
        file = self.find(path)
        if file is None:
            return None
        if file.suffix == ".svg":
            return await _painted(await asyncio.to_thread(file.read_text, "utf-8"), f"{file.stem}.png")
        return await asyncio.to_thread(_read, file)

    async def sound(self, path: str) -> File | None:
        """Return a recording."""
        file = self.find(path)
        return None if file is None else await asyncio.to_thread(_read, file)

    async def document(self, document: Document) -> File | None:
        """Return a file to take home."""
        return None

    def address(self, path: str) -> str | None:
        """Return where anybody can fetch a file over https, pictures as PNG or JPEG; None if there is no such place."""
        if self._described(path) is not None:
            return f"{self.pictures}/{FOLDER}/{_stem(path)}.png" if self.pictures else None
        file = self.find(path)
        media_type = None if file is None else _TYPES.get(file.suffix)
        if media_type is None:
            return None
        place = self.recordings if media_type.startswith("audio/") else self.pictures
        return f"{place}/{quote(path)}" if place else None

    def _described(self, path: str) -> Picture | None:
        return self.drawing(_stem(path)) if path.startswith(f"{FOLDER}/") else None


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


async def _painted(svg: str, name: str) -> File | None:
    try:
        data = await pixels(svg)
    except CannotPaint:
        return None
    return _file(name, _PNG, data)


def _read(file: Path) -> File | None:
    media_type = _TYPES.get(file.suffix)
    return None if media_type is None else _file(file.name, media_type, file.read_bytes())


def _file(name: str, media_type: str, data: bytes) -> File:
    return File(name, media_type, data, hashlib.sha256(data).hexdigest())
