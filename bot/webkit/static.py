"""
The program's own static files: small, packed once, kept by browsers for a year.

A page links to a file with the hash of its content (`url`), so a changed file has a changed address and the old copy
is never asked for again. Everything lives in memory; together it is less than one photo.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

PREFIX = "/static"

_BOT = Path(__file__).resolve().parent.parent
_FOLDERS = (
    _BOT / "webkit" / "static",
    _BOT / "channels" / "web" / "static",
    _BOT / "office" / "static",
    _BOT / "sheets" / "static",
)
"""Where the files lie. A name belongs to the first folder that has it."""

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_PACKED = frozenset({".css", ".js", ".svg", ".txt", ".md", ".webmanifest"})
_CSS_URL = re.compile(r'url\("([^":?#]+)"\)')

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is served."""

    body: bytes
    packed: bytes | None
    """The same through gzip, where that makes it smaller."""
    media_type: str
    version: str


def mount() -> Mount:
    """Return the route that serves every static file of the program."""
    return Mount(PREFIX, routes=[Route("/{name:path}", _serve, methods=["GET"])], name="static")


def url(name: str) -> str:
    """Return the address of a file, with the hash of its content. Raise FileNotFoundError for an unknown name."""
    return f"{PREFIX}/{name}?v={load(name).version}"


@cache
def load(name: str) -> File:
    """Return a file, read and packed once. Raise FileNotFoundError if no folder has it."""
    path = _find(name)
    body = path.read_bytes()
    if path.suffix == ".css":
        body = _CSS_URL.sub(lambda found: _versioned(name, found.group(1)), body.decode()).encode()
    packed = gzip.compress(body, 9, mtime=0) if path.suffix in _PACKED else None
    return File(
        body=body,
        packed=packed if packed is not None and len(packed) < len(body) else None,
        media_type=_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        version=hashlib.sha256(body).hexdigest()[:12],
    )


def _find(name: str) -> Path:
    if PurePosixPath(name).as_posix() != name or ".." in name.split("/"):
        raise FileNotFoundError(f"{name!r} is a second spelling, and each would be kept in memory for ever")
    for folder in _FOLDERS:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path
    raise FileNotFoundError(f"no static file is called {name!r}")


def _versioned(css: str, target: str) -> str:
    """Return the address that a style sheet gives for a file beside it, with that file's hash."""
    path = (Path(css).parent / target).as_posix()
    return f'url("{target}?v={load(path).version}")'


async def _serve(request: Request) -> Response:
    try:
        file = load(request.path_params["name"])
    except (OSError, ValueError) as problem:
        raise HTTPException(404) from problem
    headers = {
        "cache-control": _FOR_EVER if request.query_params.get("v") == file.version else _FOR_AN_HOUR,
        "etag": f'"{file.version}"',
        "vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, media_type=file.media_type, headers={**headers, "content-encoding": "gzip"})
    return Response(file.body, media_type=file.media_type, headers=headers)
