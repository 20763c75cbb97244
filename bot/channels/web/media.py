"""Pictures and recordings of the course, as addresses in a page and as files on the wire."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from bot.channels.web.drawings import NO_DRAWINGS, Drawings, is_drawing
from bot.dialogue.messages import Image

PICTURES = "/hinh"
RECORDINGS = "/tieng"

_PICTURE_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
_SOUND_TYPES = {
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".mp3": "audio/mpeg",
}
_SVG_SIZE = re.compile(rb'<svg[^>]*\bviewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
_LOOKED_AT = 1024  # bytes in which a drawing says its size

# A drawing opened by itself is a document: it may use its own styles, and nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page shows it."""

    url: str | None
    """None if the file is missing; then only the words are shown."""
    alt: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Sound:
    """One way to play a recording."""

    url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Media:
    """The files of the course, and its drawings: `find` knows where each lies, and nothing else can be asked for."""

    find: Callable[[str], Path | None]
    drawings: Drawings = NO_DRAWINGS

    def picture(self, image: Image) -> Picture:
        """Return a picture with its address, and its size if it says so, so that the page does not jump."""
        shown = self.drawings.shown(image.path)
        if shown is not None:
            return Picture(f"{PICTURES}/{image.path}?v={shown.version}", image.alt, shown.width, shown.height)
        path = self.find(image.path)
        if path is None or path.suffix not in _PICTURE_TYPES:
            return Picture(None, image.alt, None, None)
        facts = _facts(path, path.stat().st_mtime_ns)
        return Picture(f"{PICTURES}/{quote(image.path)}?v={facts.version}", image.alt, facts.width, facts.height)

    def sounds(self, recording: str | None) -> Sequence[Sound]:
        """Return every form of a recording that there is, the one that was named first."""
        if recording is None:
            return ()
        stem = recording.rpartition(".")[0]
        names = dict.fromkeys((recording, *(stem + suffix for suffix in _SOUND_TYPES)))
        found = ((name, path) for name in names if (path := self.find(name)) and path.suffix in _SOUND_TYPES)
        return tuple(
            Sound(
                f"{RECORDINGS}/{quote(name)}?v={_facts(path, path.stat().st_mtime_ns).version}",
                _SOUND_TYPES[path.suffix],
            )
            for name, path in found
        )

    async def picture_file(self, name: str, version: str | None) -> Response:
        """Answer with a picture."""
        if is_drawing(name):
            return await self.drawings.answer(name, partial(_headers, version))
        return _file(self.find(name), version, _PICTURE_TYPES)

    def recording_file(self, name: str, version: str | None) -> FileResponse:
        """Answer with a recording."""
        return _file(self.find(name), version, _SOUND_TYPES)


@dataclass(frozen=True, slots=True)
class _Facts:
    version: str
    width: int | None
    height: int | None


@lru_cache(maxsize=2048)
def _facts(path: Path, changed_at: int) -> _Facts:
    """Return what a page says about a file; read again only after it changed."""
    content = path.read_bytes()
    found = _SVG_SIZE.search(content[:_LOOKED_AT]) if path.suffix == ".svg" else None
    width, height = (round(float(found[1])), round(float(found[2]))) if found else (None, None)
    return _Facts(hashlib.sha256(content).hexdigest()[:12], width, height)


def _file(path: Path | None, version: str | None, types: dict[str, str]) -> FileResponse:
    if path is None or path.suffix not in types:
        raise HTTPException(404)
    headers = _headers(version, _facts(path, path.stat().st_mtime_ns).version)
    return FileResponse(path, media_type=types[path.suffix], headers=headers)


def _headers(asked_for: str | None, version: str) -> dict[str, str]:
    """Return what goes with a file: whoever asked for just this version may keep it for good."""
    lifetime = "public, max-age=31536000, immutable" if asked_for == version else "public, max-age=3600"
    return {"cache-control": lifetime, "content-security-policy": _POLICY}
