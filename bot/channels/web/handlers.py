"""What each address of the chat answers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from bot.channels.web import forms, pages, stream
from bot.channels.web.bubbles import Bubble, Drawer
from bot.channels.web.chat import WebChat
from bot.channels.web.media import Media
from bot.channels.web.visitor import Visitor, visitor
from bot.dialogue.messages import Address, Incoming, Opened
from bot.webkit import errors, pace

HISTORY = 60
"""Lines that a page shows at first."""
ALL_HISTORY = 2_000

_FRESH = {"cache-control": "no-store", "vary": "Cookie", **errors.OURS}
_STREAM = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no", **errors.OURS}

_OPEN_KEY = "open"
_NOW_SEE = "/#cuoi"
_NOW_SEE_UNLESS_COOKIES_ARE_OFF = "/?nho=1#cuoi"


@dataclass(frozen=True, slots=True)
class Handlers:
    """The chat over HTTP."""

    chat: WebChat
    media: Media
    drawer: Drawer

    async def page(self, request: Request) -> Response:
        """Show the chat. Never changes anything: a preview of a link in Zalo or Facebook fetches it too."""
        who = visitor(request, self.chat.https)
        query = request.query_params
        opened = forms.opened(query.get)
        talk_id = None if who.is_new else await self.chat.find(who.address)
        limit = ALL_HISTORY if "cu" in query else HISTORY
        lines = [] if talk_id is None else await self.chat.lines(talk_id, 0, limit)
        html = pages.chat_page(
            pages.ChatPage(
                place=self.chat.place,
                bubbles=self._greeting(opened) if talk_id is None else self.drawer.draw(lines),
                is_known=talk_id is not None,
                opened=opened,
                has_older=bool(lines) and lines[0].seq > 1 and limit == HISTORY,
                is_embedded=_is_embedded(request),
                lacks_cookies=who.is_new and "nho" in query,
            )
        )
        response = HTMLResponse(html, headers=_FRESH)
        who.remember(response)
        return response

    async def receive(self, request: Request) -> Response:
        """Take one message, and answer with what it led to."""
        try:
            form = await forms.read(request)
        except ClientDisconnect:  # The network went away while the message was on its way; nobody waits for an answer.
            return Response(status_code=400)
        who = visitor(request, self.chat.https)
        try:
            talk_id = await self._take(request, who.address, form)
            response = await self._answer(request, who, form, talk_id)
        except self.chat.busy:
            response = _busy(request, form)
        who.remember(response)
        return response

    async def fetch(self, request: Request) -> Response:
        """Answer with the lines above a number, once."""
        talk_id = await self._talk_of(request)
        if talk_id is None:
            return Response(status_code=204, headers=_FRESH)
        page = forms.page_id(request.query_params.get("page"))
        return await self._fragment(talk_id, forms.number(request.query_params.get("after")), page)

    async def follow(self, request: Request) -> Response:
        """Answer with the lines above a number, and go on as more come."""
        talk_id = await self._talk_of(request)
        if talk_id is None:
            return Response(status_code=204, headers=_FRESH)
        if self.chat.hub.closed:
            return errors.response(request, 503)
        after = forms.number(request.headers.get("last-event-id") or request.query_params.get("after"))
        page = forms.page_id(request.query_params.get("page"))
        return StreamingResponse(
            stream.events(self.chat, self.drawer, talk_id, after, page),
            media_type="text/event-stream",
            headers=_STREAM,
        )

    async def picture(self, request: Request) -> Response:
        """Answer with a picture of the course."""
        return await self.media.picture_file(request.path_params["name"], request.query_params.get("v"))

    async def recording(self, request: Request) -> Response:
        """Answer with a recording of the course."""
        return self.media.recording_file(request.path_params["name"], request.query_params.get("v"))

    def _greeting(self, opened: Opened) -> Sequence[Bubble]:
        return self.drawer.greet(self.chat.preview(opened))

    async def _talk_of(self, request: Request) -> int | None:
        who = visitor(request, self.chat.https)
        return None if who.is_new else await self.chat.find(who.address)

    async def _take(self, request: Request, address: Address, form: forms.Form) -> int | None:
        """Run what the person did; somebody new opens the chat first, as the page has shown it."""
        talk_id = await self.chat.find(address)
        if form.action is None:
            return talk_id
        if talk_id is None:
            if not await pace.may_begin(request):
                raise HTTPException(429, headers=pace.WAIT)
            talk_id = await self.chat.take(Incoming(address, _OPEN_KEY, form.opened))
            if isinstance(form.action, Opened):
                self.chat.hub.ring(talk_id)
                return talk_id
        talk_id = await self.chat.take(Incoming(address, form.key, form.action))
        self.chat.hub.ring(talk_id)
        return talk_id

    async def _answer(self, request: Request, who: Visitor, form: forms.Form, talk_id: int | None) -> Response:
        if not errors.is_from_script(request):
            where = _NOW_SEE_UNLESS_COOKIES_ARE_OFF if who.is_new else _NOW_SEE
            return RedirectResponse(where, 303, _FRESH)
        if talk_id is None:
            return HTMLResponse("", headers=_FRESH)
        return await self._fragment(talk_id, form.after, form.page)

    async def _fragment(self, talk_id: int, after: int, page: str = "") -> Response:
        found = await stream.new_bubbles(self.chat, self.drawer, talk_id, after)
        self.chat.hub.saw(talk_id, page, max((seq for seq, _ in found), default=0))
        return HTMLResponse("".join(html for _, html in found), headers=_FRESH)


def patient(
    chat: WebChat, handler: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that asks to wait where the storage is busy, instead of failing."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except chat.busy:
            return errors.response(request, 503)

    return answer


def _busy(request: Request, form: forms.Form) -> Response:
    """Ask to wait. Our script keeps the message by itself; without it the page does."""
    if errors.is_from_script(request):
        return errors.response(request, 503)
    headers = {**_FRESH, "retry-after": str(errors.RETRY_AFTER_SECONDS)}
    return HTMLResponse(pages.busy_page(form), 503, headers)


def _is_embedded(request: Request) -> bool:
    """Return True if another site shows the page in a frame, where a SameSite cookie does not come along."""
    headers = request.headers
    return headers.get("sec-fetch-dest") == "iframe" and headers.get("sec-fetch-site") == "cross-site"
