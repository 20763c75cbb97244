"""What the QR codes of the office lead to."""

from urllib.parse import urlsplit

from bot.office.door import Visit

_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1", None})


def public_base(visit: Visit) -> str:
    """Return the address under which people reach the chat, without a slash at its end."""
    return visit.office.public_url or str(visit.request.base_url).rstrip("/")


def is_reachable(base: str) -> bool:
    """Return whether a phone finds anything behind an address: not if it leads to this very machine."""
    return urlsplit(base).hostname not in _THIS_MACHINE


def typed(base: str) -> str:
    """Return an address as people type it where nothing can be scanned."""
    return base.removeprefix("https://").removeprefix("http://")
