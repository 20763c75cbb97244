"""
The guard at the door of both web faces, put around the whole app.

- A request that changes something must come from a page of ours: browsers say where it comes from, and a page of
  another site cannot forge that. (Webhooks never come here: see `bot.webkit.hooks`.)
- A body may only be so large, and in UTF-8.
- Every answer carries the headers that make a browser careful, and is compressed.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.webkit import errors

BODY_LIMIT = 64 * 1024
EMBEDDABLE = frozenset({"/"})
"""Paths that the commune's portal may show in a frame: the chat, never the office."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_OWN = frozenset({"same-origin", "none"})
_OUR_LETTERS = frozenset({b"utf-8", b"utf8"})
_NOBODY = "'none'"
_DRAINED = 4 * 1024 * 1024

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
_EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
_ON_PAGES = {
    # With `no-referrer` browsers would hide the origin of our own forms, which the check below needs.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
_NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'"


class Guard:
    """ASGI middleware: `Guard(app, frame_ancestors=("https://xa.example.vn",))`."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        frame_ancestors: Sequence[str] = (),
        embeddable: frozenset[str] = EMBEDDABLE,
        body_limit: int = BODY_LIMIT,
        body_limits: Mapping[str, int] | None = None,
    ) -> None:
        """
        Put the guard around an app.

        Args:
            app: what is guarded.
            frame_ancestors: origins whose pages may show the embeddable paths in a frame.
            embeddable: those paths.
            body_limit: bytes of a body on any path but those below.
            body_limits: bytes for paths that begin with a prefix; the longest prefix counts.
        """
        self._app = GZipMiddleware(app, compresslevel=6)
        self._frame_ancestors = " ".join(frame_ancestors)
        self._embeddable = embeddable
        self._body_limits = {"": body_limit, **(body_limits or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        careful = self._careful(scope["path"], send)
        if not comes_from_us(scope):
            await errors.response(Request(scope), 403)(scope, receive, careful)
        elif not _is_in_our_letters(scope):
            await errors.response(Request(scope), 400)(scope, receive, careful)
        elif _announced_length(scope) > limit:
            await _drain(receive)
            await errors.response(Request(scope), 413)(scope, receive, careful)
        else:
            await self._app(scope, _counted(receive, limit), careful)

    def _limit_of(self, path: str) -> int:
        prefix = max((prefix for prefix in self._body_limits if path.startswith(prefix)), key=len)
        return self._body_limits[prefix]

    def _careful(self, path: str, send: Send) -> Send:
        """Return `send` with the headers added that every answer carries; a route's own ones stay."""
        ancestors = self._frame_ancestors if path in self._embeddable else ""

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _set(headers, _EVERYWHERE)
                if headers.get("content-type", "").startswith("text/html"):
                    _set(headers, _ON_PAGES)
                    _set(headers, _policy(ancestors))
                else:
                    # A dozen files come with the first page; its rules on each would cost more than some of them.
                    _set(headers, {"content-security-policy": _NOT_A_PAGE})
            await send(message)

        return careful


def _set(headers: MutableHeaders, wanted: Mapping[str, str]) -> None:
    for name, value in wanted.items():
        headers.setdefault(name, value)


def _policy(ancestors: str) -> dict[str, str]:
    policy = {"content-security-policy": f"{_POLICY}; frame-ancestors {ancestors or _NOBODY}"}
    return policy if ancestors else {**policy, "x-frame-options": "DENY"}


def comes_from_us(scope: Scope) -> bool:
    """Return True unless a request would change something and may come from a page of another site."""
    if scope["method"] in _SAFE_METHODS:
        return True
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OUR_OWN
    # Browsers say where a request comes from in Sec-Fetch-Site on https only, and in Origin always.
    origin = urlsplit(headers.get("origin", "")).netloc
    return bool(origin) and origin == headers.get("host")


def _is_in_our_letters(scope: Scope) -> bool:
    """Return False for a form in letters that no page of ours sends: some codecs take seconds, or make half signs."""
    _, kind = parse_options_header(Headers(scope=scope).get("content-type", ""))
    return kind.get(b"charset", b"utf-8").lower() in _OUR_LETTERS


def _announced_length(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _counted(receive: Receive, limit: int) -> Receive:
    """Return `receive` that stops a body which grows beyond what it announced, or announced nothing."""
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(413)
        return message

    return counted


async def _drain(receive: Receive) -> None:
    """Read a body that is too large, up to a bound: a browser shows the answer only after it has sent everything."""
    total = 0
    while total < _DRAINED:
        message = await receive()
        total += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
