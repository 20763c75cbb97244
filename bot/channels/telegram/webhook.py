"""Where Telegram delivers to: every update is in the store before Telegram hears that we have it."""

import hmac
import json
from collections.abc import Callable
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.asides import Aside, Asides
from bot.channels.receiving import Reception, TryAgain
from bot.channels.telegram.parsing import callback_id, parse

PATH = "/webhook/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of the header

_LATER = {"retry-after": "5"}


def routes(
    account: str, secret: str, reception: Reception, asides: Asides, is_stopping: Callable[[], bool]
) -> list[Route]:
    """
    Return the route that takes updates.

    Args:
        account: the bot that they are for.
        secret: what Telegram proves itself with.
        reception: takes what was done.
        asides: answers what belongs to no conversation.
        is_stopping: tells whether the program takes nothing more.
    """
    if not secret:
        raise ValueError("a webhook needs a secret, or anybody could deliver to it")
    expected = secret.encode()

    async def deliver(request: Request) -> Response:
        # Headers are bytes, which Starlette reads as Latin-1.
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        if is_stopping():
            return Response(status_code=503, headers=_LATER)
        update = await _update(request)
        if update is None:
            return Response(status_code=400)
        received = parse(update, account)
        if isinstance(received, Aside):
            return _taken(update, BackgroundTask(asides.answer, received))
        if received is not None:
            try:
                await reception.receive(received)
            except TryAgain:
                return Response(status_code=503, headers=_LATER)
        return _taken(update)

    return [Route(PATH, deliver, methods=["POST"], name="telegram")]


async def _update(request: Request) -> dict[str, Any] | None:
    """Return the update that was delivered; None if what came is none."""
    try:
        update = json.loads(await request.body())
    except (ClientDisconnect, ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) else None


def _taken(update: dict[str, Any], afterwards: BackgroundTask | None = None) -> Response:
    """Return that an update was taken. A pressed button is answered along with it, which saves a request."""
    pressed = callback_id(update)
    if pressed is None:
        return Response(background=afterwards)
    answer = json.dumps({"method": "answerCallbackQuery", "callback_query_id": pressed})
    return Response(answer, media_type="application/json", background=afterwards)
