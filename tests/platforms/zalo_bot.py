"""
A strict Zalo Bot Platform in this process: it refuses what the platform refuses, and keeps what it accepted.

Where the platform forgives (a field that it does not know, another encoding than JSON), this one does not. What the
platform leaves in the dark, each place says.
"""

import asyncio
import ipaddress
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

TOKEN = "12345689:abc-xyz_of-a-bot-for-tests"
ACCOUNT = "12345689"
ACCOUNT_NAME = "bot.VDKyGxQvc"
FIRST_DATE = 1_789_632_637_199

LONGEST_TEXT = LONGEST_CAPTION = 2000
SECRET_LENGTHS = range(8, 257)
_STYLES = frozenset(
    {"b", "i", "u", "s", "f_13", "f_15", "f_18", "f_20"}
    | {"c_050a19", "c_15a85f", "c_f7b503", "c_f27806", "c_db342e"}
    | {"lst_1", "lst_2", "ind_1", "ind_2", "ind_3", "ind_4", "ind_5"}
)

Params = Mapping[str, Any]
Check = Callable[[Any], bool]


@dataclass
class Refusal(Exception):
    """An answer that is not ok. The status of HTTP may be 200 all the same, and the code may be spelled otherwise."""

    code: int
    description: str
    status: int | None = None
    spelling: str = "error_code"


