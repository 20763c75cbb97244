"""
What platforms deliver to, in front of everything that guards the pages.

A platform proves itself by its secret, sends no form and needs no page: whatever protects people from forged forms,
hurries and large answers would only be in its way, at every message.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/webhook/"
BODY_LIMIT = 1024 * 1024
"""Bytes; an update of a platform is far smaller."""


class Hooks:
    """ASGI application: webhooks by themselves, everything else to the app behind."""

    def __init__(self, routes: Sequence[Route], pages: ASGIApp) -> None:
        self._endpoints = {route.path: route.endpoint for route in routes}
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse a body without a length or with too much of it."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._pages(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        endpoint = self._endpoints.get(request.scope["path"])
        length = request.headers.get("content-length", "")
        if endpoint is None:
            return Response(status_code=404)
        if request.method != "POST":
            return Response(status_code=405)
        if not length.isdecimal():
            return Response(status_code=411)
        if int(length) > BODY_LIMIT:
            return Response(status_code=413)
        response: Response = await endpoint(request)
        return response
