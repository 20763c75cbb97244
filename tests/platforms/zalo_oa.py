"""
A strict Zalo for official accounts in this process: its API, its server for tokens, and its events.

It refuses what Zalo refuses, with Zalo's codes, and keeps what it accepted. Where the manual is silent (the codes of
the server for tokens, what an answer to a bad upload says), the fake says something of the same kind.
"""

import asyncio
import base64
import hashlib
import json
import unicodedata
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import BodyPartReader, web

OA_ID = "388613280878808645"
APP_ID = "3608465248940903967"
APP_SECRET = "aPpSeCrEt0fTheFakeApp"
WEBHOOK_SECRET = "wEbHoOkSeCrEt0fTheFakeOA"
NAME = "Học Số xã Mẫu"
START = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)

LONGEST_TEXT = 2000
MOST_BUTTONS = 5
LONGEST_TITLE = 100
LONGEST_PAYLOAD = 1000
LARGEST_PICTURE = 1024 * 1024
LARGEST_FILE = 5 * 1024 * 1024
FREE_MESSAGES = 8
FREE = timedelta(hours=48)
WINDOW = timedelta(days=7)
UPLOAD_LIFE = timedelta(days=7)
ACCESS_SECONDS = 90_000
REFRESH_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)
LONG_ENOUGH = 10.0
"""Seconds after which a test that waits has failed."""

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_FILES = (".pdf", ".doc", ".docx", ".csv")
_QUERIES = {"oa.query.show", "oa.query.hide"}

Params = Mapping[str, Any]


@dataclass
class Refusal(Exception):
    """An answer whose `error` is not 0."""

    code: int
    words: str


REFUSALS: Mapping[str, Refusal] = {
    "429 without retry_after": Refusal(-32, "Your application reached limit call api"),
    "HTTP-200 error": Refusal(-200, "Send message failed"),
    "403 blocked": Refusal(-244, "User has restricted this message type from your OA"),
    "400": Refusal(-210, "Parameter exceeds allowable limit"),
    "-32 OA": Refusal(-32, "Your OA reached limit call api"),
    "-32 quota": Refusal(-32, "Your OA reached limit quota of this month"),
    "-100": Refusal(-100, "attachment_id was expired"),
    "-201": Refusal(-201, "attachment is invalid!"),
    "-204": Refusal(-204, "Offical Account is disable"),
    "-205": Refusal(-205, "Offical Account is not exist"),
    "-209": Refusal(-209, "Not supported this api"),
    "-211": Refusal(-211, "Out of quota"),
    "-212": Refusal(-212, "App has not registed this api"),
    "-213": Refusal(-213, "User has not followed OA"),
    "-214": Refusal(-214, "Article is being processed"),
    "-216": Refusal(-216, "Access token is invalid"),
    "-217": Refusal(-217, "User has blocked invitation from OA"),
    "-218": Refusal(-218, "Out of quota receive"),
    "-219": Refusal(-219, "App is removed or disabled"),
    "-220": Refusal(-220, "access_token is expired or removed"),
    "-221": Refusal(-221, "The OA needs to be verified to use this feature"),
    "-223": Refusal(-223, "Official Account has not authorized this API"),
    "-223 quota": Refusal(-223, "Your OA has reach the limit quota create article"),
    "-224": Refusal(-224, "The OA needs to upgrade OA Tier Package to use this feature"),
    "-227": Refusal(-227, "User is banned or has been inactive for more than 45 days"),
    "-230": Refusal(-230, "User has not interacted with the OA in the past 7 days"),
    "-232": Refusal(-232, "User has not interacted with the OA, or the last interaction has expired"),
    "-233": Refusal(-233, "message type is invalid or not support"),
    "-234": Refusal(-234, "This message cannot be sent at night (10:00PM - 6:00AM)"),
    "-235": Refusal(-235, "This API does not support this type of OA"),
    "-240": Refusal(-240, "MessageV2 API has been shut down, please switch to MessageV3"),
    "-242": Refusal(-242, "Invalid appsecret_proof provided in the API argument"),
    "-248": Refusal(-248, "Violates our platform standards"),
    "-320": Refusal(-320, "Your app needs to connect with Zalo Cloud Account to use paid features"),
    "-321": Refusal(-321, "Zalo Cloud Account associated with this app is out of money or unable to be charged"),
    "unheard of": Refusal(-987, "Something new"),
}
HAPPENINGS = (
    "429",
    "5xx",
    "non-JSON",
    "200 non-JSON",
    "200 without error",
    "not an object",
    "too long",
    "redirect",
    "stops halfway",
    "secrets repeated",
    "hang",
    "answer lost after effect",
    "reset before effect",
)
FAILURES = (*REFUSALS, *HAPPENINGS)
"""Everything that a request can be told to meet with."""

