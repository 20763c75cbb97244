"""Where Zalo delivers to: every event is in the store before Zalo hears that we have it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

import structlog
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.asides import Aside, Asides
from bot.channels.receiving import Received, Reception, TryAgain, Unknown
from bot.channels.zalo_oa import signature
from bot.channels.zalo_oa.parsing import CHANNEL, parse

PATH = "/webhook/zalo-oa"

_LATER = {"retry-after": "5"}

log = structlog.get_logger()


def routes(
    *,
    account: str,
    app_id: str,
    webhook_secret: str,
    app_secret: str,
    reception: Reception,
    asides: Asides,
    is_stopping: Callable[[], bool],
) -> list[Route]:
    """
    Return the route that takes events.

    Args:
        account: the official account that they are for.
        app_id: of the app that the account has consented to.
        webhook_secret: what Zalo signs with: the “OA Secret Key” on the console's page about the webhook.
        app_secret: what it does not sign with; asked only to tell what is wrong where the other one does not fit.
        reception: takes what was done.
        asides: answers what belongs to no conversation.
        is_stopping: tells whether the program takes nothing more.
    """
    if not webhook_secret:
        raise ValueError("a webhook needs a secret, or anybody could deliver to it")
    turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
    ids = {"app_id": app_id, "oa_id": account}
    secrets = {"webhook_secret": webhook_secret, "app_secret": app_secret}

    async def deliver(request: Request) -> Response:
        if is_stopping():
            return Response(status_code=503, headers=_LATER)
        try:
            raw = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        header = request.headers.get(signature.HEADER, "")
        if not signature.is_genuine(header, raw, app_id, webhook_secret):
            would = signature.matching(header, raw, ids, secrets)
            log.warning("zalo_oa.signature_refused", is_signed=bool(header), would_match=", ".join(would) or "nothing")
            return Response(status_code=403)
        event = _event(raw)
        if event is None:
            return Response(status_code=400)
        received = parse(event, account)
        if isinstance(received, Aside):
            return Response(background=BackgroundTask(asides.answer, received))
        if received is not None:
            try:
                # Several deliveries may be under way at once, in whatever order their answers are ready.
                async with turns.setdefault(_lane(received), asyncio.Lock()):
                    await reception.receive(received)
            except TryAgain:
                return Response(status_code=503, headers=_LATER)
        return Response()

    return [Route(PATH, deliver, methods=["POST"], name=CHANNEL)]


def _lane(received: Received) -> str:
    """Return what events are taken one after the other for: the chat that they come from."""
    return received.key if isinstance(received, Unknown) else received.address.external_id


def _event(raw: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