REFUSALS: Mapping[str, Refusal] = {
    "400": Refusal(400, "Bad request: invalid parameter"),
    "401": Refusal(401, "Unauthorized"),
    "403 blocked": Refusal(403, "Forbidden"),  # What the platform says of somebody who shut us out is not documented.
    "404": Refusal(404, "Not found"),
    "408": Refusal(408, "Request timeout"),
    "409": Refusal(409, "Conflict"),
    "426": Refusal(426, "Daily limit exceeded"),
    "429": Refusal(429, "Quota exceeded"),
    "429 without retry_after": Refusal(429, "Quota exceeded"),
    "5xx": Refusal(500, "Internal server error"),
    "HTTP-200 error": Refusal(400, "Bad request: invalid parameter", status=200),
    "HTTP-200 429": Refusal(429, "Quota exceeded", status=200),
    "errorCode": Refusal(429, "Quota exceeded", status=200, spelling="errorCode"),
    "unknown code": Refusal(-216, "Something else", status=200),
}
HAPPENINGS = (
    "non-JSON",
    "200 non-JSON",
    "403 non-JSON",
    "404 non-JSON",
    "redirect",
    "too long",
    "not an object",
    "no ok",
    "no reason",
    "secrets repeated",
    "200 without result",
    "hang",
    "stops halfway",
    "answer lost after effect",
    "reset before effect",
)
FAILURES = (*REFUSALS, *HAPPENINGS)
"""Everything that a request can be told to meet with."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that was carried out."""

    method: str
    chat_id: str
    """Empty for what concerns no chat."""
    params: Params
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events go."""

    url: str
    secret: str


@dataclass
class FakeZaloBot:
    """One bot on a platform of its own."""

    token: str = TOKEN
    allow_http: bool = False
    """Whether a webhook may be on this machine and without encryption."""
    holds: bool = True
    """Whether a poll waits for an event until `end_polls`; otherwise it ends at once."""

    accepted: list[Accepted] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """What was refused, apart from the failures that were asked for."""
    asked: list[str] = field(default_factory=list)
    """Every method that was called, in order, whatever came of it."""
    connections: list[str] = field(default_factory=list)
    """What each request says about its connection."""
    polls: list[Params] = field(default_factory=list)
    handed_out: list[dict[str, Any]] = field(default_factory=list)
    """The events that were handed out to a poll, and are forgotten here."""
    webhook: Webhook | None = None
    blocked: set[str] = field(default_factory=set)
    """Chats whose people shut the bot out."""
    groups: set[str] = field(default_factory=set)
    url: str = ""
    """What stands before the token in every address, as a setting names it."""

    def __post_init__(self) -> None:
        self._failures: deque[tuple[str, str | None]] = deque()
        self._events: deque[dict[str, Any]] = deque()
        self._undelivered: list[bytes] = []
        self._messages = 0
        self._polling = 0
        self._emptied = 0
        self._fields: dict[str, dict[str, tuple[bool, Check]]] = _fields(self._may_be_webhook)
        self._methods: dict[str, Callable[[Params], Any]] = {
            "getMe": self._get_me,
            "getWebhookInfo": self._get_webhook_info,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "sendMessage": partial(self._send, "sendMessage"),
            "sendPhoto": partial(self._send, "sendPhoto"),
            "sendSticker": partial(self._send, "sendSticker"),
            "sendVoice": self._send_voice,
            "sendChatAction": self._send_chat_action,
        }

    # --- For tests ----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen on a port of this machine."""
        self._news = asyncio.Event()
        self._closing = asyncio.Event()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        app = web.Application()
        app.router.add_route("*", "/bot{rest:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/bot"

    async def stop(self) -> None:
        """Let go of everything that hangs, and end."""
        self._closing.set()
        self._wake()
        await self._session.close()
        await self._runner.cleanup()

    def fail_next(self, failure: str, times: int = 1, method: str | None = None) -> None:
        """Let the next requests, or those of one method, meet with a failure, one of `FAILURES`."""
        if failure not in FAILURES:
            raise ValueError(failure)
        self._failures.extend([(failure, method)] * times)

    def forget_failures(self) -> None:
        """Let no request fail any more."""
        self._failures.clear()

    @property
    def sent(self) -> list[Accepted]:
        """The messages that were sent, in order."""
        return [accepted for accepted in self.accepted if accepted.message_id is not None]

    def message(self, chat_id: str, kind: str = "text", **content: Any) -> dict[str, Any]:
        """Return an event: what somebody did in a private chat."""
        self._messages += 1
        person = {"id": chat_id, "display_name": "Lan", "is_bot": False}
        return {
            "event_name": f"message.{kind}.received",
            "message": {
                "message_id": f"{self._messages:020x}",
                "date": FIRST_DATE + self._messages,
                "from": person,
                "chat": {"id": chat_id, "chat_type": "PRIVATE"},
                **content,
            },
        }

    def said(self, chat_id: str, text: str) -> dict[str, Any]:
        """Return an event with a text."""
        return self.message(chat_id, text=text)

    def queue_update(self, event: dict[str, Any]) -> None:
        """Keep an event until it is asked for."""
        self._events.append(event)
        self._wake()

    def end_polls(self) -> None:
        """Answer the polls that wait as if their time were over."""
        self._emptied += 1
        self._wake()

    async def polled(self, times: int) -> None:
        """Wait until the bot has polled so many times."""
        while len(self.polls) < times:
            await self._news.wait()

    async def was_asked(self, method: str) -> None:
        """Wait until a method was called, whatever came of it."""
        while method not in self.asked:
            await self._news.wait()

    async def post_update(self, event: dict[str, Any], *, wrapped: bool = True, secret: str | None = None) -> int:
        """Deliver an event to the webhook, once, as the manual shows it or bare; return the status of the answer."""
        return await self._post(json.dumps({"ok": True, "result": event} if wrapped else event).encode(), secret)

    async def redeliver(self) -> list[int]:
        """Deliver once more what was not taken. Whether the platform does so is not documented."""
        waiting, self._undelivered = self._undelivered, []
        return [await self._post(body, None) for body in waiting]

    async def probe_webhook(self) -> int:
        """Try the webhook out with an empty body without a type, as was seen when one is set."""
        return await self._post(b"", None)

    # --- Events -------------------------------------------------------------------------------------------------------

    async def _post(self, body: bytes, secret: str | None) -> int:
        if self.webhook is None:
            raise AssertionError("no webhook is set")
        headers = {"X-Bot-Api-Secret-Token": self.webhook.secret if secret is None else secret}
        skip = ["Content-Type"] if not body else []
        if body:
            headers["Content-Type"] = "application/json"
        async with self._session.post(
            self.webhook.url, data=body, headers=headers, skip_auto_headers=skip, allow_redirects=False
        ) as answer:
            if answer.status != 200:
                self._undelivered.append(body)
            return answer.status

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    # --- The platform -------------------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token, _, method = request.match_info["rest"].partition("/")
        self.asked.append(method)
        self._wake()
        self.connections.append(request.headers.get("Connection", ""))
        if token != self.token:  # This has been seen to be no JSON.
            return web.Response(status=401, text="<html>Unauthorized</html>", content_type="text/html")
        failure = self._failure(method)
        try:
            if failure in REFUSALS:
                return _answer(REFUSALS[failure])
            params = await _read(request)
            if failure and failure != "answer lost after effect":
                return await self._happen(failure, request)
            self._check(method, params)
            if method == "getUpdates":
                answer = {"ok": True, "result": await self._get_updates(params)}
            else:
                answer = self._methods[method](params)
        except Refusal as refusal:
            self.refused.append(f"{method}: {refusal.description}")
            return _answer(refusal)
        if failure:
            _hang_up(request)
        return web.json_response(answer)

    def _failure(self, method: str) -> str:
        for place, (failure, only) in enumerate(self._failures):
            if only in (None, method):
                del self._failures[place]
                return failure
        return ""

    async def _happen(self, failure: str, request: web.Request) -> web.StreamResponse:
        page = f"<html>Bad gateway {request.url}</html>"
        match failure:
            case "hang":
                await self._closing.wait()
                _hang_up(request)
            case "reset before effect":
                _hang_up(request)
            case "stops halfway":
                response = web.StreamResponse(headers={"Content-Length": "100"})
                await response.prepare(request)
                await response.write(b'{"ok": true')
                _hang_up(request)
                return response
            case "redirect":
                return web.Response(status=302, headers={"Location": f"{request.url}/elsewhere"})
            case "too long":
                return web.Response(body=json.dumps({"ok": True, "result": "x" * 2**19}).encode())
            case "not an object":
                return web.json_response([{"ok": True, "result": self.token}])
            case "no ok":
                return web.json_response({"message": "Welcome to our network"})
            case "no reason":
                return web.json_response({"ok": False})
            case "200 without result":
                return web.json_response({"ok": True})
            case "secrets repeated":
                secret = self.webhook.secret if self.webhook else ""
                raise Refusal(400, f"No {request.url} {request.rel_url} {self.token} {secret} {await request.text()}")
        status = int(failure[:3]) if failure[:3].isdecimal() else 502
        return web.Response(status=status, text=page, content_type="text/html")

    def _check(self, method: str, params: Params) -> None:
        known = self._fields.get(method)
        if known is None:
            raise Refusal(404, f"Method {method} not found")
        if unknown := params.keys() - known.keys():
            raise Refusal(400, f"unknown {sorted(unknown)}")
        for name, (is_required, is_good) in known.items():
            if (is_required and name not in params) or (name in params and not is_good(params[name])):
                raise Refusal(400, f"invalid {name}")
        if "text_styles" in params and not _are_styles(params["text_styles"], utf16(params["text"])):
            raise Refusal(400, "invalid text_styles")

    def _get_me(self, params: Params) -> dict[str, Any]:
        return _ok(
            {
                "id": "1459232241454765289",
                "account_name": ACCOUNT_NAME,
                "account_type": "BASIC",
                "can_join_groups": False,
            }
        )

    def _get_webhook_info(self, params: Params) -> dict[str, Any]:
        return _ok({"url": self.webhook.url, "updated_at": FIRST_DATE} if self.webhook else {})

    def _set_webhook(self, params: Params) -> dict[str, Any]:
        self._keep("setWebhook", params)
        self.webhook = Webhook(params["url"], params["secret_token"])
        return _ok({"url": params["url"], "updated_at": FIRST_DATE})

    def _delete_webhook(self, params: Params) -> dict[str, Any]:
        self._keep("deleteWebhook", params)
        self.webhook = None
        return _ok({"url": "", "updated_at": FIRST_DATE})

    def _send_chat_action(self, params: Params) -> dict[str, Any]:
        self._keep("sendChatAction", params)
        return {"ok": True}

    def _send(self, method: str, params: Params) -> dict[str, Any]:
        if params["chat_id"] in self.blocked:
            raise REFUSALS["403 blocked"]
        number = len(self.sent) + 1
        message_id = f"82599fa32f56{number:08x}"
        self._keep(method, params, message_id)
        return _ok({"message_id": message_id, "date": FIRST_DATE + number})

    def _send_voice(self, params: Params) -> dict[str, Any]:
        if params["chat_id"] in self.groups:  # It may say ok and deliver nothing.
            return _ok({"message_id": "0" * 20, "date": FIRST_DATE})
        return self._send("sendVoice", params)

    async def _get_updates(self, params: Params) -> dict[str, Any]:
        """Hand one event out and forget it. What the platform does while a webhook is set is not documented."""
        if self.webhook is not None or self._polling:
            raise REFUSALS["409"]
        self._polling += 1
        self.polls.append(params)
        self._wake()
        try:
            emptied = self._emptied
            while not self._events:
                if not self.holds or self._emptied > emptied or self._closing.is_set():
                    raise REFUSALS["408"]
                await self._news.wait()
        finally:
            self._polling -= 1
        self.handed_out.append(self._events.popleft())
        return self.handed_out[-1]

    def _keep(self, method: str, params: Params, message_id: str | None = None) -> None:
        self.accepted.append(Accepted(method, params.get("chat_id", ""), params, message_id))

    def _may_be_webhook(self, url: Any) -> bool:
        if not _is_web(url):
            return False
        return self.allow_http or (url.startswith("https://") and _is_public(urlsplit(url).hostname or ""))


# --- What a request has to be -----------------------------------------------------------------------------------------


def utf16(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fields(may_be_webhook: Check) -> dict[str, dict[str, tuple[bool, Check]]]:
    """Return what each method takes: whether it must be there, and what it has to be."""
    chat = {"chat_id": (True, _is_text(200))}
    caption = _is_text(LONGEST_CAPTION)
    return {
        "getMe": {},
        "getUpdates": {"timeout": (False, _is_timeout)},
        "setWebhook": {"url": (True, may_be_webhook), "secret_token": (True, _is_secret)},
        "deleteWebhook": {},
        "getWebhookInfo": {},
        "sendMessage": {
            **chat,
            "text": (True, _is_text(LONGEST_TEXT)),
            "parse_mode": (False, lambda mode: mode in ("markdown", "html")),
            "text_styles": (False, lambda styles: isinstance(styles, list)),
        },
        "sendPhoto": {**chat, "photo": (True, _is_web), "caption": (False, caption)},
        "sendSticker": {**chat, "sticker": (True, _is_text(200))},
        "sendVoice": {**chat, "voice_url": (True, lambda url: _is_web(url) and url.endswith(".aac"))},
        "sendChatAction": {**chat, "action": (True, lambda action: action == "typing")},
    }


def _is_text(longest: int) -> Check:
    return lambda value: isinstance(value, str) and 1 <= utf16(value) <= longest


def _is_secret(value: Any) -> bool:
    return isinstance(value, str) and len(value) in SECRET_LENGTHS


def _is_timeout(value: Any) -> bool:
    """Return whether this may be a time: the manual's table calls it a text, its example is a number."""
    return (isinstance(value, str) and value.isdecimal()) or type(value) is int


def _is_web(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(sign.isspace() for sign in value)


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))


def _are_styles(styles: list[Any], length: int) -> bool:
    return all(_is_style(style, length) for style in styles)


def _is_style(style: Any, length: int) -> bool:
    if not isinstance(style, dict) or style.keys() != {"start", "len", "st"}:
        return False
    start, extent, codes = style["start"], style["len"], style["st"]
    if type(start) is not int or type(extent) is not int or not isinstance(codes, list):
        return False
    return start >= 0 and extent > 0 and start + extent <= length and bool(codes) and all(map(_is_code, codes))


def _is_code(code: Any) -> bool:
    return isinstance(code, str) and code in _STYLES


# --- Answers ----------------------------------------------------------------------------------------------------------


async def _read(request: web.Request) -> Params:
    if request.method != "POST" or request.content_type != "application/json":
        raise Refusal(400, "send JSON by POST")
    try:
        params = json.loads(await request.read())
    except ValueError:
        params = None
    if not isinstance(params, dict):
        raise Refusal(400, "no object")
    return params


def _ok(result: Any) -> dict[str, Any]:
    return {"ok": True, "result": result}


def _answer(refusal: Refusal) -> web.Response:
    body = {"ok": False, refusal.spelling: refusal.code, "description": refusal.description}
    return web.json_response(body, status=refusal.status or refusal.code)


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
