"""
How fast one internet address may send: generous for a class of thirty behind one connection, too slow for a script.

What is refused gets 429 with the seconds to wait; our page keeps the message and sends it again by itself.
"""

import ipaddress
from collections.abc import Mapping

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.webkit import errors

MESSAGES = "300 per minute"
NEWCOMERS = "120 per 10 minutes"
"""Posts that begin a conversation; only the chat knows which do, so it asks with `may_begin`."""

WAIT: Mapping[str, str] = {"retry-after": "20"}

_MAY_BEGIN = "may_begin"
_HOUSEHOLD = 64
"""Bits of an address of version 6 that one household shares; it has the others to itself."""


class Pace:
    """ASGI middleware that counts posts per internet address."""

    def __init__(self, app: ASGIApp, messages: str = MESSAGES, newcomers: str = NEWCOMERS) -> None:
        self._app = app
        self._messages, self._newcomers = parse(messages), parse(newcomers)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or ask its sender to wait."""
        if scope["type"] == "http" and scope["method"] == "POST":
            request = Request(scope)
            who = _sender(request)
            if not await self._limiter.hit(self._messages, "message", who):
                await errors.response(request, 429, WAIT)(scope, receive, send)
                return
            scope.setdefault("state", {})[_MAY_BEGIN] = lambda: self._limiter.hit(self._newcomers, "newcomer", who)
        await self._app(scope, receive, send)


async def may_begin(request: Request) -> bool:
    """Count a conversation that is about to begin; return False if its sender has begun too many."""
    ask = getattr(request.state, _MAY_BEGIN, None)
    return ask is None or await ask()


def _sender(request: Request) -> str:
    host = request.client.host if request.client else "?"
    if ":" not in host:
        return host
    try:
        return str(ipaddress.ip_network(f"{host.partition('%')[0]}/{_HOUSEHOLD}", strict=False))
    except ValueError:
        return host