MESSAGE = "/v3.0/oa/message/cs"
UPLOAD_PICTURE = "/v2.0/oa/upload/image"
UPLOAD_FILE = "/v2.0/oa/upload/file"
ACCOUNT = "/v2.0/oa/getoa"
TOKEN = "/v4/oa/access_token"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that was carried out."""

    method: str
    chat_id: str
    """Empty for what concerns no chat."""
    params: Params
    """Of a message its `message`; of an upload the name, the type and the size of the file."""
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens as the server hands them out."""

    access: str
    refresh: str
    expires_at: datetime
    """When the access token ends."""
    refresh_until: datetime


@dataclass
class Person:
    """What Zalo knows of somebody."""

    last_in_at: datetime
    sent: int = 0
    """How many messages since."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is known for a while."""

    kind: str
    until: datetime


@dataclass
class FakeZaloOA:
    """One official account, one app, and the people who talk to it."""

    supports_buttons: bool = False
    knows_everybody: bool = False
    """Whether somebody who was never heard of counts as one who has just written."""
    package: int = 500
    """How many messages beyond the free ones may be paid for."""
    now: datetime = START
    said_to_last: Any = str(ACCESS_SECONDS)
    """Seconds that the server for tokens says of a pair, which lasts as long as ever."""

    accepted: list[Accepted] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Where every request went."""
    tokens_shown: list[str] = field(default_factory=list)
    """The access tokens that requests came with."""
    refused: list[str] = field(default_factory=list)
    """What was refused, apart from the failures that were asked for."""
    refreshes: list[str] = field(default_factory=list)
    """The refresh tokens that were used up."""
    ports: list[int] = field(default_factory=list)
    """Where whoever wanted tokens came from."""
    paid: int = 0
    """How many messages cost money."""
    blocked: set[str] = field(default_factory=set)
    """Those who have shut the account out."""
    webhook: str = ""
    """Where events go; set by hand, as in the console."""
    url: str = ""
    """The base of the API, and of the server for tokens."""

    def __post_init__(self) -> None:
        self._failures: deque[tuple[str, str]] = deque()
        self._pair: Pair | None = None
        self._ended: set[str] = set()
        self._codes: dict[str, tuple[str, datetime]] = {}
        self._people: dict[str, Person] = {}
        self._uploads: dict[str, Upload] = {}
        self._undelivered: list[tuple[dict[str, Any], int]] = []
        self._count = 0
        self._issued: list[Pair] = []
        self._hold: asyncio.Event | None = None
        self._news = asyncio.Event()
        self._stumbled: list[str] = []

    # --- For tests ----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen on a port of this machine."""
        self._closing = asyncio.Event()
        # Whoever is delivered to may close a connection after each answer.
        fresh = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(connector=fresh, timeout=aiohttp.ClientTimeout(total=30))
        app = web.Application(client_max_size=2 * LARGEST_FILE)
        app.router.add_route("*", "/{rest:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Let go of everything that hangs, and end; complain if it was not Zalo's part that was played."""
        self._closing.set()
        self.release()
        await self._session.close()
        await self._runner.cleanup()
        if self._stumbled:
            raise AssertionError(f"the fake has stumbled: {self._stumbled}")

    def clock(self) -> datetime:
        """Return what time it is."""
        return self.now

    def fail_next(self, failure: str, times: int = 1, path: str = "") -> None:
        """Let the next requests, or those to one path, meet with a failure, one of `FAILURES`."""
        if failure not in FAILURES:
            raise ValueError(failure)
        self._failures.extend([(failure, path)] * times)

    async def asked_for(self, path: str, times: int = 1) -> None:
        """Wait until so many requests have come to a path; complain if none does."""
        async with asyncio.timeout(LONG_ENOUGH):
            while self.asked.count(path) < times:
                await self._news.wait()

    def hold(self) -> None:
        """Hold back whoever wants tokens, until `release`."""
        self._hold = asyncio.Event()

    def release(self) -> None:
        """Let them go on."""
        if self._hold is not None:
            self._hold.set()
        self._hold = None

    def sign_in(self) -> Pair:
        """Return a new pair, as the console shows one; the pair before is dead."""
        return self._issue()

    def consent(self, verifier: str) -> str:
        """Return the code that an administrator's consent leads to."""
        self._count += 1
        code = f"consent-code-{self._count:04}"
        self._codes[code] = (_challenge(verifier), self.now + CODE_LIFE)
        return code

    def forget_uploads(self) -> None:
        """Know none of the files any more that were uploaded."""
        self._uploads.clear()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must be seen nowhere."""
        tokens = (token for pair in self._issued for token in (pair.access, pair.refresh))
        return (APP_SECRET, WEBHOOK_SECRET, *tokens, *self._codes)

    @property
    def sent(self) -> list[Accepted]:
        """The messages that were sent, in order."""
        return [accepted for accepted in self.accepted if accepted.message_id is not None]

    # --- Events -------------------------------------------------------------------------------------------------------

    def said(self, chat_id: str, text: str) -> dict[str, Any]:
        """Return an event with a text that somebody has just sent."""
        return self.message(chat_id, "text", text=text)

    def message(self, chat_id: str, kind: str, **content: Any) -> dict[str, Any]:
        """Return an event with something that somebody has just sent."""
        self._count += 1
        self._interact(chat_id)
        return {
            "app_id": APP_ID,
            "user_id_by_app": "552177279717587730",
            "event_name": f"user_send_{kind}",
            "timestamp": self._moment(),
            "sender": {"id": chat_id},
            "recipient": {"id": OA_ID},
            "message": {"msg_id": f"96d3cdf3{self._count:012x}", **content},
        }

    def pressed(self, chat_id: str, payload: str) -> dict[str, Any]:
        """Return the event of a pressed button: its payload, as if it had been typed."""
        return self.said(chat_id, payload)

    def followed(self, chat_id: str) -> dict[str, Any]:
        """Return the event of somebody who follows the account from now on."""
        self.blocked.discard(chat_id)
        self._interact(chat_id)
        return self._follower("follow", chat_id)

    def unfollowed(self, chat_id: str) -> dict[str, Any]:
        """Return the event of somebody who does not follow the account any more."""
        self.blocked.add(chat_id)
        return self._follower("unfollow", chat_id)

    def signed(
        self, event: Mapping[str, Any], *, first: str = APP_ID, secret: str = WEBHOOK_SECRET
    ) -> tuple[bytes, str]:
        """Return the body of an event, and the signature that goes with it."""
        raw = json.dumps(event, ensure_ascii=False).encode()
        return raw, mac(raw, str(event["timestamp"]), first, secret)

    async def post_update(
        self, event: dict[str, Any], *, first: str = APP_ID, secret: str = WEBHOOK_SECRET, signature: str | None = None
    ) -> int:
        """Deliver an event to the webhook, once; return the status of the answer."""
        return await self._post(event, 0, first, secret, signature)

    async def redeliver(self) -> list[int]:
        """Deliver once more what was not taken, saying so."""
        waiting, self._undelivered = self._undelivered, []
        return [await self._post(event, tries + 1, APP_ID, WEBHOOK_SECRET, None) for event, tries in waiting]

    def _follower(self, name: str, chat_id: str) -> dict[str, Any]:
        return {
            "app_id": APP_ID,
            "user_id_by_app": "552177279717587730",
            "event_name": name,
            "source": "oa_profile",
            "timestamp": self._moment(),
            "oa_id": OA_ID,
            "follower": {"id": chat_id},
        }

    def _interact(self, chat_id: str) -> None:
        self._people[chat_id] = Person(self.now)

    def _moment(self) -> str:
        return str(int(self.now.timestamp() * 1000) + self._count)

    async def _post(self, event: dict[str, Any], tries: int, first: str, secret: str, signature: str | None) -> int:
        if not self.webhook:
            raise AssertionError("no webhook is set")
        raw, given = self.signed(event, first=first, secret=secret)
        headers = {"Content-Type": "application/json", "X-ZEvent-Signature": given if signature is None else signature}
        if tries:
            headers["num_retry"] = str(tries)
        async with self._session.post(self.webhook, data=raw, headers=headers, allow_redirects=False) as answer:
            if answer.status != 200:
                self._undelivered.append((event, tries))
            return answer.status

    # --- Requests -----------------------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self._news.set()
        self._news = asyncio.Event()
        try:
            return await self._answer(request)
        except Exception as problem:
            self._stumbled.append(repr(problem))
            raise

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        carry_out = self._way(request)
        failure = self._failure(request.path)
        try:
            if failure in REFUSALS:
                return _no(REFUSALS[failure])
            if failure and failure != "answer lost after effect":
                return await self._happen(failure, request)
            if carry_out is None:
                return web.json_response({"error": 404, "message": "You currently access to an empty api"})
            answer = await carry_out(request)
        except Refusal as refusal:
            self.refused.append(f"{request.path}: {refusal.code} {refusal.words}")
            return _no(refusal)
        if failure:
            _hang_up(request)
        return web.json_response(answer)

    def _way(self, request: web.Request) -> Callable[[web.Request], Awaitable[Any]] | None:
        ways: dict[tuple[str, str], Callable[[web.Request], Awaitable[Any]]] = {
            ("POST", MESSAGE): self._send,
            ("POST", UPLOAD_PICTURE): self._upload_picture,
            ("POST", UPLOAD_FILE): self._upload_file,
            ("GET", ACCOUNT): self._get_account,
            ("POST", TOKEN): self._exchange,
        }
        return ways.get((request.method, request.path))

    def _failure(self, path: str) -> str:
        for place, (failure, only) in enumerate(self._failures):
            if only in ("", path):
                del self._failures[place]
                return failure
        return ""

    async def _happen(self, failure: str, request: web.Request) -> web.StreamResponse:
        body = (await request.read()).decode(errors="replace")
        page = f"<html>Bad gateway {dict(request.headers)} {body}</html>"
        match failure:
            case "hang":
                await self._closing.wait()
                _hang_up(request)
            case "reset before effect":
                _hang_up(request)
            case "stops halfway":
                response = web.StreamResponse(headers={"Content-Length": "100"})
                await response.prepare(request)
                await response.write(b'{"error": 0')
                _hang_up(request)
                return response
            case "429":
                return web.Response(status=429, headers={"Retry-After": "7"}, text=page, content_type="text/html")
            case "200 non-JSON":
                return web.Response(text=page, content_type="text/html")
            case "200 without error":
                return web.json_response({"message": "Success", "page": page})
            case "not an object":
                return web.json_response([{"error": 0, "page": page}])
            case "too long":
                return web.json_response({"error": 0, "message": "x" * 2**19})
            case "redirect":
                return web.Response(status=302, headers={"Location": f"{request.url}/elsewhere"})
            case "secrets repeated":
                shown = [request.headers[name] for name in ("access_token", "secret_key") if name in request.headers]
                raise Refusal(-201, f"{' '.join(shown)} {body} is invalid!")
        return web.Response(status=502, text=page, content_type="text/html")

    def _check_access(self, request: web.Request) -> None:
        """Refuse whoever does not show a valid token, bare and in a header of its own."""
        token = request.headers.get("access_token", "")
        self.tokens_shown.append(token)
        if "Authorization" in request.headers or self._pair is None or token != self._pair.access:
            raise REFUSALS["-220" if token in self._ended else "-216"]
        if self.now >= self._pair.expires_at:
            raise REFUSALS["-220"]

    # --- Messages -----------------------------------------------------------------------------------------------------

    async def _send(self, request: web.Request) -> Any:
        self._check_access(request)
        body = await _json(request)
        _fields(body, "body", {"recipient", "message"})
        _fields(body["recipient"], "recipient", {"user_id"})
        chat_id, said = body["recipient"]["user_id"], body["message"]
        if not isinstance(chat_id, str) or not chat_id.isdecimal():
            raise Refusal(-201, "user_id is invalid!")
        self._check_message(said)
        quota = self._take_quota(chat_id)
        self._count += 1
        message_id = f"a4d0243feee1{self._count:08x}"
        self.accepted.append(Accepted("message/cs", chat_id, said, message_id))
        data = {"message_id": message_id, "user_id": chat_id, "sent_time": self._moment(), "quota": quota}
        return _yes(data)

    def _take_quota(self, chat_id: str) -> dict[str, str]:
        """Count a message; refuse it where the person has shut us out, or has been silent for too long."""
        if chat_id in self.blocked:
            raise REFUSALS["-213"]
        if chat_id not in self._people and self.knows_everybody:
            self._interact(chat_id)
        person = self._people.get(chat_id)
        if person is None:
            raise REFUSALS["-232"]
        silent = self.now - person.last_in_at
        if silent > WINDOW:
            raise REFUSALS["-230"]
        if silent <= FREE and person.sent < FREE_MESSAGES:
            person.sent += 1
            return _quota("reply", FREE_MESSAGES - person.sent, FREE_MESSAGES)
        if self.paid == self.package:
            raise REFUSALS["-211"]
        self.paid += 1
        return _quota("sub_quota", self.package - self.paid, self.package)

    def _check_message(self, said: Any) -> None:
        _fields(said, "message", set(), {"text", "attachment"})
        text, attachment = said.get("text"), said.get("attachment")
        if text is not None:
            _text(text, "text", LONGEST_TEXT)
        if attachment is None:
            if text is None:
                raise Refusal(-201, "message is invalid!")
            return
        _fields(attachment, "attachment", {"type", "payload"})
        payload = attachment["payload"]
        match attachment["type"]:
            case "file":
                _fields(payload, "payload", {"token"})
                _fields(said, "message", {"attachment"})
                self._check_upload(payload["token"], "file", "token")
            case "template":
                self._check_template(payload, text)
            case _:
                raise Refusal(-201, "type is invalid!")

    def _check_template(self, payload: Any, text: str | None) -> None:
        _fields(payload, "payload", set(), {"template_type", "elements", "buttons"})
        buttons = payload.get("buttons")
        if buttons is not None and not self.supports_buttons:
            raise Refusal(-201, "attachment.payload.buttons is invalid!")
        if buttons is not None:
            _check_buttons(buttons)
        if "template_type" not in payload:
            # Buttons beneath a text: the one form without a type.
            _fields(payload, "payload", {"buttons"})
            if text is None:
                raise Refusal(-201, "text is invalid!")
            return
        if payload["template_type"] != "media":
            raise REFUSALS["-233"]
        elements = payload.get("elements")
        if not isinstance(elements, list) or len(elements) != 1:
            raise Refusal(-201, "elements is invalid!")
        self._check_picture(elements[0])

    def _check_picture(self, element: Any) -> None:
        where = "attachment_id" if isinstance(element, dict) and "attachment_id" in element else "url"
        _fields(element, "elements", {"media_type", where})
        if element["media_type"] != "image":
            raise Refusal(-201, "media_type is invalid!")
        if where == "attachment_id":
            self._check_upload(element["attachment_id"], "image", "attachment_id")
        elif not (isinstance(element["url"], str) and element["url"].startswith("https://")):
            raise Refusal(-201, "url is invalid!")

    def _check_upload(self, file_id: Any, kind: str, name: str) -> None:
        found = self._uploads.get(file_id) if isinstance(file_id, str) else None
        if found is None and kind == "file":
            raise Refusal(-201, f"{name} is invalid!")
        if found is None or self.now >= found.until:
            raise REFUSALS["-100"]
        if found.kind != kind:
            raise Refusal(-201, f"{name} is invalid!")

    # --- Uploads ------------------------------------------------------------------------------------------------------

    async def _upload_picture(self, request: web.Request) -> Any:
        name, kind, data = await self._uploaded(request)
        if kind not in ("image/png", "image/jpeg") or not data.startswith(_PICTURES):
            raise Refusal(-201, "file is invalid!")
        return self._keep_upload("image", "attachment_id", LARGEST_PICTURE, (name, kind, data))

    async def _upload_file(self, request: web.Request) -> Any:
        name, kind, data = await self._uploaded(request)
        if not name.lower().endswith(_FILES):
            raise Refusal(-201, "file is invalid!")
        return self._keep_upload("file", "token", LARGEST_FILE, (name, kind, data))

    async def _uploaded(self, request: web.Request) -> tuple[str, str, bytes]:
        self._check_access(request)
        if request.content_type != "multipart/form-data":
            raise Refusal(-201, "file is invalid!")
        parts = []
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Refusal(-201, "file is invalid!")
            parts.append((part, bytes(await part.read())))
        if len(parts) != 1 or parts[0][0].name != "file" or not parts[0][0].filename:
            raise Refusal(-201, "file is invalid!")
        part, data = parts[0]
        return part.filename or "", part.headers.get("Content-Type", ""), data

    def _keep_upload(self, kind: str, field: str, largest: int, file: tuple[str, str, bytes]) -> Any:
        name, media_type, data = file
        if not 0 < len(data) <= largest:
            raise REFUSALS["400"]
        self._count += 1
        file_id = f"{kind}-{self._count:04}-{hashlib.sha256(data).hexdigest()[:12]}"
        self._uploads[file_id] = Upload(kind, self.now + UPLOAD_LIFE)
        params = {"name": name, "media_type": media_type, "size": len(data)}
        self.accepted.append(Accepted(f"upload/{kind}", "", params))
        return _yes({field: file_id})

    async def _get_account(self, request: web.Request) -> Any:
        self._check_access(request)
        if set(request.query) - {"data"}:
            raise Refusal(-201, "data is invalid!")
        return _yes({"oaid": OA_ID, "name": NAME, "is_verified": True, "oa_type": 4, "num_follower": 12})

    # --- Tokens -------------------------------------------------------------------------------------------------------

    async def _exchange(self, request: web.Request) -> Any:
        if request.transport is not None:
            self.ports.append(request.transport.get_extra_info("peername")[1])
        if request.content_type != "application/x-www-form-urlencoded":
            raise Refusal(-14001, "Invalid request")
        form = {str(name): str(value) for name, value in (await request.post()).items()}
        if request.headers.get("secret_key") != APP_SECRET or form.pop("app_id", "") != APP_ID:
            raise Refusal(-14004, "Invalid app id or secret key")
        if self._hold is not None:
            await self._hold.wait()
        match form:
            case {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, **rest} if not rest:
                challenge, until = self._codes.pop(code, ("", self.now))
                if challenge != _challenge(verifier) or self.now >= until:
                    raise Refusal(-14019, "Invalid authorization code")
            case {"grant_type": "refresh_token", "refresh_token": token, **rest} if not rest:
                if self._pair is None or token != self._pair.refresh or self.now >= self._pair.refresh_until:
                    raise Refusal(-14014, "Invalid refresh token")
                self.refreshes.append(token)
            case _:
                raise Refusal(-14001, "Invalid request")
        pair = self._issue()
        return {"access_token": pair.access, "refresh_token": pair.refresh, "expires_in": self.said_to_last}

    def _issue(self) -> Pair:
        """Hand out a new pair; the one before is dead at once."""
        if self._pair is not None:
            self._ended.add(self._pair.access)
        number = len(self._issued) + 1
        until = self.now + timedelta(seconds=ACCESS_SECONDS)
        pair = Pair(f"AcCeSs{number:04}xYz", f"ReFrEsH{number:04}xYz", until, self.now + REFRESH_LIFE)
        self._issued.append(pair)
        self._pair = pair
        return pair


# --- What a request has to be -----------------------------------------------------------------------------------------


async def _json(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise Refusal(-201, "body is invalid!")
    try:
        return json.loads(await request.read())
    except ValueError:
        raise Refusal(-201, "body is invalid!") from None


def _fields(value: Any, name: str, required: set[str], optional: set[str] | None = None) -> None:
    """Refuse what is no object, lacks a field, or has one that nobody knows."""
    if not isinstance(value, dict):
        raise Refusal(-201, f"{name} is invalid!")
    if odd := (value.keys() ^ required) - (optional or set()):
        raise Refusal(-201, f"{sorted(odd)[0]} is invalid!")


def _text(value: Any, name: str, longest: int) -> None:
    """Refuse what is no text, or too long once it is composed."""
    if not isinstance(value, str) or not value.strip():
        raise Refusal(-201, f"{name} is invalid!")
    if len(unicodedata.normalize("NFC", value)) > longest:
        raise REFUSALS["400"]


def _check_buttons(buttons: Any) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        raise Refusal(-201, "buttons is invalid!")
    for button in buttons:
        _fields(button, "buttons", {"title", "type", "payload"})
        _text(button["title"], "title", LONGEST_TITLE)
        _text(button["payload"], "payload", LONGEST_PAYLOAD)
        if button["type"] not in _QUERIES:
            raise Refusal(-201, "type is invalid!")


def mac(raw: bytes, timestamp: str, first: str = APP_ID, secret: str = WEBHOOK_SECRET) -> str:
    """Return the signature of a body."""
    return f"mac={hashlib.sha256(first.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()}"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


# --- Answers ----------------------------------------------------------------------------------------------------------


def _quota(kind: str, remain: int, total: int) -> dict[str, str]:
    return {"quota_type": kind, "remain": str(remain), "total": str(total), "owner_type": "OA", "owner_id": OA_ID}


def _yes(data: Params) -> Params:
    return {"data": data, "error": 0, "message": "Success"}


def _no(refusal: Refusal) -> web.Response:
    name = {"error_name": refusal.words} if refusal.code < -14000 else {"message": refusal.words}
    return web.json_response({"error": refusal.code, **name})


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
