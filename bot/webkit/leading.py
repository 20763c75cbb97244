"""What the QR codes on screens and sheets of paper lead to."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1", None})


def public_base(public_url: str, request: Request) -> str:
    """Return the address under which people reach the chat, without a slash at its end."""
    return public_url or str(request.base_url).rstrip("/")


def to_chat(base: str, *, unit: str = "", lesson: str = "") -> str:
    """Return the address that opens the chat, from the poster of a unit, with a lesson, or both."""
    wanted = {name: value for name, value in (("u", unit), ("b", lesson)) if value}
    return f"{base}/?{urlencode(wanted)}" if wanted else base


def is_reachable(base: str) -> bool:
    """Return whether a phone finds anything behind an address: not if it leads to this very machine."""
    return urlsplit(base).hostname not in _THIS_MACHINE


def typed(base: str) -> str:
    """Return an address as people type it where nothing can be scanned."""
    return base.removeprefix("https://").removeprefix("http://")
