"""Where the platform delivers to: every event is in the store before the platform hears that we have it."""

import asyncio
import hmac
import json
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.asides import Aside, Asides
from bot.channels.receiving import Reception, TryAgain
from bot.channels.zalo_bot.parsing import NAME, parse
from bot.dialogue.messages import Incoming

PATH = "/webhook/zalo-bot"
SECRET_HEADER = "x-bot-api-secret-token"  # noqa: S105 - the name of the header
SECRET_LENGTHS = range(8, 257)
"""How long the platform lets a secret be."""

_LARGEST = 256 * 1024
"""Bytes; real events have fewer than 500."""
_LATER = {"retry-after": "5"}


class _Desk:
    """Takes what is delivered; what belongs to one chat in the order in which it came."""

    def __init__(self, account: str, reception: Reception, asides: Asides) -> None:
        self._account = account
        self._reception = reception
        self._asides = asides
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, event: dict[str, Any]) -> Response:
        received = parse(event, self._account)
        if received is None:
            return Response()
        if isinstance(received, Aside):
            return Response(background=BackgroundTask(self._asides.answer, received))
        lane = received.address.external_id if isinstance(received, Incoming) else received.key
        try:
            # Several deliveries may be under way at once, in whatever order their answers are ready.
            async with self._turns.setdefault(lane, asyncio.Lock()):
                await self._reception.receive(received)
        except TryAgain:
            return Response(status_code=503, headers=_LATER)
        return Response()


def routes(
    account: str, secret: str, reception: Reception, asides: Asides, is_stopping: Callable[[], bool]
) -> list[Route]:
    """
    Return the route that takes events.

    Args:
        account: the bot that they are for.
        secret: what the platform shows when it delivers.
        reception: takes what was done.
        asides: answers what belongs to no conversation.
        is_stopping: tells whether the program takes nothing more.
    """
    if len(secret) not in SECRET_LENGTHS:
        raise ValueError("a secret of a webhook of Zalo Bot has 8 to 256 characters")
    expected = secret.encode()
    desk = _Desk(account, reception, asides)

    async def deliver(request: Request) -> Response:
        # Headers are bytes, which Starlette reads as Latin-1.
        shown = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(shown, expected):
            return Response(status_code=403)
        if is_stopping():
            return Response(status_code=503, headers=_LATER)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        if not body:  # The platform tries an address out when it is told of it.
            return Response()
        event = _parsed(body)
        return await desk.take(event) if isinstance(event, dict) else Response(status_code=400)

    return [Route(PATH, deliver, methods=["POST"], name=NAME)]


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


async def _read(request: Request) -> bytes | None:
    """Return the body of a request, None as soon as it is too large."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return None
    return bytes(body)
